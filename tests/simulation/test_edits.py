"""The rule file of a simulated account."""

from __future__ import annotations

import pytest

from responder.errors import RuleFileError
from tests.simulation.edits import KINDS, Edited, edits_of
from tests.simulation.scenario import draw


def test_edits_are_of_every_kind_and_repeat_themselves() -> None:
    """Over a few seeds; a seed always has the same."""
    found = [edits_of(draw(seed, 1.0)) for seed in range(10)]
    assert {edit.kind for edits in found for edit in edits} == set(KINDS)
    assert found == [edits_of(draw(seed, 1.0)) for seed in range(10)]


def test_no_edit_changes_what_is_answered() -> None:
    """It adds what nobody asks for, or can not be read."""
    file = Edited(draw(0, 1.0))
    before = file.load().rule_set
    hashes = {before.hash}
    for kind in set(KINDS) - {"broken"}:
        file.save(kind, "7")
        after = file.load().rule_set
        assert after.rules[: len(before.rules)] == before.rules
        assert all(rule.name == "more 7" for rule in after.rules[len(before.rules) :])
        hashes.add(after.hash)
    assert len(hashes) == 3
    file.save("broken", "7")
    with pytest.raises(RuleFileError):
        file.load()
