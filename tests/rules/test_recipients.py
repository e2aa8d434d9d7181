"""Which chat a name means that a rule writes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.memory import Memory, Said
from responder.models import Chat, ChatKind, Event
from responder.rules.decide import decide
from responder.rules.manners import Manner
from responder.rules.recipients import FILEHELPER, RecipientError, recipient
from tests.rules.rulekit import ANN, NOW_S, rules, says

if TYPE_CHECKING:
    from responder.rules.decision import Decision

WANG = Chat("wang", ChatKind.PRIVATE, "老王")
TEAM = Chat("team", ChatKind.GROUP, "运营群")
TWINS = (Chat("li1", ChatKind.PRIVATE, "小李"), Chat("li2", ChatKind.PRIVATE, "小李"))
HOME = says("x").chat


def find(kind: ChatKind, name: str) -> tuple[Chat, ...]:
    """Three contacts, two of one name, and a group; 小明 is who writes."""
    if kind is ChatKind.GROUP:
        return (TEAM,) if name == TEAM.name else ()
    return {"老王": (WANG,), "小李": TWINS, ANN.name: (HOME,)}.get(name, ())


def decided(text: str, event: Event | None = None, withheld: str = "") -> Decision:
    """What a rule with this `do` and more does about a message."""
    rule_set = rules(f"rules:\n  - {{when: x, {text}}}")
    return decide(rule_set, event or says("x"), Memory(), NOW_S, 1, withheld=withheld, find=find)


def sent(decision: Decision) -> list[tuple[str, str]]:
    """Whom each text goes to, `""` for a reply, and what it says."""
    return [("" if r.chat is None else r.chat.id, r.text) for r in decision.replies]


def test_the_one_who_bears_it() -> None:
    """A contact, a group, and the file helper, whom nobody has to look for."""
    assert recipient(find, ChatKind.PRIVATE, "老王") is WANG
    assert recipient(find, ChatKind.GROUP, "运营群") is TEAM
    assert recipient(lambda *_: (), ChatKind.FILEHELPER, "any").id == FILEHELPER


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        (ChatKind.PRIVATE, "老张", 'no contact is called "老张"'),
        (ChatKind.GROUP, "老王", 'no group is called "老王"'),
        (ChatKind.PRIVATE, "小李", '2 contacts are called "小李"; give one a remark'),
    ],
)
def test_nobody_or_several(kind: ChatKind, name: str, reason: str) -> None:
    """The reason says which name and what to do."""
    with pytest.raises(RecipientError) as caught:
        recipient(find, kind, name)
    assert str(caught.value) == reason


def test_texts_go_where_they_are_sent() -> None:
    """Templates fill in name and text; a reply beside it stays in the chat."""
    do = 'do: [{send: {to: "老{{ vars.x }}", text: "{{ sender.name }}来了"}}, {reply: 好}]'
    rule_set = rules(f"vars: {{x: 王}}\nrules:\n  - {{when: x, {do}}}")
    found = decide(rule_set, says("x"), Memory(), NOW_S, 1, find=find)
    assert sent(found) == [("wang", f"{ANN.name}来了"), ("", "好")]
    assert found.taken[0].replies[0].place == "do[1].send"


def test_a_failed_name_leads_to_on_error() -> None:
    """What stands behind it is left out, the error names the place."""
    do = "do: [{reply: a}, {send: {to: 小李, text: b}}, {reply: c}], on_error: [{reply: d}]"
    found = decided(do)
    assert sent(found) == [("", "a"), ("", "d")]
    assert found.error == 'do[2].send: 2 contacts are called "小李"; give one a remark'


def test_a_silent_rule_sends_elsewhere_alone() -> None:
    """To the chat of the message itself it may not; without `silent` it may."""
    assert sent(decided("silent: true, do: [{send: {to: 老王, text: b}}]")) == [("wang", "b")]
    home = f"do: [{{send: {{to: {ANN.name}, text: b}}}}]"
    failed = decided(f"silent: true, {home}")
    assert failed.error is not None
    assert "a silent rule writes nothing in the chat" in failed.error
    assert sent(decided(home)) == [(HOME.id, "b")]


def test_the_owner_in_the_chat_of_the_message_does_not_matter_to_others() -> None:
    """Handover keeps back a rule that answers, with its sends, but none that only sends."""
    memory = Memory(owner_wrote_s={HOME.id: NOW_S - 1})
    for do, expected in (("", [("wang", "b")]), (", {reply: c}", [])):
        rule_set = rules(f"rules:\n  - {{when: x, do: [{{send: {{to: 老王, text: b}}}}{do}]}}")
        assert sent(decide(rule_set, says("x"), memory, NOW_S, 1, find=find)) == expected


@pytest.mark.parametrize("why", [Manner.PAUSED, Manner.MAX_AGE, Manner.CATCH_UP])
def test_what_is_withheld_is_sent_to_nobody(why: Manner) -> None:
    """A pause and a late message count for other chats too; what is stored is stored."""
    found = decided("do: [{send: {to: 老王, text: b}}]", withheld=why)
    assert (sent(found), found.taken[0].suppressed) == ([], why)
    stored = decided("do: [{count: sender.n}]", withheld=why)
    assert stored.taken[0].suppressed == ""


def test_what_is_sent_does_not_count_for_loop() -> None:
    """It answers nobody in this talk; a reply does."""
    assert decided("do: [{send: {to: 老王, text: b}}]").answered == ()
    assert decided("do: [{send: {to: 老王, text: b}}, {reply: c}]").answered != ()


def test_the_same_text_counts_for_each_chat() -> None:
    """One said to 老王 a moment ago is kept back from him, and said here all the same."""
    rule_set = rules(
        "limits: {same_text: 60s}\n"
        "rules:\n  - {when: x, do: [{send: {to: 老王, text: b}}, {reply: b}]}"
    )
    memory = Memory().applied([Said("wang", "b", NOW_S - 5)])
    found = decide(rule_set, says("x"), memory, NOW_S, 1, find=find)
    assert sent(found) == [("", "b")]
    assert found.taken[0].kept_back[0].why.key == Manner.SAME_TEXT
    assert found.answered[-1] == Said(HOME.id, "b", NOW_S)


def test_the_owner_is_told_whatever_is_withheld() -> None:
    """An alert goes to the file helper; only a rule that also answers is kept back as a whole."""
    for do, expected in (("", [(FILEHELPER, "b")]), (", {reply: c}", [])):
        found = decided(f"do: [{{alert: b}}{do}]", withheld=Manner.PAUSED)
        assert sent(found) == expected
    (told,) = decided("silent: true, do: [{alert: b}]").replies
    assert told.alert
