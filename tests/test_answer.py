"""The answer task: decided once, written down whole, and only then handed over."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import structlog
import trio

from responder import answer
from responder.errors import JournalError
from responder.models import Outgoing, OutgoingState
from responder.rules import onward
from responder.rules.decide import decide
from responder.wechat.account import Online
from responder.wechat.batch import Batch
from responder.wechat.protocol.base import BaseResponse
from responder.wechat.protocol.contacts import Contact
from responder.wechat.protocol.sync import SyncAnswer
from tests.desk import FRIEND_NAME, HELLO, RULES, Book, Desk, bug, loaded, msg_id, opened
from tests.fakes import NOW_S, Delivery, commits, row, slow
from tests.wechat.protocol.samples import FRIEND, SELF

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trio.testing import MockClock

    from responder.memory import Memory
    from responder.models import Event
    from responder.rules.decision import Decision
    from responder.rules.ruleset import RuleSet
    from responder.wechat.people.identity import Identities


async def test_a_message_is_answered_by_the_rule_that_takes_it(tmp_path: Path) -> None:
    """The reply is handed over with all that delivery needs, and told with its decision."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO), (2, "谢谢"))
        (text,) = desk.handed
        assert (text.text, text.rule, text.event_id) == ("九点开门", "hours", msg_id(1))
        assert (text.chat_name, text.created_s, text.not_before_s) == (FRIEND_NAME, NOW_S, NOW_S)
        assert text.chat_id == desk.online.directory.book.chat(FRIEND).id
        assert [one.decision.rule for one in desk.told] == ["hours", None]
        assert [one.outgoing for one in desk.told] == [(text,), ()]


async def test_several_replies_keep_their_order(tmp_path: Path) -> None:
    """Within a rule, within a batch; each with an id of its own, greater than the last."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, "两句"), (2, HELLO))
        assert desk.replies == ["第一句", "第二句", "九点开门"]
        ids = [text.client_msg_id for text in desk.handed]
        assert ids == sorted(set(ids))
        assert all(len(i) == 17 and i.isdigit() for i in ids)
        assert [pending.outgoing for pending in journal.outbox.pending()] == desk.handed


async def test_people_are_written_down_before_the_texts_to_them(tmp_path: Path) -> None:
    """An id that a text waits for is never only in memory; unwritten, nothing is committed."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        directory = desk.online.directory
        assert isinstance(directory, Book)
        seen = []

        def write(identities: Identities) -> None:
            seen.append((len(identities.entries), len(journal.outbox.pending())))

        directory._write = write
        await desk.hears((1, HELLO))
        await desk.hears((2, HELLO))
        assert seen == [(1, 0)]

        def fail(_: Identities) -> NoReturn:
            raise JournalError("disk full")

        directory._write = fail
        directory.book.update([Contact("@" + "9" * 64, nick_name="新友")])
        with pytest.raises(JournalError):
            await desk.hears((3, HELLO))
        assert journal.unknown([msg_id(3)])
        assert len(desk.handed) == 2


async def test_everything_is_written_down_before_anything_is_handed_over(tmp_path: Path) -> None:
    """At the first hand-over the whole batch is in the journal: ids, texts, keys."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        seen = []

        async def look(text: Outgoing) -> None:
            await trio.lowlevel.checkpoint()
            seen.append((text.text, len(journal.outbox.pending()), journal.keys("L1")))

        desk.answerer._hand_over = look
        await desk.hears((1, HELLO), (2, "两句"), keys="new keys")
        assert seen == [
            ("九点开门", 3, "new keys"),
            ("第一句", 3, "new keys"),
            ("第二句", 3, "new keys"),
        ]


async def test_a_login_has_caught_up_when_its_last_batch_is_written_down(tmp_path: Path) -> None:
    """Not by one after which more waits at the service; and not before the commit."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        seen: list[tuple[str, str | None]] = []
        desk.answerer._caught_up = lambda login: seen.append(
            (login.login_id, journal.keys(login.login_id))
        )
        empty = SyncAnswer(BaseResponse())
        await desk.take(Batch(desk.online, empty, "more follows"))
        assert seen == []
        await desk.take(Batch(desk.online, empty, "all", is_last=True))
        assert seen == [("L1", "all")]


