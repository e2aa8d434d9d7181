"""Who there is: webwxgetcontact and webwxbatchgetcontact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.simulator.answer import Answer, base_answer
from responder.simulator.contacts import SPECIAL_NAMES, contact_wire, person_wire
from responder.simulator.people import ME, Kind, Visibility
from responder.wechat.protocol.codes import Ret
from responder.wechat.protocol.wire import as_dict, as_int, as_list, as_str

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call, World

BATCH_MAX = 50
"""Most entries one webwxbatchgetcontact may ask for."""


def get_contact(call: Call, session: Session, body: Json) -> Answer:
    """One page of friends, official accounts, saved groups (without members) and the account."""
    del body
    world = call.world
    first = as_int(call.request.query.get("seq"))
    everybody = _saved(world)
    size = world.settings.contact_page or len(everybody)
    page = everybody[first : first + size]
    end = first + len(page)
    members = [contact_wire(one, world, session, members="none") for one in page]
    listed = [member for member in members if member is not None]
    return base_answer(
        MemberCount=len(listed), MemberList=listed, Seq=end if end < len(everybody) else 0
    )


def batch_get_contact(call: Call, session: Session, body: Json) -> Answer:
    """Details of up to 50 contacts, groups or group members; unknown ids are left out."""
    items = as_list(body.get("List"))
    if len(items) > BATCH_MAX:
        call.blame("List", f"more than {BATCH_MAX} entries")
        return base_answer(Ret.PARAMETER, Count=0, ContactList=[])
    found = [_details(call, session, as_dict(item)) for item in items]
    listed = [contact for contact in found if contact is not None]
    return base_answer(Count=len(listed), ContactList=listed)


def _saved(world: World) -> list[str]:
    rooms = (r.id for r in world.book.rooms.values() if r.visibility is Visibility.SAVED)
    persons = (
        p.id
        for p in world.book.persons.values()
        if p.visibility is Visibility.SAVED and p.kind is not Kind.STRANGER
    )
    return [*SPECIAL_NAMES, ME, *rooms, *persons]


def _details(call: Call, session: Session, item: Json) -> Json | None:
    user_name = as_str(item.get("UserName"))
    permanent = session.names.permanent(user_name)
    if permanent is None:
        if user_name:
            call.blame("List", "a UserName that this session never had")
        return None
    book = call.world.book
    room = book.rooms.get(permanent)
    person = book.persons.get(permanent)
    if room is not None and room.visibility is Visibility.UNKNOWN:
        return None
    if person is not None:
        return None if person.visibility is Visibility.UNKNOWN else person_wire(person, session)
    return contact_wire(permanent, call.world, session, members="full")
