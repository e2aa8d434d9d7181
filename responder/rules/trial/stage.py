"""The stage of a made-up message: people, groups, and who is who.

Tests in the file and `responder try` make their events here. It knows which names rules may trust;
it must not know rules, tests or the rule file.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.models import Chat, ChatKind, Event, EventKind, Group, Medium, MessageType, Person
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean
from responder.rules.recipients import SUPPOSED
from responder.sources import MEDIA_OF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

ME = "me"
"""What the account is called unless the stage says otherwise; as an owner it is the account."""

ME_ID = "me"
"""Id of the account itself."""

_GREY = frozenset(
    {
        *(EventKind.MEMBER_JOINED, EventKind.MEMBER_LEFT, EventKind.NOTICE),
        *(EventKind.PAT, EventKind.RED_PACKET),
    }
)

_GROUP_ID = "group "
"""Beginning of the ids of groups."""

FILEHELPER = "filehelper"
"""Id and name of the chat with the file helper."""

MENTION_END = "\u2005"
"""What a phone puts behind the name of somebody mentioned."""

_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc"})
"""Categories of characters that change a name without changing its look."""


class StageError(Exception):
    """A message that can not be.

    Args:
        key: Of a step of a test, what is wrong: `from`, `group`, `mention`, …
        message: `expected …, got …`.
        hint: The way out.
    """

    def __init__(self, key: str, message: str, hint: str = "") -> None:
        super().__init__(key, message, hint)
        self.key = key
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody in the address book; `""` where there is no such name."""

    remark: str = ""
    nickname: str = ""
    alias: str = ""

    @property
    def name(self) -> str:
        """For display."""
        return self.remark or self.nickname or self.alias