async def test_a_failing_journal_hands_nothing_over(tmp_path: Path) -> None:
    """The task ends with the error; after a restart the same batch is decided as if new."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        journal._database._connection.exec_driver_sql("PRAGMA query_only = 1")
        journal._database._connection.rollback()
        with pytest.raises(JournalError, match=r"journal\.sqlite"):
            await desk.hears((1, HELLO))
        assert (desk.handed, desk.told) == ([], [])
    with closing(opened(tmp_path)) as journal:
        assert journal.outbox.pending() == ()
        assert journal.keys("L1") is None
        desk = Desk(journal)
        await desk.hears((1, HELLO))
        assert desk.replies == ["九点开门"]


async def test_a_journal_that_can_not_be_read_decides_nothing(tmp_path: Path) -> None:
    """A damaged table of what is remembered ends the task; the message is still to be answered."""
    rules = loaded("rules:\n  - {name: hours, when: 几点开门, cooldown: 1h, reply: 九点开门}\n")
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=rules)
        with journal._database.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE claim RENAME TO lost")
        with pytest.raises(JournalError, match="claim"):
            await desk.hears((1, HELLO))
        assert journal.unknown([msg_id(1)]) == (msg_id(1),)
        assert (desk.handed, desk.told, journal.keys("L1")) == ([], [], None)


async def test_a_message_is_decided_once(tmp_path: Path) -> None:
    """Twice in one batch, again in the next one, and again after a restart: one reply."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO), (1, HELLO))
        await desk.hears((1, HELLO), (2, HELLO), keys="later")
        assert [text.event_id for text in desk.handed] == [msg_id(1), msg_id(2)]
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO), (2, HELLO), (3, HELLO))
        assert [text.event_id for text in desk.handed] == [msg_id(3)]
        assert len(desk.told) == 1


async def test_a_batch_of_nothing_new_still_moves_the_keys(tmp_path: Path) -> None:
    """Known messages, or changes of contacts alone."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO))
        await desk.hears((1, HELLO), keys="second")
        assert journal.keys("L1") == "second"
        await desk.hears(keys="third")
        assert journal.keys("L1") == "third"


async def test_what_the_owner_writes_is_recorded_and_left_alone(tmp_path: Path) -> None:
    """A rule answers it only if it says so."""
    mine: dict[str, Any] = {"FromUserName": SELF, "ToUserName": FRIEND}
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO), **mine)
        assert desk.handed == []
        assert not journal.unknown([msg_id(1)])
        assert desk.told[0].event.from_me
        await desk.hears((2, "备忘"), **mine)
        assert desk.replies == ["记下了"]
        await desk.hears((3, "备忘"))
        assert desk.replies == ["记下了"]


async def test_internal_traffic_is_recorded_and_told_to_nobody(tmp_path: Path) -> None:
    """A status notice is no event; its id is known all the same."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO), MsgType=51, StatusNotifyCode=2)
        assert (desk.handed, desk.told) == ([], [])
        assert not journal.unknown([msg_id(1)])


async def test_the_log_names_the_rules_in_shadow(tmp_path: Path) -> None:
    """A canary is watched by its name; what it would have said is not in the log."""
    watched = "rules: [{name: 试, shadow: true, reply: 秘密}, {name: 好, reply: 好}]"
    with closing(opened(tmp_path)) as journal, structlog.testing.capture_logs() as lines:
        desk = Desk(journal, loaded(watched))
        await desk.hears((1, HELLO))
        (line,) = (line for line in lines if line["event"] == "decided")
        assert (line["rule"], line["shadow"], desk.replies) == ("好", ["试"], ["好"])
        assert "秘密" not in str(line)


async def test_a_decision_that_raises_ends_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is recorded with its error, and the next message is answered."""

    def faulty(
        rules: RuleSet,
        event: Event,
        memory: Memory,
        now_s: float,
        seed: str,
        **more: Any,  # noqa: ANN401 - whatever `decide` takes
    ) -> Decision:
        if event.id == msg_id(1):
            bug()
        return decide(rules, event, memory, now_s, seed, **more)

    monkeypatch.setattr(onward, "decide", faulty)
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO), (2, HELLO))
        assert [text.event_id for text in desk.handed] == [msg_id(2)]
        assert [one.decision.error for one in desk.told] == [f"ZeroDivisionError: {HELLO}", None]
        await desk.hears((1, HELLO))
        assert len(desk.told) == 2


async def test_a_message_that_can_not_be_understood_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is recorded, so that a restart does not stumble over it again."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        with monkeypatch.context() as patch, structlog.testing.capture_logs() as lines:
            patch.setattr(answer, "to_event", bug)
            await desk.hears((1, HELLO))
        assert (desk.handed, desk.told) == ([], [])
        assert [line["log_level"] for line in lines] == ["error", "debug"]
        assert lines[0]["error"] == "ZeroDivisionError"
        assert lines[0]["where"].startswith("bug:")
        await desk.hears((1, HELLO), (2, HELLO))
        assert [text.event_id for text in desk.handed] == [msg_id(2)]


async def test_a_template_that_fails_is_told_and_answers_nothing(tmp_path: Path) -> None:
    """The rule claims the message, the sentence says what went wrong."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, "算一下"))
        assert desk.handed == []
        (one,) = desk.told
        assert one.decision.rule == "sum"
        assert one.decision.error


