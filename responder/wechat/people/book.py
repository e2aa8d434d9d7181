"""The address book of one login: from UserNames to people, groups and chats.

It has one owner, who feeds it contacts and asks it about messages. It never asks the service
itself; `missing` says what would be worth asking.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from responder.models import Chat, ChatKind, Group, Person
from responder.wechat.people.identity import ME, Identity, Kind
from responder.wechat.people.names import Remarks
from responder.wechat.people.register import Register, evidence
from responder.wechat.protocol.codes import FILEHELPER, is_room, is_special
from responder.wechat.protocol.contacts import Contact, Member, Wanted
from responder.wechat.protocol.content import StatusNotified

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.wechat.people.identity import Identities
    from responder.wechat.protocol.messages import Message

UNSETTLED = "?"
"""Begins the id of somebody of whom nothing is known but a UserName; good for this login only."""

NAMES_JOINED_MAX = 4
"""Members that name an unnamed group."""

_ACCOUNT_OF_ROOM = "@chatroom"


class AddressBook:
    """Who is who in one login.

    Args:
        me: The account itself.
        identities: Everybody met before.
        goes_on: The login is the one in which they were met last. Their UserNames still mean
            them then, also while no list names them: those of groups that were never saved come
            with the login only.
    """

    def __init__(self, me: Contact, identities: Identities, *, goes_on: bool = False) -> None:
        self._me = me
        self._register = Register(identities, goes_on=goes_on)
        self._contacts: dict[str, Contact] = {}
        self._members: dict[str, dict[str, Member]] = {}
        self._remarks = Remarks()
        self._room_remarks = Remarks()
        self._accounts: dict[str, str] = {}
        self._wxids: dict[str, str] = {}
        self.ambiguous: list[str] = []

    @property
    def identities(self) -> Identities:
        """Everybody ever met; the same object as long as nothing has changed."""
        return self._register.identities

    @property
    def me(self) -> Person:
        """The account itself."""
        me = self._me
        known_as = self._remarks.known_as("", (me.nick_name, me.alias))
        return Person(ME, me.nick_name, me.nick_name, alias=me.alias, known_as=known_as)

    def me_in(self, room: str) -> Person:
        """The account itself, with the name it has in a group."""
        member = self._members.get(room, {}).get(self._me.user_name)
        return replace(self.me, display_name=member.display_name if member else "")

    def is_me(self, user_name: str) -> bool:
        """Whether a UserName is the account's own."""
        return user_name == self._me.user_name

    def update(self, contacts: Iterable[Contact]) -> None:
        """Take in new contacts, and new values of known ones."""
        changed = []
        for newer in contacts:
            if newer.user_name == self._me.user_name:
                self._me = self._me.merged(newer)
                continue
            old = self._contacts.get(newer.user_name)
            contact = newer if old is None else old.merged(newer)
            if old is not None:
                self._remarks_of(old).discard(old.remark_name)
            self._remarks_of(contact).add(contact.remark_name)
            self._contacts[contact.user_name] = contact
            if newer.members:
                self._members[contact.user_name] = {m.user_name: m for m in contact.members}
            if not is_special(contact.user_name):
                changed.append(evidence(contact, self._wxids.get(contact.user_name, "")))
        self.ambiguous += self._register.settle(changed)

    def rename_me(self, nick_name: str) -> None:
        """The owner chose another nickname; `""` is none."""
        self.update([Contact(self._me.user_name, nick_name)])

    def remove(self, user_names: Iterable[str]) -> None:
        """Forget contacts that were deleted and groups that were left; their ids stay theirs."""
        for user_name in user_names:
            contact = self._contacts.pop(user_name, None)
            self._members.pop(user_name, None)
            if contact is not None:
                self._remarks_of(contact).discard(contact.remark_name)

    def note_wxids(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Learn permanent names.

        Args:
            pairs: UserName and permanent name. If a group stands beside a person's name anywhere,
                the two lists were not in step and nothing is learnt.
        """
        listed = list(pairs)
        if not all(_fit(user_name, account) for user_name, account in listed):
            return
        for user_name, account in listed:
            if is_special(user_name) or user_name == self._me.user_name:
                continue
            if self._accounts.setdefault(account, user_name) == user_name:
                self._wxids[user_name] = account
                self._register.note_wxid(user_name, account)

    def learn(self, message: Message) -> None:
        """Take in what a message tells about people besides its words."""
        if isinstance(message.content, StatusNotified) and message.content.accounts:
            names = message.content.user_names
            self.note_wxids(zip(names, message.content.accounts, strict=True))

    def person(self, user_name: str, room: str = "") -> Person:
        """Somebody, as far as known; of an unknown person at least an id.

        Args:
            user_name: Of this login; a permanent account name does, too.
            room: UserName of the group they are met in.
        """
        user_name = self._accounts.get(user_name, user_name)
        member = self._members.get(room, {}).get(user_name)
        display_name = member.display_name if member else ""
        if self.is_me(user_name):
            return self.me_in(room)
        contact = self._contacts.get(user_name)
        if contact is not None:
            remark, nick_name, alias = contact.remark_name, contact.nick_name, contact.alias
            return Person(
                id=self._id_of(user_name),
                name=remark or nick_name or alias or display_name,
                nickname=nick_name,
                remark=remark,
                alias=alias,
                display_name=display_name,
                known_as=self._remarks.known_as(remark, (nick_name, alias)),
            )
        if member is None:
            return Person(self._id_of(user_name), "")
        return Person(
            id=self._stranger_id(member, room),
            name=member.nick_name or display_name,
            nickname=member.nick_name,
            display_name=display_name,
            known_as=self._remarks.known_as("", (member.nick_name,)),
        )

    def stranger(self, user_name: str, name: str) -> Person:
        """Somebody who is neither contact nor member, by the name the service tells."""
        if user_name in self._contacts:
            return self.person(user_name)
        return Person(
            self._id_of(user_name), name, name, known_as=self._remarks.known_as("", (name,))
        )

    def user_of(self, account: str) -> str | None:
        """UserName in this login of a permanent name; None where the service has not told it."""
        return self._accounts.get(account)

    def group(self, user_name: str) -> Group:
        """A group, as far as known."""
        contact = self._contacts.get(user_name, Contact(user_name))
        remark, topic = contact.remark_name, contact.nick_name
        return Group(
            id=self._id_of(user_name),
            name=remark or topic or self._joined_names(user_name),
            known_as=self._room_remarks.known_as(remark, (topic,)),
            owned=self._owned(contact),
        )

    def chat(self, user_name: str) -> Chat:
        """The conversation with a person, account or group."""
        if is_room(user_name):
            return Chat(self._id_of(user_name), ChatKind.GROUP, self.group(user_name).name)
        if is_special(user_name):
            kind = ChatKind.FILEHELPER if user_name == FILEHELPER else ChatKind.SPECIAL
            name = self._contacts.get(user_name, Contact(user_name)).nick_name
            return Chat(user_name, kind, name or user_name)
        person = self.person(user_name)
        contact = self._contacts.get(user_name)
        official = contact is not None and contact.is_official
        return Chat(person.id, ChatKind.OFFICIAL if official else ChatKind.PRIVATE, person.name)

    def chats_called(self, kind: ChatKind, name: str) -> tuple[Chat, ...]:
        """The chats with contacts or with groups that bear a name which rules may trust.

        Args:
            kind: `GROUP` for groups, otherwise people; official accounts are none.
            name: A remark, or alias, nickname or topic where there is no remark.
        """
        in_groups = kind is ChatKind.GROUP
        remarks = self._room_remarks if in_groups else self._remarks
        found = []
        for contact in self._contacts.values():
            others = (contact.nick_name,) if in_groups else (contact.nick_name, contact.alias)
            if name != contact.remark_name and name not in others:
                continue
            if contact.is_room is not in_groups or contact.is_official:
                continue
            if is_special(contact.user_name):
                continue
            if name in remarks.known_as(contact.remark_name, others):
                found.append(self.chat(contact.user_name))
        return tuple(found)

    def user_name_of(self, person_id: str) -> str | None:
        """UserName in this login of a person or chat by our id; None if not met in it."""
        if person_id == ME:
            return self._me.user_name or None
        if is_special(person_id):
            return person_id
        if person_id.startswith(UNSETTLED):
            here, user_name = self._unsettled_here, person_id.removeprefix(self._unsettled_here)
            return user_name if person_id.startswith(here) else None
        return self._register.user_name_of(person_id)

    def remark_of(self, user_name: str) -> str:
        """What the owner calls a contact or group; `""` where he says nothing."""
        contact = self._contacts.get(user_name)
        return contact.remark_name if contact is not None else ""

    def members_of(self, room: str) -> frozenset[str]:
        """UserNames of everybody in a group, as far as known."""
        return frozenset(self._members.get(room, ()))

    def bearers(self) -> tuple[Counter[str], Counter[str]]:
        """How many people, and how many groups, rules may take for the bearer of each name."""
        people: Counter[str] = Counter()
        groups: Counter[str] = Counter()
        for user_name, contact in self._contacts.items():
            remark, names = contact.remark_name, (contact.nick_name, contact.alias)
            if is_room(user_name):
                groups.update(self._room_remarks.known_as(remark, names[:1]))
            elif not is_special(user_name):
                people.update(self._remarks.known_as(remark, names))
        strangers = {
            user_name: member.nick_name
            for members in self._members.values()
            for user_name, member in members.items()
            if user_name not in self._contacts and not self.is_me(user_name)
        }
        for name in strangers.values():
            people.update(self._remarks.known_as("", (name,)))
        return people, groups

    def ids_of(self, chat_id: str) -> tuple[str, ...]:
        """Every id by which a chat may be meant in this login, the given one first.

        One whose look-up failed has a passing id until it is settled, and one may turn out to be
        somebody else; texts may wait under each.
        """
        user_name = None if is_special(chat_id) else self.user_name_of(chat_id)
        if user_name is None:
            return (chat_id,)
        known = (chat_id, *self._register.ids_of(user_name), self._unsettled_here + user_name)
        return tuple(dict.fromkeys(known))

    def my_names(self, room: str = "") -> tuple[str, ...]:
        """Names by which the account is called in a group, longest first."""
        member = self._members.get(room, {}).get(self._me.user_name)
        names = {self._me.nick_name, member.display_name if member else ""}
        return tuple(sorted(filter(None, names), key=lambda name: (-len(name), name)))

    def names_beside(self, room: str) -> tuple[str, ...]:
        """Names of the other members that begin with one of mine and a blank."""
        mine = tuple(name + " " for name in self.my_names(room))
        others = self._members.get(room, {}).values()
        names = {n for m in others if not self.is_me(m.user_name) for n in _called(m)}
        return tuple(sorted(name for name in names if name.startswith(mine)))

    def missing(self, message: Message) -> tuple[Wanted, ...]:
        """Whom the service could be asked about before this message is decided.

        Groups without their members, members who are not in the list, unknown people, and whoever
        else a notice of recent chats names.
        """
        if isinstance(message.content, StatusNotified):
            names = message.content.user_names
            return tuple(Wanted(name) for name in dict.fromkeys(names) if self._is_missing(name))
        if not message.room:
            outbound = not message.from_user or self.is_me(message.from_user)
            peer = message.to_user if outbound else message.from_user
            return (Wanted(peer),) if self._is_missing(peer) else ()
        known = self._members.get(message.room, {})
        writer = self._accounts.get(message.sender, message.sender)
        stranger = writer.startswith("@") and writer not in known and not self.is_me(writer)
        return (Wanted(message.room),) if stranger or self._is_missing(message.room) else ()

    def _is_missing(self, user_name: str) -> bool:
        if is_room(user_name):
            members = self._members.get(user_name, {}).values()
            return not any(m.nick_name for m in members)
        known = user_name in self._contacts or is_special(user_name) or self.is_me(user_name)
        return bool(user_name) and not known

    def _id_of(self, user_name: str) -> str:
        if is_special(user_name):
            return user_name
        return self._register.id_of(user_name) or self._unsettled_here + user_name

    @property
    def _unsettled_here(self) -> str:
        """Begins the id of whoever is not settled yet in this login.

        It names the login, by the account's own UserName in it: a text may wait for such an id over
        a restart and a new login, where the UserName would mean nobody, or somebody else.
        """
        return f"{UNSETTLED}{self._me.user_name}/"

    def _stranger_id(self, member: Member, room: str) -> str:
        """Id of a member who is no contact.

        Members who look alike are settled together: alone, one could pass for the other.
        """
        room_id = self._register.id_of(room)
        if self._register.id_of(member.user_name) is None and room_id is not None:
            looks = (member.nick_name, member.attr_status)
            alike = [
                m
                for m in self._members[room].values()
                if (m.nick_name, m.attr_status) == looks and m.user_name not in self._contacts
            ]
            self.ambiguous += self._register.settle(self._seen(m, room_id) for m in alike)
        return self._id_of(member.user_name)

    def _seen(self, member: Member, room_id: str) -> Identity:
        return Identity(
            id="",
            kind=Kind.MEMBER,
            wxid=self._wxids.get(member.user_name, ""),
            nick_name=member.nick_name,
            attr_status=member.attr_status,
            room=room_id,
            user_name=member.user_name,
        )

    def _joined_names(self, room: str) -> str:
        members = (m for m in self._members.get(room, {}).values() if not self.is_me(m.user_name))
        names = (m.display_name or m.nick_name for m in members)
        return "、".join(
            name for name, _ in zip(filter(None, names), range(NAMES_JOINED_MAX), strict=False)
        )

    def _owned(self, contact: Contact) -> bool | None:
        if contact.is_owner:
            return True
        if contact.owner.startswith("@"):
            return self.is_me(contact.owner)
        if contact.owner_uin and self._me.uin:
            return contact.owner_uin == self._me.uin
        return contact.is_owner

    def _remarks_of(self, contact: Contact) -> Remarks:
        return self._room_remarks if contact.is_room else self._remarks


def _called(member: Member) -> tuple[str, str]:
    return member.display_name, member.nick_name


def _fit(user_name: str, account: str) -> bool:
    """Whether a UserName and a permanent name can be the same one's."""
    if is_special(user_name) or is_special(account):
        return user_name == account
    return is_room(user_name) == account.endswith(_ACCOUNT_OF_ROOM)
