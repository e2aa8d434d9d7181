"""How each call says no: the full shape of its answer, with zero and empty fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.simulator.answer import Answer, base_answer, json_answer, script_answer
from responder.simulator.endpoints.entry import push_refusal, refusal
from responder.simulator.endpoints.sync import check_answer, error_lists
from responder.simulator.events import NO_KEYS

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.world import Call

_SENDING: Json = {"MsgID": "", "LocalID": ""}

SHAPES: dict[str, Json] = {
    "webwxinit": {
        "Count": 0,
        "ContactList": [],
        "SyncKey": NO_KEYS,
        "User": {"Uin": 0, "UserName": "", "NickName": "", "HeadImgUrl": "", "Sex": 0},
        "ChatSet": "",
        "SKey": "",
        "ClientVersion": 0,
        "SystemTime": 0,
        "GrayScale": 1,
        "InviteStartCount": 0,
        "MPSubscribeMsgCount": 0,
        "MPSubscribeMsgList": [],
        "ClickReportInterval": 0,
    },
    "webwxstatusnotify": {"MsgID": ""},
    "webwxgetcontact": {"MemberCount": 0, "MemberList": [], "Seq": 0},
    "webwxbatchgetcontact": {"Count": 0, "ContactList": []},
    "webwxsync": error_lists(),
    "webwxsendmsg": _SENDING,
    "webwxsendmsgimg": _SENDING,
    "webwxsendappmsg": _SENDING,
    "webwxsendvideomsg": _SENDING,
    "webwxsendemoticon": _SENDING,
    "webwxrevokemsg": {"Introduction": "", "SysWording": ""},
    "webwxuploadmedia": {"MediaId": "", "StartPos": 0, "EncryFileName": ""},
}


def refuse(call: Call, ret: int, message: str = "") -> Answer:
    """The answer of this call with a code that is not 0."""
    endpoint = call.request.endpoint
    if endpoint == "synccheck":
        return check_answer(ret)
    if endpoint == "login":
        return script_answer(f"window.code={int(ret)};")
    if endpoint == "jslogin":
        return script_answer(f'window.QRLogin.code = {int(ret)}; window.QRLogin.error = "";')
    if endpoint == "webwxnewloginpage":
        return refusal(call, ret, message)
    if endpoint == "webwxpushloginurl":
        return push_refusal(str(int(ret)), message)
    return base_answer(ret, message, **SHAPES.get(endpoint, {}))


def recode(call: Call, answer: Answer, ret: int, message: str) -> Answer:
    """An answer that took effect, now carrying a code; its other fields are kept."""
    if not isinstance(answer.json, dict) or "BaseResponse" not in answer.json:
        return refuse(call, ret, message)
    return json_answer(
        {**answer.json, "BaseResponse": {"Ret": int(ret), "ErrMsg": message}}, *answer.headers[1:]
    )
