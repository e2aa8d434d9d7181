"""The alert rules for Prometheus ask for figures that the program gives."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from responder.console.metrics import Metrics
from responder.models import OutgoingState
from responder.reload import Origin, Outcome, Reloaded
from responder.rules.ruleset import Rule, RuleSet
from responder.status import Status
from responder.wechat.protocol.states import State
from tests.house.tree import ROOT

FILE = ROOT / "deploy" / "prometheus-alerts.yaml"
FOREIGN = {"up"}
"""Prometheus' own."""

KNOWN = {"state": {*map(str, State), *map(str, OutgoingState)}, "outcome": {"failed"}}
"""Values of labels that the rules may compare with."""


def alerts() -> list[dict[str, Any]]:
    """Each rule."""
    groups = yaml.safe_load(FILE.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def exported() -> set[str]:
    """The names of all figures of a daemon that has just begun."""
    status = Status(lambda: 0.0)
    rule_set = RuleSet("rules.yaml", "abc", (Rule("a", "rules.yaml", 1),))
    end = Reloaded(Outcome.APPLIED, Origin.START, rule_set)
    status.reloaded(end)
    metrics = Metrics(lambda: 0.0)
    metrics.reloaded(end)
    text = metrics.text(status.as_dict(waiting=0)).decode()
    samples = {re.split(r"[{ ]", line)[0] for line in text.splitlines() if line[0] != "#"}
    declared = {f"{line.split()[2]}" for line in text.splitlines() if line.startswith("# TYPE")}
    return samples | declared


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_an_alert_asks_for_what_there_is(alert: dict[str, Any]) -> None:
    """Every figure it names is exported, and every value of a label exists."""
    named = set(re.findall(r"\b(?:responder_\w+|up)\b(?=[{\[ ])", alert["expr"]))
    assert named
    assert named - FOREIGN <= exported()
    for label, values in re.findall(r'(\w+)=~?"([^"]*)"', alert["expr"]):
        if label in KNOWN:
            assert set(values.split("|")) <= KNOWN[label]


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_an_alert_says_what_to_do(alert: dict[str, Any]) -> None:
    """In a sentence each: what is wrong, and the way out."""
    assert set(alert["annotations"]) == {"summary", "action"}
    assert set(alert) <= {"alert", "expr", "for", "annotations"}
