"""The numbers and fixed names of the wire, under the names the field uses for them."""

from __future__ import annotations

from enum import IntEnum, StrEnum

APP_ID = "wx782c26e4c19acffb"
"""`appid` of jslogin; the same in every public client."""


class Endpoint(StrEnum):
    """Each call of the service, by the last part of its path."""

    JSLOGIN = "jslogin"
    QRCODE = "qrcode"
    LOGIN = "login"
    NEW_LOGIN_PAGE = "webwxnewloginpage"
    PUSH_LOGIN_URL = "webwxpushloginurl"
    INIT = "webwxinit"
    STATUS_NOTIFY = "webwxstatusnotify"
    GET_CONTACT = "webwxgetcontact"
    BATCH_GET_CONTACT = "webwxbatchgetcontact"
    SYNC_CHECK = "synccheck"
    SYNC = "webwxsync"
    SEND_MSG = "webwxsendmsg"
    REVOKE_MSG = "webwxrevokemsg"
    LOGOUT = "webwxlogout"
    VERIFY_USER = "webwxverifyuser"
    UPLOAD_MEDIA = "webwxuploadmedia"
    CHECK_UPLOAD = "webwxcheckupload"
    SEND_IMAGE = "webwxsendmsgimg"
    SEND_VIDEO = "webwxsendvideomsg"
    SEND_APP = "webwxsendappmsg"
    SEND_EMOTICON = "webwxsendemoticon"
    GET_IMAGE = "webwxgetmsgimg"
    GET_VOICE = "webwxgetvoice"
    GET_VIDEO = "webwxgetvideo"
    GET_MEDIA = "webwxgetmedia"
    OPLOG = "webwxoplog"
    UPDATE_ROOM = "webwxupdatechatroom"


class Mode(StrEnum):
    """How we present ourselves at login."""

    UOS = "uos"
    """As the client packaged for the UOS desktop: extra headers at webwxnewloginpage."""
    WEB = "web"
    """As the plain web page."""


class Ret(IntEnum):
    """`BaseResponse.Ret` and the retcode of synccheck. The service knows more; compare as int."""

    OK = 0
    SYSTEM = -1
    LOGIC = -2
    TICKET = -14
    PARAMETER = 1
    SESSION_NOEXIST = 1100
    SESSION_INVALID = 1101
    COOKIE_INVALID = 1102
    FREQUENCY_OLD = 1105
    PARSER_REQUEST = 1200
    NO_SUCH_GROUP = 1201
    ENVIRONMENT = 1203
    NOT_A_FRIEND = 1204
    FREQUENCY = 1205


LOGGED_OUT = frozenset({Ret.SESSION_NOEXIST, Ret.SESSION_INVALID, Ret.COOKIE_INVALID})
"""Codes after which the session is over, whatever they say: the service mixes them up."""

TOO_OFTEN = frozenset({Ret.FREQUENCY, Ret.FREQUENCY_OLD})


class LoginCode(IntEnum):
    """`window.code` of the login poll."""

    CONFIRMED = 200
    SCANNED = 201
    CANCELLED = 202
    EXPIRED = 400
    WAITING = 408
    SERVER_ERROR = 500
    NONE = 0


class Selector(IntEnum):
    """What waits behind synccheck. Any but `NOTHING` calls for webwxsync."""

    NOTHING = 0
    MESSAGE = 2
    UNKNOWN_3 = 3
    CONTACT = 4
    CONTACT_ADDED = 6
    CHAT_ENTERED = 7
    OTHER = -1
    """A number we have no name for; the service adds some unannounced."""


class MsgType(IntEnum):
    """`MsgType` of a message."""

    TEXT = 1
    IMAGE = 3
    VOICE = 34
    FRIEND_REQUEST = 37
    POSSIBLE_FRIEND = 40
    CARD = 42
    VIDEO = 43
    STICKER = 47
    LOCATION = 48
    APP = 49
    VOIP = 50
    STATUS_NOTIFY = 51
    VOIP_NOTIFY = 52
    VOIP_INVITE = 53
    MICRO_VIDEO = 62
    SYSTEM_NOTICE = 9999
    SYSTEM = 10000
    RECALLED = 10002


class AppMsgType(IntEnum):
    """`AppMsgType`, or `<type>` of the XML, of a message of `MsgType.APP`."""

    TEXT = 1
    IMAGE = 2
    MUSIC = 3
    VIDEO = 4
    LINK = 5
    FILE = 6
    STICKER = 8
    REALTIME_LOCATION = 17
    CHAT_RECORD = 19
    MINI_PROGRAM = 33
    MINI_PROGRAM_SHARE = 36
    CHANNELS_VIDEO = 51
    GROUP_NOTE = 53
    QUOTE = 57
    TRANSFER = 2000
    RED_PACKET = 2001
    ARTICLES = 100001


class StatusNotify(IntEnum):
    """`Code` of webwxstatusnotify and `StatusNotifyCode` of a message of type 51."""

    READ = 1
    ENTER_SESSION = 2
    INITED = 3
    SYNC_CONVERSATIONS = 4
    QUIT_SESSION = 5


VERIFY_BRAND = 8
"""Bit of `VerifyFlag` that marks an official account."""

CONTACT_FRIEND = 1
"""Bit of `ContactFlag` that marks a contact of ours."""

FILEHELPER = "filehelper"

SPECIAL_USERS = frozenset(
    {
        "weixin",
        "filehelper",
        "newsapp",
        "fmessage",
        "weibo",
        "qqmail",
        "tmessage",
        "qmessage",
        "qqsync",
        "floatbottle",
        "lbsapp",
        "shakeapp",
        "medianote",
        "qqfriend",
        "readerapp",
        "blogapp",
        "facebookapp",
        "masssendapp",
        "meishiapp",
        "feedsapp",
        "voip",
        "blogappweixin",
        "brandsessionholder",
        "weixinreminder",
        "wxid_novlwrv3lqwv11",
        "gh_22b87fa7cb3c",
        "officialaccounts",
        "notification_messages",
        "wxitil",
        "userexperience_alarm",
    }
)
"""Accounts of the service itself: not people, never answered on their own."""

SPECIAL_SUFFIXES = ("@qqim", "@lbsroom", "@talkroom")


def is_room(user_name: str) -> bool:
    """Whether a UserName is a chat room's (the official client's test)."""
    return user_name.startswith("@@") or user_name.endswith("@chatroom")


def is_special(user_name: str) -> bool:
    """Whether a UserName is one of the service's own accounts, `filehelper` included."""
    return user_name in SPECIAL_USERS or user_name.endswith(SPECIAL_SUFFIXES)
