"""What goes out, from the decision to its end."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.journal.attempts import Attempt
from responder.journal.outbox import ECHO_S, Ended, Pending
from responder.memory import Claimed, Said
from responder.models import Deed, MessageType, OutgoingState
from responder.simulator.text import wire_text
from responder.wechat.protocol.text import plain
from tests.fakes import commits, row
from tests.journal.kit import NOW_S, by, entry, opened, take_in, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from responder.journal.outbox import Outbox
    from responder.models import Outgoing

LATER_S = NOW_S + 5


def test_an_ended_text_is_not_pending(tmp_path: Path) -> None:
    """Whatever its end is, it is never taken up again."""
    ends = [
        state
        for state in OutgoingState
        if state not in {OutgoingState.QUEUED, OutgoingState.SENDING}
    ]
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[text(n) for n in range(len(ends) + 1)])
        for number, state in enumerate(ends):
            journal.outbox.end(text(number), state, LATER_S, reason="so")
        assert [one.outgoing for one in journal.outbox.pending()] == [text(len(ends))]


def test_all_of_a_text_is_kept(tmp_path: Path) -> None:
    """What a restart takes up is what was decided."""
    to_owner = replace(text(1), to_owner=True, deed=Deed.ACCEPT, content="v2_x")
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[to_owner])
        assert journal.outbox.pending() == (Pending(to_owner, "", None),)


def test_what_goes_elsewhere_still_does_after_a_restart(tmp_path: Path) -> None:
    """Its event stood in another chat; an answer, and a text without event, go home."""
    out = [text(1, event="a", chat="p2"), text(2, event="a"), text(3, event="gone")]
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=out)
        elsewhere = [one.outgoing.elsewhere for one in journal.outbox.pending()]
        assert elsewhere == [True, False, False]


def test_a_text_under_way_keeps_its_login_and_time(tmp_path: Path) -> None:
    """What a restart needs to judge a doubtful text is written before the attempt."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[text(1)])
        journal.outbox.begin(text(1), "L", LATER_S)
    with closing(opened(tmp_path)) as journal:
        assert journal.outbox.pending() == (Pending(text(1), "L", LATER_S),)


def test_a_text_that_leaves_at_once_is_under_way_with_its_batch(tmp_path: Path) -> None:
    """It names its login, and needs no word of its own; its batch's time is that of the attempt."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[replace(text(1), login_id="L"), text(2)])
        assert journal.outbox.pending() == (
            Pending(text(1), "L", NOW_S),
            Pending(text(2), "", None),
        )
        assert journal.outbox.attempts(NOW_S) == (Attempt("p1", NOW_S),)


def test_a_text_that_did_not_leave_is_queued_again(tmp_path: Path) -> None:
    """What was written about an attempt is taken back with it."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[replace(text(1), login_id="L")])
        journal.outbox.take_back(text(1), asked=False)
        assert journal.outbox.pending() == (Pending(text(1), "", None),)
        assert journal.outbox.attempts(0.0) == ()


def test_a_text_that_ended_says_whether_it_was_repeated(tmp_path: Path) -> None:
    """The same words for the same message, written after it had ended; others are others."""
    with closing(opened(tmp_path)) as journal:
        twins = [text(1, event="a"), replace(text(2, event="a"), text=text(1).text)]
        alert = replace(text(3), event_id="")
        take_in(journal, "a", out=[*twins, alert])
        assert journal.outbox.ended(text(1).client_msg_id) is None
        for one in (*twins, alert):
            journal.outbox.end(one, OutgoingState.FAILED, LATER_S)
        first = journal.outbox.ended(text(1).client_msg_id)
        assert first == Ended(twins[0], OutgoingState.FAILED, repeated=False)
        again = replace(twins[0], client_msg_id=text(4).client_msg_id, created_s=LATER_S)
        other = replace(alert, client_msg_id=text(5).client_msg_id, created_s=LATER_S)
        journal.take_in(now_s=LATER_S, outgoing=[again, other])
        found = [journal.outbox.ended(text(n).client_msg_id) for n in (1, 2, 3)]
        assert [one.repeated for one in found if one] == [True, True, False]
        assert journal.outbox.ended("of nobody") is None


