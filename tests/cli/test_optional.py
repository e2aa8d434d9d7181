"""An option whose value may be left out."""

from __future__ import annotations

import pytest

from responder.cli.optional import spelled_out


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("rules.yaml --console", "rules.yaml --console on"),
        ("--console rules.yaml", "--console on rules.yaml"),
        ("--console --dry-run rules.yaml", "--console on --dry-run rules.yaml"),
        ("--console off rules.yaml", "--console off rules.yaml"),
        ("--console 0.0.0.0:80 x", "--console 0.0.0.0:80 x"),
        ("--console [::1]:80 x", "--console [::1]:80 x"),
        ("--console 8787 x", "--console 8787 x"),
        ("--console ./a:1", "--console on ./a:1"),
        ("--console=a:1 x", "--console=a:1 x"),
        ("x --state y", "x --state y"),
    ],
)
def test_what_is_left_out_is_put_in(given: str, meant: str) -> None:
    """A rule file is never taken for an address, nor an address for a rule file."""
    assert spelled_out(given.split()) == meant.split()
