"""The names of all calls the simulator answers, as faults and counters use them."""

from __future__ import annotations

CALLS = frozenset(
    {
        "jslogin",
        "qrcode",
        "login",
        "webwxnewloginpage",
        "webwxpushloginurl",
        "webwxlogout",
        "webwxinit",
        "webwxstatusnotify",
        "webwxgetcontact",
        "webwxbatchgetcontact",
        "synccheck",
        "webwxsync",
        "webwxsendmsg",
        "webwxsendmsgimg",
        "webwxsendappmsg",
        "webwxsendvideomsg",
        "webwxsendemoticon",
        "webwxrevokemsg",
        "webwxuploadmedia",
        "webwxcheckupload",
        "webwxgetmsgimg",
        "webwxgetvoice",
        "webwxgetvideo",
        "webwxgetmedia",
        "webwxgeticon",
        "webwxgetheadimg",
        "webwxverifyuser",
        "webwxoplog",
        "webwxcreatechatroom",
        "webwxupdatechatroom",
        "webwxstatreport",
        "webwxsendfeedback",
        "webwxsearchcontact",
        "webwxcheckurl",
        "webwxpreview",
        "webwxgetpubliclinkimg",
    }
)