def test_ids_go_on_after_a_restart(tmp_path: Path) -> None:
    """The greatest ClientMsgId is known, so that a clock set back gives no id twice."""
    with closing(opened(tmp_path)) as journal:
        assert journal.outbox.last_client_msg_id() == ""
        take_in(journal, "a", out=[text(7), text(5)])
        assert journal.outbox.last_client_msg_id() == text(7).client_msg_id


def test_every_request_counts_for_the_pace(tmp_path: Path) -> None:
    """The first one and each repetition, in order, as far back as asked."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[text(1), text(2, chat="p2")])
        journal.outbox.begin(text(1), "L", NOW_S + 1)
        journal.outbox.begin(text(2, chat="p2"), "L", NOW_S + 2)
        journal.outbox.repeat(text(1), NOW_S + 3)
        found = journal.outbox.attempts(NOW_S + 2)
    assert found == (Attempt("p2", NOW_S + 2), Attempt("p1", NOW_S + 3))


def claims(journal_path: Path, *ends: OutgoingState) -> tuple[float, ...]:
    """What a rule has claimed for an answer of some texts, once those ended so."""
    texts = [text(n, event="a") for n in range(2)]
    with closing(opened(journal_path)) as journal:
        journal.take_in(
            entries=[entry("a"), entry("b")],
            changes=[
                *by("a", Claimed("rule", "s", 1.0)),
                *by("b", Claimed("rule", "s", 2.0)),
            ],
            outgoing=texts,
            now_s=NOW_S,
        )
        for one, state in zip(texts, ends, strict=False):
            journal.outbox.end(one, state, LATER_S)
        return journal.memory().claims["rule", "s"]


@pytest.mark.parametrize(
    "state",
    [
        OutgoingState.FAILED,
        OutgoingState.EXPIRED,
        OutgoingState.SUPPRESSED,
        OutgoingState.CANCELLED,
    ],
)
def test_an_answer_of_which_nothing_was_sent_is_not_paid_for(
    state: OutgoingState, tmp_path: Path
) -> None:
    """When its last text ends so, its rule gets back what it claimed for it, and only that."""
    assert claims(tmp_path / _made(tmp_path, "one"), state) == (1.0, 2.0)
    assert claims(tmp_path / _made(tmp_path, "all"), state, state) == (2.0,)


@pytest.mark.parametrize("state", [OutgoingState.SENT, OutgoingState.UNKNOWN])
def test_an_answer_of_which_something_was_sent_is_paid_for(
    state: OutgoingState, tmp_path: Path
) -> None:
    """One text that arrived, or may have, is an answer."""
    assert claims(tmp_path, state, OutgoingState.FAILED) == (1.0, 2.0)


def _made(path: Path, name: str) -> str:
    (path / name).mkdir()
    return name


def under_way(path: Path, state: OutgoingState | None, msg_id: str = "") -> Outgoing:
    """A text that left, and perhaps ended."""
    with closing(opened(path)) as journal:
        take_in(journal, "a", out=[replace(text(1), login_id="L")])
        if state is not None:
            journal.outbox.end(text(1), state, NOW_S, msg_id=msg_id)
    return text(1)


def is_ours(
    path: Path, msg_id: str = "77", chat: str = "p1", said: str = "text 1", at_s: float = NOW_S
) -> bool:
    """Whether a message of this account is one of ours."""
    with closing(opened(path)) as journal:
        return journal.outbox.is_ours(msg_id, chat, said, at_s)


def test_what_the_service_named_is_ours(tmp_path: Path) -> None:
    """However much later, and whatever it says."""
    under_way(tmp_path, OutgoingState.SENT, msg_id="77")
    assert is_ours(tmp_path, said="&lt;other&gt;", at_s=NOW_S + 10 * ECHO_S)
    assert not is_ours(tmp_path, "78")


@pytest.mark.parametrize("state", [None, OutgoingState.UNKNOWN, OutgoingState.SENT])
def test_what_may_be_on_its_way_is_ours_once(state: OutgoingState | None, tmp_path: Path) -> None:
    """An echo may come before the answer to the send, or in its place; the next is the owner's."""
    under_way(tmp_path, state)
    assert not is_ours(tmp_path, chat="p2")
    assert not is_ours(tmp_path, said="text 2")
    assert is_ours(tmp_path, "77")
    assert is_ours(tmp_path, "77")
    assert not is_ours(tmp_path, "78")


