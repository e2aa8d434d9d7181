"""`responder simulator`, in process; the command itself is in `tests/e2e`."""

from __future__ import annotations

import pytest

from responder.cli.simulate import serve_simulator
from responder.errors import EnvironmentFault, SettingError


def test_a_wrong_fault_is_refused_before_anything_runs() -> None:
    """The specification is read first."""
    with pytest.raises(SettingError, match="nonsense"):
        serve_simulator(host="127.0.0.1", port=0, seed=0, faults="synccheck:nonsense")


def test_an_impossible_host_is_a_sentence() -> None:
    """The nursery's group does not reach the user."""
    with pytest.raises(EnvironmentFault, match="--port"):
        serve_simulator(host="256.0.0.1", port=0, seed=0, faults="")
