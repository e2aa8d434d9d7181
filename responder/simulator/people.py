"""Who exists around the account: persons, rooms, and how a script's words find them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from responder.errors import SettingError
from responder.simulator.ids import digest
from responder.wechat.protocol.codes import FILEHELPER

if TYPE_CHECKING:
    from collections.abc import Callable, Container

ME = "wxid_me7q2k9x4hs22"
"""Permanent id of the account itself."""

LISTED_MAX = 5
"""How many names an error message proposes."""


class Kind(StrEnum):
    """What a person is to the account."""

    FRIEND = "friend"
    OFFICIAL = "official"
    STRANGER = "stranger"
    """Not a contact: a fellow group member, or somebody who asks for friendship."""


class Visibility(StrEnum):
    """By which calls a client can learn of somebody; each one includes those after it."""

    SAVED = "saved"
    """webwxgetcontact lists them."""
    RECENT = "recent"
    """webwxinit and the notice after webwxstatusnotify do."""
    UNLISTED = "unlisted"
    """Only webwxbatchgetcontact tells about them, when asked by UserName."""
    UNKNOWN = "unknown"
    """No call does."""


@dataclass(slots=True)
class Person:
    """Somebody; `name` is what they call themselves, `remark` what the owner calls them."""

    id: str
    name: str
    remark: str = ""
    alias: str = ""
    kind: Kind = Kind.FRIEND
    visibility: Visibility = Visibility.SAVED
    sex: int = 0
    province: str = ""
    city: str = ""
    signature: str = ""
    deleted_me: bool = False
    pinned: bool = False


@dataclass(slots=True)
class Room:
    """A group; `members` maps permanent ids to display names, `ME` among them."""

    id: str
    name: str
    members: dict[str, str] = field(default_factory=dict)
    owner: str = ME
    remark: str = ""
    visibility: Visibility = Visibility.SAVED
    left: bool = False
    pinned: bool = False


_Known = TypeVar("_Known", Person, Room)


class _Shelf(Generic[_Known]):
    """Persons or rooms by permanent id and by name."""

    def __init__(self, word: str) -> None:
        self._word = word
        self.items: dict[str, _Known] = {}
        self._ids: dict[str, list[str]] = {}

    def put(self, one: _Known) -> None:
        self.items[one.id] = one
        for name in {one.name, one.remark} - {""}:
            ids = self._ids.setdefault(name, [])
            if one.id not in ids:
                ids.append(one.id)

    def found(self, text: str) -> list[_Known]:
        if text in self.items:
            return [self.items[text]]
        known = (self.items[i] for i in self._ids.get(text, ()) if i in self.items)
        return [one for one in known if text in {one.name, one.remark}]

    def only(self, text: str, where: str) -> _Known:
        found = self.found(text)
        if len(found) == 1:
            return found[0]
        word = self._word
        if found:
            ids = ", ".join(one.id for one in found)
            raise SettingError(
                f"{where}: {len(found)} {word}s are called {text!r}; use an id: {ids}"
            )
        names = [one.name for one in self.items.values()][:LISTED_MAX]
        known = f"known are {', '.join(names)}" if names else "there is none yet"
        raise SettingError(
            f"{where}: no {word} is called {text!r} ({known}); POST /_sim/{word}s adds one"
        )


class AddressBook:
    """Everybody, found by permanent id or by name."""

    def __init__(self) -> None:
        self._persons: _Shelf[Person] = _Shelf("contact")
        self._rooms: _Shelf[Room] = _Shelf("group")

    @property
    def persons(self) -> dict[str, Person]:
        """Persons by permanent id."""
        return self._persons.items

    @property
    def rooms(self) -> dict[str, Room]:
        """Groups by permanent id."""
        return self._rooms.items

    def add_person(self, person: Person) -> None:
        """Add somebody, or note a new name."""
        self._persons.put(person)

    def add_room(self, room: Room) -> None:
        """Add a group, or note a new name."""
        self._rooms.put(room)

    def new_person_id(self, name: str, kind: Kind) -> str:
        """A permanent id that is the same in every run that adds the same people in order."""
        form = "gh_" if kind is Kind.OFFICIAL else "wxid_"
        return _free(name, self.persons, lambda text: form + text[:14])

    def new_room_id(self, name: str) -> str:
        """The same for a group."""
        return _free(name, self.rooms, lambda text: f"{int(text[:9], 16)}@chatroom")

    def person(self, text: str, where: str) -> Person:
        """The person of that name, remark or permanent id.

        Raises:
            SettingError: Nobody, or several; the sentence starts with `where`.
        """
        return self._persons.only(text, where)

    def room(self, text: str, where: str) -> Room:
        """The group of that name, remark or permanent id.

        Raises:
            SettingError: None, or several; the sentence starts with `where`.
        """
        return self._rooms.only(text, where)

    def has_person(self, text: str) -> bool:
        """Whether somebody has that name, remark or id."""
        return bool(self._persons.found(text))

    def has_room(self, text: str) -> bool:
        """Whether a group has that name, remark or id."""
        return bool(self._rooms.found(text))

    def name_of(self, permanent: str) -> str:
        """For reports: the name a script gave, or the plain name of a special account."""
        someone = self.persons.get(permanent) or self.rooms.get(permanent)
        return someone.name if someone is not None else permanent

    def chat(self, text: str, where: str) -> str:
        """Permanent id of a chat by the name of a person, a group or `filehelper`.

        Raises:
            SettingError: Nobody has that name.
        """
        if text == FILEHELPER:
            return FILEHELPER
        if self.has_room(text) and not self.has_person(text):
            return self.room(text, where).id
        return self.person(text, where).id


def _free(name: str, taken: Container[str], form: Callable[[str], str]) -> str:
    number = 0
    while (made := form(digest("person or room", name, str(number)))) in taken:
        number += 1
    return made