@dataclass(frozen=True, slots=True)
class Room:
    """A group.

    Args:
        members: Name of each to the name shown in the group, `""` where it is the same; None lets
            anybody write.
        owner: Name of its owner; `""` while unknown.
    """

    members: Mapping[str, str] | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A message as somebody describes it.

    Args:
        sender: Who writes; `""` where I do.
        text: The words; None where the message has none of its own.
        to: To whom I write in private, where I do.
        group: In which group; `""` is none.
        kind: Of the chat outside of groups.
        mention: With an @ for me; None if the text alone decides.
        type: Kind of message.
        title: Of a link, file or card.
        url: Of a link.
        from_me: I write it, on the phone.
        on: What happens.
    """

    sender: str = ""
    text: str | None = None
    to: str = ""
    group: str = ""
    kind: ChatKind = ChatKind.PRIVATE
    mention: bool | None = None
    type: MessageType = MessageType.TEXT
    title: str = ""
    url: str = ""
    from_me: bool = False
    on: EventKind = EventKind.MESSAGE

    @property
    def is_grey(self) -> bool:
        """Whether a grey line of a group tells it: a name in it identifies nobody."""
        return bool(self.group) and self.on in _GREY


@dataclass(frozen=True, slots=True)
class Stage:
    """Who there is. Whoever is not listed is a stranger who calls himself so.

    Args:
        me: My nickname.
        contacts: The address book.
        rooms: Name to group; others come into being when somebody writes there.
    """

    me: str = ME
    contacts: tuple[Contact, ...] = ()
    rooms: Mapping[str, Room] = field(default_factory=dict)

    @property
    def myself(self) -> Person:
        """The account itself."""
        return Person(ME_ID, self.me, nickname=self.me, known_as=frozenset({self.me}))

    def event(self, said: Said) -> Event:
        """The event of a message, without id and time.

        Raises:
            StageError: Such a message can not be.
        """
        room = self.rooms.get(said.group, Room())
        me = self.myself
        sender = me if said.from_me else self._writer(said, room)
        text = said.title if said.text is None else said.text
        is_message = said.on is EventKind.MESSAGE
        if said.mention:
            text = self._mentioning(said, text)
        calls_me = is_message and said.type is MessageType.TEXT and _calls(text, self.me)
        return Event(
            id="",
            kind=said.on,
            type=_type(said),
            chat=self._chat(said, sender),
            sender=sender,
            me=me,
            time_s=0.0,
            text=text,
            group=self._group(said.group, room) if said.group else None,
            from_me=said.from_me,
            mentioned=bool(said.group)
            and not said.from_me
            and (calls_me if said.mention is None else said.mention),
            my_names=(self.me,),
            title=said.title,
            url=said.url,
            medium=Medium("") if _type(said) in MEDIA_OF else None,
        )

    def find(self, kind: ChatKind, name: str) -> tuple[Chat, ...]:
        """The chats that bear a name which rules may trust.

        A stage that lists no contacts has everybody, and one that lists no groups every group.
        """
        if kind is ChatKind.GROUP:
            exists = not self.rooms or name in self.rooms
            return (Chat(f"{_GROUP_ID}{name}", kind, name),) if exists else ()
        if not self.contacts:
            return (Chat(f"{SUPPOSED}{name}", ChatKind.PRIVATE, name),)
        everybody = [self._contact(number) for number in range(len(self.contacts))]
        return tuple(
            Chat(one.id, ChatKind.PRIVATE, one.name) for one in everybody if name in one.known_as
        )

    def person_id(self, name: str) -> str:
        """The id of whoever bears a name, me included.

        Raises:
            StageError: Several contacts bear it.
        """
        return ME_ID if name in {ME, self.me} else self._person("memory", name).id

    def chat_id(self, name: str, groups: Collection[str]) -> str:
        """The id of a chat: that of a group, of the file helper, or of somebody in private.

        Args:
            name: Of the group or person.
            groups: Names of groups beside those of the stage.

        Raises:
            StageError: Several contacts bear the name.
        """
        if name in self.rooms or name in groups:
            return f"{_GROUP_ID}{name}"
        return FILEHELPER if name == FILEHELPER else self.person_id(name)

    def _writer(self, said: Said, room: Room) -> Person:
        """Who writes, in a group with the name that is shown there."""
        if said.is_grey:
            return Person(f"?{said.group}/{said.sender}", said.sender)
        person = self._person("from", said.sender)
        if not said.group or room.members is None:
            return person
        shown = {self._person("groups", name).id: shown for name, shown in room.members.items()}
        if person.id not in shown:
            message = f"expected a member of {quote(said.group)}, got {quote(said.sender)}"
            hint = did_you_mean(said.sender, room.members) or "who else writes there is a member"
            raise StageError("from", message, hint)
        return Person(
            person.id,
            person.name,
            nickname=person.nickname,
            remark=person.remark,
            alias=person.alias,
            display_name=shown[person.id],
            known_as=person.known_as,
        )

    def _person(self, key: str, name: str) -> Person:
        """Whoever bears a name: a contact by its remark, alias or nickname, else a stranger."""
        if name == self.me:
            hint = "what I write on the phone has `from_me: true` in place of `from`"
            raise StageError(key, f"expected somebody else, got {quote(name)}, who is me", hint)
        found = next(filter(None, self._bearers(name)), None)
        if found is None:
            return Person(f"stranger {name}", name, nickname=name, known_as=self._trusted(name))
        if len(found) > 1:
            message = f"expected one person, got {quote(name)}, as {len(found)} contacts are called"
            raise StageError(key, message, "tell them apart by remark or alias")
        return self._contact(found[0])

    def _contact(self, number: int) -> Person:
        one = self.contacts[number]
        return Person(
            f"contact {number + 1}",
            one.name,
            nickname=one.nickname,
            remark=one.remark,
            alias=one.alias,
            known_as=frozenset({one.remark})
            if one.remark
            else self._trusted(one.nickname, one.alias),
        )

    def _bearers(self, name: str) -> Iterator[list[int]]:
        """Indexes of contacts that bear a name: as remark, as alias, as nickname."""
        for key in ("remark", "alias", "nickname"):
            yield [i for i, one in enumerate(self.contacts) if getattr(one, key) == name]

    def _trusted(self, *names: str) -> frozenset[str]:
        """Names that their bearer chose and rules may match: none that looks like a remark."""
        remarks = {_look(one.remark) for one in self.contacts if one.remark}
        return frozenset(name for name in names if name and _look(name) not in remarks)

    def _chat(self, said: Said, sender: Person) -> Chat:
        if said.group:
            return Chat(f"{_GROUP_ID}{said.group}", ChatKind.GROUP, said.group)
        if said.kind is ChatKind.FILEHELPER:
            return Chat(FILEHELPER, ChatKind.FILEHELPER, FILEHELPER)
        other = self._person("to", said.to) if said.from_me else sender
        return Chat(other.id, said.kind, other.name)

    def _group(self, name: str, room: Room) -> Group:
        owned = room.owner in {ME, self.me} if room.owner else None
        return Group(f"{_GROUP_ID}{name}", name, frozenset({name}), owned=owned)

    def _mentioning(self, said: Said, text: str) -> str:
        """The words with an @ for me in front, unless they have one."""
        if not said.group:
            message = "expected a group, for nobody is mentioned in private"
            raise StageError("mention", message, "say in which group")
        return text if _calls(text, self.me) else f"@{self.me}{MENTION_END}{text}"


def _type(said: Said) -> MessageType:
    """News are no messages; what was recalled was one."""
    plain = said.on in {EventKind.MESSAGE, EventKind.RECALLED}
    return said.type if plain else MessageType.UNKNOWN


def _calls(text: str, name: str) -> bool:
    """Whether a text has an @ for somebody: the name, and a blank or the end behind it."""
    _, *calls = text.split("@")
    ends = (call[len(name) : len(name) + 1] for call in calls if call.startswith(name))
    return any(not end or end.isspace() for end in ends)


def _look(name: str) -> str:
    """A name without its width, case, spare blanks and invisible characters."""
    text = unicodedata.normalize("NFKC", name).casefold()
    shown = (char for char in text if unicodedata.category(char) not in _INVISIBLE)
    return " ".join("".join(shown).split())
