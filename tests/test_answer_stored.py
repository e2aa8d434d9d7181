"""The answer task: what rules store goes with the decision, whole or not at all."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from responder.errors import JournalError
from responder.memory import Cell
from tests.desk import FRIEND_NAME, Desk, loaded, opened
from tests.fakes import NOW_S

if TYPE_CHECKING:
    from pathlib import Path

RULES = loaded("""
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - when: 签到
    do:
      - count: sender.days
      - count: "everyone.karma.{{ sender.name }}"
        expires: 1h
      - reply: 第{{ memory.sender.days }}天
  - {when: 忘, do: [{drop: sender.days}, {reply: 好}]}
""")


async def test_what_is_stored_is_committed_with_its_decision(tmp_path: Path) -> None:
    """Messages of one batch build on each other, and a new start goes on from there."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "签到"), (2, "签到"))
        assert desk.replies == ["第1天", "第2天"]
    with closing(opened(tmp_path)) as journal:
        again = Desk(journal, rules=RULES, online=desk.online)
        await again.hears((3, "签到"))
        await again.hears((4, "忘"), (5, "签到"))
        assert again.replies == ["第3天", "好", "第1天"]
        cells = journal.memory().values["everyone", "karma"]
        assert cells == {FRIEND_NAME: Cell(4, NOW_S + 3600)}


async def test_what_is_stored_last_is_that_of_the_last_decision(tmp_path: Path) -> None:
    """One that had waited since an outage is decided just before the one that came now."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "签到"), since_s=NOW_S, CreateTime=int(NOW_S - 3600))
        assert desk.replies == []
        await desk.hears((2, "签到"), since_s=NOW_S)
        assert desk.replies == ["第1天", "第2天"]
        assert journal.memory().values["everyone", "karma"][FRIEND_NAME].value == 2


async def test_a_message_that_comes_again_counts_once(tmp_path: Path) -> None:
    """The service may repeat it; nothing is decided twice."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "签到"))
        await desk.hears((1, "签到"), (2, "签到"))
        assert desk.replies == ["第1天", "第2天"]


async def test_nothing_is_stored_where_nothing_is_committed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch that could not be written down is as if it had never been."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)

        def fails(*_: object) -> None:
            raise JournalError("disk full")

        with monkeypatch.context() as patch:
            patch.setattr(journal.outbox, "add", fails)
            with pytest.raises(JournalError):
                await desk.hears((1, "签到"))
        assert ("everyone", "karma") not in journal.memory().values
        await Desk(journal, rules=RULES, online=desk.online).hears((1, "签到"))
        assert journal.memory().values["everyone", "karma"][FRIEND_NAME].value == 1
