"""The knobs of a simulator, with the values they have unless somebody turns them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from responder.errors import SettingError


@dataclass(frozen=True, slots=True)
class Settings:
    """What `POST /_sim/settings` may change.

    Args:
        hold_s: How long synccheck and the login poll wait for news.
        qr_life_s: Life of a login's uuid.
        ticket_life_s: Life of the ticket in the redirect that ends a login.
        batch: Most events in one answer of webwxsync; more set ContinueFlag.
        contact_page: Most contacts in one page of webwxgetcontact; 0 means all at once.
        echo: Whether texts sent through webwxsendmsg come back through webwxsync.
        strict: Refuse an empty skey, a wrong pass_ticket and an upload without cookies, which the
            service tolerates.
        split_keys: SyncCheckKey differs from SyncKey after media and contact changes.
        pace_warnings: Warn of replies within 0.3 s and of more than one send a second.
        refuse_plain: The account may log in only with the headers of the UOS mode (ret 1203).
        refuse_web: The account may not log in at all (ret 1203).
        base_host: Host of the account; used when the client calls the service by its real names.
        unknown_sid_ret: What an unknown sid is answered.
        sends_per_minute: More sends are answered with Ret 1205; 0 means no limit.
        text_chars_max: Longer texts are answered with Ret 1; 0 means no limit.
        lang: Language of system notices, `zh` or `en`.
    """

    hold_s: float = 25.0
    qr_life_s: float = 300.0
    ticket_life_s: float = 60.0
    batch: int = 50
    contact_page: int = 2000
    echo: bool = False
    strict: bool = False
    split_keys: bool = False
    pace_warnings: bool = False
    refuse_plain: bool = False
    refuse_web: bool = False
    base_host: str = "wx2.qq.com"
    unknown_sid_ret: int = 1100
    sends_per_minute: int = 0
    text_chars_max: int = 0
    lang: str = "zh"


def changed(settings: Settings, changes: dict[str, object]) -> Settings:
    """The settings with some of them changed.

    Raises:
        SettingError: An unknown name, or a value of the wrong type or range.
    """
    known = [field.name for field in fields(Settings)]
    for name, value in changes.items():
        if name not in known:
            raise SettingError(f"settings: no setting is called {name!r}; {', '.join(known)} are")
        _check(name, value, getattr(settings, name))
    as_float = {n: float(str(v)) for n, v in changes.items() if n.endswith("_s")}
    return replace(settings, **{**changes, **as_float})  # type: ignore[arg-type]  # checked above


def _check(name: str, value: object, present: object) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(present, bool):
        good, wanted = isinstance(value, bool), "true or false"
    elif isinstance(present, float):
        good, wanted = is_number, "a number of seconds"
    elif isinstance(present, int):
        good, wanted = is_number and isinstance(value, int), "a whole number"
    else:
        good, wanted = isinstance(value, str) and bool(value), "a text"
    if is_number and isinstance(value, int | float) and value < (1 if name == "batch" else 0):
        good, wanted = False, "at least 1" if name == "batch" else "not negative"
    if name == "lang":
        good, wanted = value in {"zh", "en"}, "zh or en"
    if not good:
        raise SettingError(f"settings: {name} must be {wanted}, not {value!r}")
