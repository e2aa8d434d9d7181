"""Adding people and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.errors import SettingError
from responder.simulator.control.fields import Fields
from responder.simulator.events import EventKind
from responder.simulator.people import ME, Kind, Person, Room, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.simulator.request import Json
    from responder.simulator.world import Call, World

RESERVED = frozenset({"me", "filehelper"})
"""Words that `from`, `to` and `owner` give a meaning of their own."""


def add_contacts(call: Call, body: Json) -> Json:
    """`POST /_sim/contacts`: friends, official accounts, strangers; all of them or none."""
    fields = Fields(body, "contacts")
    entries = fields.objects("contacts")
    fields.done()
    persons = [_person(call.world, entry, f"contacts[{i}]") for i, entry in enumerate(entries)]
    for person in persons:
        _add_person(call.world, person)
    return {"contacts": [{"name": person.name, "id": person.id} for person in persons]}


def add_groups(call: Call, body: Json) -> Json:
    """`POST /_sim/groups`: groups with members; names not known yet become strangers."""
    fields = Fields(body, "groups")
    entries = fields.objects("groups")
    fields.done()
    plans = [_room(call.world, entry, f"groups[{i}]") for i, entry in enumerate(entries)]
    rooms = []
    for room, members, owner in plans:
        ids = {name: member_id(call.world, name) for name in members}
        room.members.update((permanent, "") for permanent in ids.values())
        room.owner = ME if owner == "me" else ids[owner]
        room.id = room.id or call.world.book.new_room_id(room.name or "/".join(members))
        is_new = room.id not in call.world.book.rooms
        call.world.book.add_room(room)
        if room.visibility in {Visibility.SAVED, Visibility.RECENT}:
            call.world.met(room.id)
            _announce(call.world, room.id, is_new=is_new)
        rooms.append(room)
    return {"groups": [{"name": room.name, "id": room.id} for room in rooms]}


def member_id(world: World, name: str) -> str:
    """Permanent id of a group member; a stranger is made where nobody has the name."""
    if world.book.has_person(name):
        return world.book.person(name, "members").id
    person = Person(world.book.new_person_id(name, Kind.STRANGER), name, kind=Kind.STRANGER)
    world.book.add_person(person)
    return person.id


def check_names(world: World, names: Iterable[str], where: str) -> None:
    """Make sure that `member_id` can take each of them.

    Raises:
        SettingError: Several have one of the names; the sentence starts with `where`.
    """
    for name in names:
        if world.book.has_person(name):
            world.book.person(name, where)


def _person(world: World, entry: Json, where: str) -> Person:
    fields = Fields(entry, where)
    name = fields.text("name")
    if name in RESERVED:
        raise SettingError(f"{where}: name {name!r} has a meaning of its own; choose another one")
    kind = Kind(fields.choice("kind", tuple(Kind), Kind.FRIEND))
    permanent = fields.text("id", "")
    if permanent and permanent not in world.book.persons and permanent.startswith("@"):
        raise SettingError(f"{where}: id must not start with @; ids of that form belong to a login")
    visibility = Visibility(fields.choice("visibility", tuple(Visibility), Visibility.SAVED))
    person = Person(
        id=permanent,
        name=name,
        remark=fields.text("remark", ""),
        alias=fields.text("alias", ""),
        kind=kind,
        visibility=visibility,
        sex=fields.whole("sex", 0, 0, 2),
        province=fields.text("province", ""),
        city=fields.text("city", ""),
        signature=fields.text("signature", ""),
        deleted_me=fields.flag("deleted_me"),
    )
    fields.done()
    return person


def _add_person(world: World, person: Person) -> None:
    person.id = person.id or world.book.new_person_id(person.name, person.kind)
    is_new = person.id not in world.book.persons
    world.book.add_person(person)
    if person.visibility is Visibility.RECENT:
        world.met(person.id)
    if person.kind is not Kind.STRANGER and person.visibility is not Visibility.UNKNOWN:
        _announce(world, person.id, is_new=is_new)


def _room(world: World, entry: Json, where: str) -> tuple[Room, list[str], str]:
    fields = Fields(entry, where)
    room = Room(
        id=fields.text("id", ""),
        name=fields.text("name", ""),
        members={ME: fields.text("my_name", "")},
        remark=fields.text("remark", ""),
        visibility=Visibility(fields.choice("visibility", tuple(Visibility), Visibility.SAVED)),
    )
    members = fields.texts("members", [])
    owner = fields.text("owner", "me")
    fields.done()
    others = [name for name in dict.fromkeys((*members, owner)) if name != "me"]
    check_names(world, others, f"{where}: members")
    return room, others, owner


def _announce(world: World, permanent: str, *, is_new: bool) -> None:
    if world.sessions.live is not None:
        world.announce(EventKind.ADDED if is_new else EventKind.CHANGED, permanent)
