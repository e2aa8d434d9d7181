"""Carrying out one action that holds no others and does not wait for anything.

It must not know in which list of actions it stands, or how an effect is carried out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.memory import Muted
from responder.rules.actions import (
    AlertAction,
    CancelAction,
    DeedAction,
    MuteAction,
    PassAction,
    ReplyAction,
    SendAction,
    StoreAction,
)
from responder.rules.claims import Per
from responder.rules.deeds import deed_of
from responder.rules.failing import PASSED_MAX, PASSES_MAX, AddressError, PassError
from responder.rules.manners import muted_by_rule
from responder.rules.reading.cells import quote
from responder.rules.recipients import RecipientError, recipient
from responder.rules.saluting import salute
from responder.rules.steps import OWNERS, Passed, Reply
from responder.rules.storing import Around, carry_out
from responder.rules.waiting import Drop, later_key
from responder.sources import FromAddress, FromFile, called, is_address, label, source_to_text

if TYPE_CHECKING:
    from responder.models import Chat
    from responder.rules.actions import Action, Show
    from responder.rules.underway import UnderWay

STORE_UNITS = 50
"""Units of work to store one value: a query of the journal, and a row that is written."""


def act(run: UnderWay, action: Action, place: str) -> None:
    """Carry one action out.

    Args:
        run: That it belongs to, and that knows what has come of it.
        action: Which.
        place: Where it stands in its rule.

    Raises:
        ResponderError: One of `FAILURES`; nothing came of it.
    """
    match action:
        case ReplyAction() | SendAction():
            _message(run, action, place)
        case AlertAction():
            text = run.text(action.texts, place)
            run.replies.append(Reply(text, run.run.rule, place, OWNERS, alert=True))
        case DeedAction():
            it = deed_of(action, run.subject.event, run.subject.find, run.fill(place))
            rule, deed, content = run.run.rule, it.deed, it.content
            run.replies.append(Reply(it.text, rule, place, it.chat, deed=deed, content=content))
        case MuteAction():
            key = muted_by_rule(run.subject.event, whole_chat=action.whole_chat)
            run.changes.append(Muted(key, run.subject.now_s + (action.for_s or 0.0)))
        case StoreAction():
            _store(run, action, place)
        case PassAction():
            _pass(run, action, place)
        case CancelAction():
            fill = run.fill(place)
            for name in (str(fill(one)) for one in action.ids):
                for per in (Per.SENDER, Per.CHAT):
                    run.turns.append(Drop(later_key(run.subject.event, name, per)))


def message_of(action: ReplyAction | SendAction) -> ReplyAction:
    """What an action says and shows, wherever."""
    return action.message if isinstance(action, SendAction) else action


def say_part(run: UnderWay, action: ReplyAction | SendAction, place: str, number: int) -> str:
    """Say one of the parts of an answer; its place."""
    message, chat = message_of(action), _chat(run, action, place)
    here = f"{place}.parts[{number + 1}]"
    text = run.text((message.parts[number],), here)
    text = text if number else salute(message, text, run.subject.event, chat)
    run.replies.append(Reply(text, run.run.rule, here, chat))
    return here


def _message(run: UnderWay, action: ReplyAction | SendAction, place: str) -> None:
    """Say one of the texts, and show files behind it: all of it or nothing."""
    message, chat = message_of(action), _chat(run, action, place)
    replies = []
    if message.texts:
        text = salute(message, run.text(message.texts, place), run.subject.event, chat)
        replies.append(Reply(text, run.run.rule, place, chat))
    for show in message.shows:
        here = f"{place}.{show.deed}"
        source = _source(run, show, here)
        text, content = label(show.deed, called(source)), source_to_text(source)
        replies.append(Reply(text, run.run.rule, here, chat, deed=show.deed, content=content))
    run.replies += replies


def _source(run: UnderWay, show: Show, place: str) -> FromFile | FromAddress:
    """One of the files that may be shown."""
    file = show.files[run.number(len(show.files), place)]
    if isinstance(file, str):
        return FromFile(file)
    url = file.render(run.views, run.draw(place), run.subject.writing)
    if not is_address(url):
        hint = "an address such as https://shop.example/a.jpg"
        raise AddressError(f"expected {hint}, got {quote(url)}")
    return FromAddress(url)


def _chat(run: UnderWay, action: ReplyAction | SendAction, place: str) -> Chat | None:
    """Where a message goes; None: to the chat of the event."""
    if not isinstance(action, SendAction):
        return None
    name = run.text((action.name,), f"{place}.to")
    chat = recipient(run.subject.find, action.kind, name)
    if run.speechless and chat.id == run.subject.event.chat.id:
        raise RecipientError("a silent rule writes nothing in the chat of the message")
    return chat


def _store(run: UnderWay, action: StoreAction, place: str) -> None:
    """Store what an action says, path by path: a later one sees what an earlier one did."""
    subject = run.subject
    for number in range(len(action.changes)):
        subject.writing.spend(STORE_UNITS)
        inside = f"{place}[{number + 1}]"
        around = Around(run.memory, subject.event, subject.now_s, run.fill(inside))
        run.keep(carry_out(action, number, around))


def _pass(run: UnderWay, action: PassAction, place: str) -> None:
    via = run.run.via
    if len(via) >= PASSED_MAX:
        raise PassError(f"this text was passed on {PASSED_MAX} times already")
    if len(run.passes) >= PASSES_MAX:
        raise PassError(f"{PASSES_MAX} texts were passed on already")
    text = run.text(action.texts, place)
    run.passes.append(Passed(text, (*via, f"{run.run.rule} {place}")))