@pytest.mark.parametrize(
    "said",
    ["1️⃣ 价格\r\n2️⃣ 地址", "☺️ ❤️ 😀 🇨🇳 👨‍👩‍👧", "a < b &amp; [微笑]", " 一 \n\t二 "],
)
def test_a_text_is_ours_as_the_service_gives_it_back(said: str, tmp_path: Path) -> None:
    """Its marks for line ends and emoji do not tell all of how they were typed."""
    with closing(opened(tmp_path)) as journal:
        journal.take_in(now_s=NOW_S, outgoing=[replace(text(1), text=said, login_id="L")])
        given_back = plain(wire_text(said))
        assert not journal.outbox.is_ours("77", "p1", f"{given_back}!", LATER_S)
        assert journal.outbox.is_ours("77", "p1", given_back, LATER_S)
        assert not journal.outbox.is_ours("78", "p1", given_back, LATER_S)


def test_the_owner_may_repeat_what_we_said_long_ago(tmp_path: Path) -> None:
    """Two minutes after its answer was lost a text is nobody's secret any more."""
    under_way(tmp_path, OutgoingState.UNKNOWN)
    assert not is_ours(tmp_path, at_s=NOW_S + ECHO_S + 1)


@pytest.mark.parametrize("state", [OutgoingState.FAILED, OutgoingState.SUPPRESSED])
def test_what_was_not_sent_is_the_owners(state: OutgoingState, tmp_path: Path) -> None:
    """They say it themselves."""
    under_way(tmp_path, state)
    assert not is_ours(tmp_path)


def test_a_named_text_is_not_taken_for_another(tmp_path: Path) -> None:
    """A text whose id is known is recognised by that alone."""
    under_way(tmp_path, OutgoingState.SENT, msg_id="77")
    assert not is_ours(tmp_path, "78", at_s=NOW_S + 1)


def test_the_acceptance_of_a_request_is_no_text_of_ours(tmp_path: Path) -> None:
    """Whatever the owner writes to the new friend, it is his."""
    accepts = replace(text(1), deed=Deed.ACCEPT, content="v2_x")
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[accepts])
        journal.outbox.begin(accepts, "L", NOW_S)
        assert not journal.outbox.is_ours("m1", accepts.chat_id, accepts.text, LATER_S)


def test_a_picture_that_comes_back_is_known_by_its_kind(tmp_path: Path) -> None:
    """An echo has no words; what the owner writes meanwhile is not taken for it."""
    picture = replace(text(1), deed=Deed.IMAGE, content="menu.png", text="[image] menu.png")
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[picture])
        journal.outbox.begin(picture, "L", NOW_S)
        outbox, chat = journal.outbox, picture.chat_id
        assert not outbox.is_ours("m1", chat, picture.text, LATER_S)
        assert not outbox.is_ours("m2", chat, "", LATER_S, MessageType.VIDEO)
        assert outbox.is_ours("m3", chat, "", LATER_S, MessageType.IMAGE)
        assert not outbox.is_ours("m4", chat, "", LATER_S, MessageType.IMAGE)