async def test_ids_increase_over_clock_steps_and_restarts(tmp_path: Path) -> None:
    """Also when the clock is set back a year, in between or while the program is away."""
    ids = []
    for step_s in (0.0, -86_400.0 * 365, 3600.0):
        with closing(opened(tmp_path)) as journal:
            desk = Desk(journal)
            for number in range(3):
                desk.now_s = NOW_S + step_s - number * 1000
                await desk.hears((int(step_s) + number, HELLO), (int(step_s) + 10 + number, "两句"))
            ids += [text.client_msg_id for text in desk.handed]
    assert len(ids) == 27
    assert ids == sorted(set(ids))


async def test_the_end_of_a_login_during_a_look_up_loses_no_message(tmp_path: Path) -> None:
    """What is known suffices to decide; the reply waits for the next login."""
    book = Book()
    book.ended = True
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, online=Online("L1", book))
        await desk.hears((1, HELLO))
        assert desk.replies == ["九点开门"]


async def test_each_message_meets_the_rules_of_its_moment(tmp_path: Path) -> None:
    """A rule set swapped between two batches holds from the second on."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO))
        desk.rules = loaded(RULES.replace("九点", "十点"))
        await desk.hears((2, HELLO))
        assert desk.replies == ["九点开门", "十点开门"]


async def test_a_reply_waits_for_its_human_looking_delay(tmp_path: Path) -> None:
    """The default pause lies between one and three seconds."""
    rules = RULES.replace("delay: off, ", "")
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, loaded(rules))
        await desk.hears((1, HELLO))
        assert NOW_S + 1 <= desk.handed[0].not_before_s <= NOW_S + 3


async def test_what_leaves_at_once_is_committed_as_begun(tmp_path: Path) -> None:
    """Whoever delivers says which texts; the journal keeps it, and delivery gets them marked."""
    asked = []

    def at_once(texts: Sequence[Outgoing]) -> Sequence[Outgoing]:
        asked.append(journal.outbox.pending())
        return delivery.deliverer.at_once(texts)

    delivery = Delivery(tmp_path)
    with closing(delivery.journal) as journal:
        desk = Desk(journal)
        desk.answerer._at_once = at_once
        await desk.hears((1, "两句"))
        assert asked == [()]
        first, second = desk.handed
        assert (first.login_id, second.login_id) == ("L1", "")
        assert row(tmp_path, first.client_msg_id).state is OutgoingState.SENDING
        assert row(tmp_path, first.client_msg_id).attempted_s == NOW_S
        assert row(tmp_path, second.client_msg_id).state is OutgoingState.QUEUED


async def test_answer_and_delivery_need_two_commits_for_a_message(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """One with the batch, before the text leaves, one with its end."""
    async with Delivery(tmp_path).running() as delivery:
        desk = Desk(delivery.journal)
        desk.answerer._at_once = delivery.deliverer.at_once
        desk.answerer._hand_over = delivery._texts_in.send
        delivery.service.fates.append(slow(5))
        with commits(delivery.journal) as seen:
            await desk.hears((1, HELLO))
            await trio.sleep(1)
            assert delivery.service.texts() == ["九点开门"]
            assert len(seen) == 1
            await delivery.end()
            assert len(seen) == 2
    assert delivery.service.texts() == ["九点开门"]


async def test_no_word_of_a_message_reaches_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither text nor reply nor a name, at INFO and above, not even when something fails."""
    with closing(opened(tmp_path)) as journal, structlog.testing.capture_logs() as lines:
        desk = Desk(journal)
        await desk.hears((1, HELLO), (2, "两句"), (3, "算一下"), (1, HELLO), (4, "随便说说"))
        monkeypatch.setattr(onward, "decide", bug)
        await desk.hears((5, HELLO))
    public = [str(line) for line in lines if line["log_level"] != "debug"]
    assert sum("decided" in line for line in public) == 5
    assert any("decision failed" in line for line in public)
    private = (HELLO, "九点", "两句", "第一句", "算一下", "随便", FRIEND_NAME, FRIEND)
    assert not [line for line in public if any(word in line for word in private)]
