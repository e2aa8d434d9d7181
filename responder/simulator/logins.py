"""Logins under way: a uuid from its making to the session, and what the phone does to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from responder.errors import SettingError

LOGINS_KEPT_MAX = 200
"""Older uuids are forgotten; a poll for them answers 400, as for any unknown one."""


class LoginState(StrEnum):
    """Where a login stands."""

    WAITING = "waiting"
    SCANNED = "scanned"
    CONFIRMED = "confirmed"
    CONSUMED = "consumed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


PENDING = frozenset({LoginState.WAITING, LoginState.SCANNED})


@dataclass(slots=True)
class Login:
    """One uuid.

    Args:
        uuid: Its name.
        expires: Unix time.
        mode: `uos` or `web`, as jslogin asked.
        push: Asked for by old cookies: the phone confirms without scanning.
        state: Where it stands.
        announced: The poll has answered 201.
        scanned_at: Unix time.
        confirmed_at: Unix time.
        ticket: Of the redirect; `""` before the confirmation.
    """

    uuid: str
    expires: float
    mode: str = "web"
    push: bool = False
    state: LoginState = LoginState.WAITING
    announced: bool = False
    scanned_at: float = 0.0
    confirmed_at: float = 0.0
    ticket: str = ""

    def age_out(self, now: float) -> None:
        """Become expired if the time is up."""
        if self.state in PENDING and now >= self.expires:
            self.state = LoginState.EXPIRED

    def scan(self, now: float) -> None:
        """The phone reads the picture."""
        if self.state is LoginState.WAITING:
            self.state = LoginState.SCANNED
            self.scanned_at = now

    def confirm(self, now: float, ticket: str) -> None:
        """The phone's button is pressed; scans first where needed."""
        self.scan(now)
        if self.state is LoginState.SCANNED:
            self.state = LoginState.CONFIRMED
            self.confirmed_at = now
            self.ticket = ticket


class Logins:
    """All recent uuids; `auto` lets the phone scan and confirm by itself."""

    def __init__(self) -> None:
        self.auto = False
        self._by_uuid: dict[str, Login] = {}

    def add(self, login: Login) -> None:
        """Add a new one."""
        self._by_uuid[login.uuid] = login
        while len(self._by_uuid) > LOGINS_KEPT_MAX:
            del self._by_uuid[next(iter(self._by_uuid))]

    def get(self, uuid: str) -> Login | None:
        """The login of that uuid."""
        return self._by_uuid.get(uuid)

    def by_ticket(self, ticket: str) -> Login | None:
        """The login whose redirect carries that ticket."""
        found = (login for login in self._by_uuid.values() if ticket and login.ticket == ticket)
        return next(found, None)

    def listed(self) -> list[Login]:
        """All, oldest first."""
        return list(self._by_uuid.values())

    def pending(self, uuid: str, now: float, where: str) -> Login:
        """The login the phone is to act on: the named one, or the newest that waits.

        Raises:
            SettingError: There is none; the sentence starts with `where`.
        """
        for login in self._by_uuid.values():
            login.age_out(now)
        if uuid:
            named = self._by_uuid.get(uuid)
            if named is None or named.state not in PENDING:
                state = "unknown" if named is None else named.state.value
                raise SettingError(f"{where}: uuid {uuid!r} is {state}; GET /_sim/state lists them")
            return named
        waiting = [login for login in self._by_uuid.values() if login.state in PENDING]
        if not waiting:
            raise SettingError(f"{where}: no login is waiting; a client has to ask for one first")
        return waiting[-1]