def test_a_recall_means_the_last_message_before_it(tmp_path: Path) -> None:
    """Of its own chat, as often as it is asked for, until that is taken back."""
    recall = replace(text(5), deed=Deed.RECALL)
    out = [text(1), text(2), text(3), text(4, chat="p2"), recall, text(6)]
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=out)
        outbox = journal.outbox
        for number in (1, 2, 4, 6):
            outbox.end(out[number - 1], OutgoingState.SENT, LATER_S, msg_id=f"m{number}")
        outbox.end(out[2], OutgoingState.SENT, LATER_S)  # the service has not named it
        for _ in range(2):
            assert outbox.before(recall, 0.0, ["back"]) == (text(2), "m2")
        outbox.remark(text(2), "back")
        assert outbox.before(recall, 0.0, ["back"]) == (text(1), "m1")
        assert outbox.before(recall, LATER_S, ["back"]) == (text(1), "m1")  # when it was sent
        assert outbox.before(recall, LATER_S + 1, ["back"]) is None


def test_what_was_sent_is_written_with_the_beginning_of_the_next(tmp_path: Path) -> None:
    """One commit for both; until then a crash leaves it begun."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[replace(text(1), login_id="L"), text(2)])
        with commits(journal) as seen:
            journal.outbox.sent(text(1), LATER_S, "77")
            assert row(tmp_path, text(1).client_msg_id).state is OutgoingState.SENDING
            journal.outbox.begin(text(2), "L", LATER_S)
            journal.outbox.settle()
        assert len(seen) == 1
    first, second = (row(tmp_path, text(number).client_msg_id) for number in (1, 2))
    assert (first.state, first.msg_id) == (OutgoingState.SENT, "77")
    assert second.state is OutgoingState.SENDING


def test_what_was_sent_is_written_without_a_next_one(tmp_path: Path) -> None:
    """Whoever waits for it hears of it then, and not before."""
    heard: list[OutgoingState] = []
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[replace(text(1), login_id="L")])
        journal.outbox.sent(text(1), LATER_S, "")
        journal.outbox.then(lambda: heard.append(row(tmp_path, text(1).client_msg_id).state))
        assert heard == []
        journal.outbox.settle()
    assert heard == [OutgoingState.SENT]


RECALLS = replace(text(5), deed=Deed.RECALL)

QUESTIONS: dict[str, Callable[[Outbox], bool]] = {
    "pending": lambda outbox: outbox.pending() == (),
    "ended": lambda outbox: outbox.ended(text(1).client_msg_id) is not None,
    "last sent": lambda outbox: outbox.last_sent(0.0, but_chat="", but=["x"]) == (text(1), "77"),
    "before": lambda outbox: outbox.before(RECALLS, 0.0, ["back"]) == (text(1), "77"),
    "is ours": lambda outbox: outbox.is_ours("77", "p1", "other", LATER_S),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_no_question_finds_what_was_sent_unwritten(
    question: Callable[[Outbox], bool], tmp_path: Path
) -> None:
    """Whoever asks between two transactions sees what is, not what is in the file."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[replace(text(1), login_id="L")])
        journal.outbox.sent(text(1), LATER_S, "77")
        assert question(journal.outbox)


def test_an_echo_that_comes_first_is_not_taken_for_a_later_text(tmp_path: Path) -> None:
    """Of two equal texts the first was sent, and the second is on its way: each has its own."""
    out = [replace(text(number), login_id="L", text="yes") for number in (1, 2)]
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=out)
        journal.outbox.sent(out[0], LATER_S, "71")
        assert journal.outbox.is_ours("72", "p1", "yes", LATER_S)
    assert [row(tmp_path, one.client_msg_id).msg_id for one in out] == ["71", "72"]


def test_what_was_not_sent_was_not_said(tmp_path: Path) -> None:
    """The same text may be said again at once, where `same_text` forbids repetitions."""
    with closing(opened(tmp_path)) as journal:
        said = by("a", Said("p1", "text 1", NOW_S))
        journal.take_in(entries=[entry("a")], changes=said, outgoing=[text(1)], now_s=NOW_S)
        assert ("p1", "text 1") in journal.memory().said_s
        journal.outbox.end(text(1), OutgoingState.SUPPRESSED, NOW_S)
        assert ("p1", "text 1") not in journal.memory().said_s
