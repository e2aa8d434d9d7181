"""Texts made of replies: an identity each, the time before which they may not leave, the cut."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from responder.composing import Composer
from responder.memory import Memory
from responder.rules.decide import decide
from tests.desk import Desk, loaded, opened
from tests.fakes import NOW_S

if TYPE_CHECKING:
    from pathlib import Path

    from responder.models import Event

RULES = loaded(
    """
limits: {delay: 2s..4s, per_chat: off, per_account: off, split: 50}
rules:
  - {name: long, when: 长, reply: "{{ '一二三四五六七八九。' * 8 }}"}
  - {name: quick, when: 快, delay: off, reply: 好}
"""
)


def composer(last_id: str = "", now_s: float = NOW_S) -> Composer:
    """One whose clock stands still."""
    return Composer(now=lambda: now_s, rng=Random(1), last_id=last_id)


async def event_of(folder: Path, text: str) -> Event:
    """A friend's message, as the answer task sees it."""
    with closing(opened(folder)) as journal:
        desk = Desk(journal)
        await desk.hears((1, text))
        return desk.told[0].event


async def test_a_long_reply_is_several_texts_in_order(tmp_path: Path) -> None:
    """Each with an id greater than the last, and a delay of its own within the span."""
    event = await event_of(tmp_path, "长")
    decision = decide(RULES, event, Memory(), NOW_S, "seed")
    texts = composer().texts(event, decision, RULES)
    assert "".join(one.text for one in texts) == "一二三四五六七八九。" * 8
    assert len(texts) > 1
    ids = [one.client_msg_id for one in texts]
    assert ids == sorted(set(ids))
    assert all(2 <= one.not_before_s - one.created_s <= 4 for one in texts)
    assert {(one.chat_id, one.event_id, one.rule) for one in texts} == {
        (event.chat.id, event.id, "long")
    }


async def test_a_rule_has_a_delay_of_its_own(tmp_path: Path) -> None:
    """In place of that of the account."""
    event = await event_of(tmp_path, "快")
    (text,) = composer().texts(event, decide(RULES, event, Memory(), NOW_S, "seed"), RULES)
    assert (text.not_before_s, text.to_owner, text.elsewhere) == (NOW_S, False, False)


def test_ids_go_on_where_the_run_before_ended() -> None:
    """Also with a clock that was set back: an id is never given twice."""
    first = composer()
    one, two = first.to_owner("一"), first.to_owner("二")
    late = composer(last_id=two.client_msg_id, now_s=NOW_S - 3600).to_owner("三")
    assert one.client_msg_id < two.client_msg_id < late.client_msg_id


def test_the_owner_is_told_at_once_and_by_no_rule() -> None:
    """In the chat with the file helper, where no presence of his forbids it."""
    said = composer().to_owner("好")
    assert (said.chat_id, said.rule, said.event_id) == ("filehelper", "", "")
    assert (said.to_owner, said.not_before_s) == (True, NOW_S)


def test_a_text_once_more_is_another_text() -> None:
    """With the same words for the same person, in no login yet, and due at once."""
    one = composer()
    old = replace(one.to_owner("好"), login_id="L", not_before_s=1.0, created_s=0.5)
    new = one.again(old)
    assert new.client_msg_id > old.client_msg_id
    assert new == replace(
        old, client_msg_id=new.client_msg_id, login_id="", not_before_s=NOW_S, created_s=NOW_S
    )
