"""Every error this program raises on purpose, in one tree.

::

    ResponderError                  something a caller may show to the user as a sentence
    ├── RuleFileError               the rule file is wrong; carries every fault found in it
    │   └── RuleFaults              the same, with the faults as data (`rules.faults`)
    ├── RenderError                 a template wrote no reply (`rules.templates.budget`)
    ├── SpentError                  a message costs too much work (`rules.work`)
    ├── SettingError                a flag or variable is wrong (exit code 2)
    ├── EnvironmentFault            the machine refuses: port, file, lock (exit code 3)
    ├── LoginRefused                this account may not log in here (exit code 4)
    ├── ProtocolError               somebody broke the WeChat Web protocol; never raised itself
    │   ├── LocalProtocolError      we did: a bug of ours, or a call in the wrong state
    │   └── RemoteProtocolError     they did; keeps the start of what they sent
    ├── WeChatError                 the service understood and answered with a non-zero code
    │   ├── LoggedOut               the session is over: 1100, 1101, 1102
    │   └── TooOften                throttled: 1205, 1105
    ├── TransportError              no usable HTTP answer arrived
    ├── NoRulesError                 earlier rules that were asked for can not be had
    ├── OutgoingError               a text can not be cancelled, or not be sent again
    └── JournalError                the durable state can not be read or written (exit code 3)

Errors carry fields; their text is derived from the fields.
"""

from __future__ import annotations

RAW_CHARS_KEPT = 200
"""How much of a malformed answer an error keeps: enough to recognise it, never a whole page."""


class ResponderError(Exception):
    """Root of the tree: `str()` of it is a sentence fit for the user."""


class RuleFileError(ResponderError):
    """The rule file has faults; nothing of it was put to use.

    Args:
        faults: One readable block per fault, each naming `file:line:column`.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        """All faults, one after the other."""
        return "\n".join(self.faults)


class SettingError(ResponderError):
    """A flag, argument or environment variable has an impossible value."""


class EnvironmentFault(ResponderError):
    """The machine refuses what we need: a port, a file, a lock."""


class LoginRefused(ResponderError):
    """The service will not let this account log in; trying again would not help.

    Args:
        ret: Code of the service, e.g. 1203; None where it gave none.
        message: Text of the service, `""` where it gave none.
    """

    def __init__(self, ret: int | None, message: str = "") -> None:
        super().__init__(ret, message)
        self.ret = ret
        self.message = message

    def __str__(self) -> str:
        """The refusal with the service's own words."""
        code = "" if self.ret is None else f" (ret {self.ret})"
        words = self.words or "the service gave no reason"
        return f"WeChat does not let this account log in on the web{code}: {words}"

    @property
    def words(self) -> str:
        """Text of the service, on one line."""
        return " ".join(self.message.split())


class ProtocolError(ResponderError):
    """Base of the two below; says whose fault it is by its subclass."""

    def __init__(self, *args: object) -> None:
        if type(self) is ProtocolError:
            msg = "raise LocalProtocolError or RemoteProtocolError, they say whose fault it is"
            raise TypeError(msg)
        super().__init__(*args)


class LocalProtocolError(ProtocolError):
    """We broke the protocol: a bug here, or a call that the present state forbids."""


class RemoteProtocolError(ProtocolError):
    """They sent something that is not of the documented form.

    Args:
        endpoint: Name of the call, e.g. `synccheck`.
        reason: What was expected.
        raw: The answer; only its first `RAW_CHARS_KEPT` characters are kept.
    """

    def __init__(self, endpoint: str, reason: str, raw: bytes | str = b"") -> None:
        text = raw if isinstance(raw, str) else raw[: RAW_CHARS_KEPT * 4].decode("utf-8", "replace")
        self.endpoint = endpoint
        self.reason = reason
        self.raw = text[:RAW_CHARS_KEPT]
        super().__init__(endpoint, reason, self.raw)

    def __str__(self) -> str:
        """Which call, and what was wrong with its answer."""
        return f"{self.endpoint}: {self.reason}"

    @property
    def is_html(self) -> bool:
        """Whether a web page came instead of data: a login page, a captive portal, a proxy."""
        return self.raw.lstrip().startswith("<")


class WeChatError(ResponderError):
    """The service answered with a non-zero code.

    Args:
        endpoint: Name of the call.
        ret: `BaseResponse.Ret`, or the retcode of synccheck.
        err_msg: The service's text, often empty.
    """

    def __init__(self, endpoint: str, ret: int, err_msg: str = "") -> None:
        super().__init__(endpoint, ret, err_msg)
        self.endpoint = endpoint
        self.ret = ret
        self.err_msg = err_msg

    def __str__(self) -> str:
        """The call, its code and the service's words."""
        words = f": {self.err_msg}" if self.err_msg else ""
        return f"{self.endpoint} answered {self.ret}{words}"


class LoggedOut(WeChatError):
    """The session is over (1100, 1101, 1102); only a new login helps."""


class TooOften(WeChatError):
    """The service throttles us (1205, 1105); only waiting helps."""


class TransportError(ResponderError):
    """No usable HTTP answer arrived.

    Args:
        endpoint: Name of the call.
        reason: One of the words of `REASONS`.
        detail: What the HTTP library said.
        sent: Whether the request may have reached the service; decides if a send is doubtful.
        status: HTTP status where one arrived, else None.
    """

    REASONS = ("connect", "timeout", "broken", "status", "malformed")

    def __init__(
        self,
        endpoint: str,
        reason: str,
        detail: str = "",
        *,
        sent: bool = True,
        status: int | None = None,
    ) -> None:
        super().__init__(endpoint, reason, detail)
        self.endpoint = endpoint
        self.reason = reason
        self.detail = detail
        self.sent = sent
        self.status = status

    def __str__(self) -> str:
        """The call and what happened to it."""
        what = {
            "connect": "the service can not be reached",
            "timeout": "no answer in time",
            "broken": "the connection broke",
            "status": f"HTTP status {self.status}",
            "malformed": "the answer was not valid HTTP",
        }[self.reason]
        return f"{self.endpoint}: {what}" + (f" ({self.detail})" if self.detail else "")


class NoRulesError(ResponderError):
    """Earlier rules that were asked for can not be had."""


class OutgoingError(ResponderError):
    """What was asked for can not be done with this text: it has left, or is not kept."""


class JournalError(ResponderError):
    """The durable state can not be read or written; the text names the file and the way out."""


def cause_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The one error that a nursery's group stands for.

    Returns:
        The first error of ours in it; the group itself if there is anything else, a bug, in it.
    """
    ours, others = group.split(ResponderError)
    if ours is None or others is not None:
        return group
    error: BaseException = ours
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
