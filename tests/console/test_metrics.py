"""The figures for a monitoring system."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prometheus_client.parser import text_string_to_metric_families

from responder.answer import Answered
from responder.deliver import Delivered
from responder.fetching import FetchEnd
from responder.models import Outgoing, OutgoingState
from responder.reload import Origin, Outcome, Reloaded
from responder.rules.decision import Decision, Taken
from responder.rules.requests import Fetched, FetchFailure, FetchRequest, Why
from tests.console.kit import NOW_S, Shop, event

if TYPE_CHECKING:
    from prometheus_client.samples import Sample

    from responder.console.metrics import Metrics

TEXT = Outgoing("1", "p1", "九点", "m", "hours", NOW_S, NOW_S, "小明", received_s=NOW_S - 2.0)


def samples(metrics: Metrics, shop: Shop, **status: object) -> dict[str, list[Sample]]:
    """What a monitoring system reads, by name."""
    whole = shop.status.as_dict(waiting=3) | status
    text = metrics.text(whole).decode()
    found: dict[str, list[Sample]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample)
    return found


def test_messages_are_counted_by_rule_and_outcome(shop: Shop) -> None:
    """No name of a person is in it."""
    one = Answered(event("m", "x"), Decision("m", (Taken("hours"),), claimed=True), ())
    shop.metrics.answered(one, "answered")
    shop.metrics.answered(one, "answered")
    shop.metrics.answered(Answered(event("n", "x"), Decision("n"), ()), "unanswered")
    found = samples(shop.metrics, shop)["responder_messages_total"]
    counts = {(one.labels["rule"], one.labels["outcome"]): one.value for one in found}
    assert counts == {("hours", "answered"): 2, ("", "unanswered"): 1}


def test_texts_are_counted_by_their_end_and_timed(shop: Shop) -> None:
    """Only what was sent has a time, from when its message came in, where that is known."""
    shop.metrics.delivered(Delivered(TEXT, OutgoingState.SENT))
    shop.metrics.delivered(Delivered(replace(TEXT, received_s=NOW_S + 9), OutgoingState.SENT))
    shop.metrics.delivered(Delivered(replace(TEXT, received_s=None), OutgoingState.SENT))
    shop.metrics.delivered(Delivered(TEXT, OutgoingState.FAILED, "refused"))
    found = samples(shop.metrics, shop)
    ends = {one.labels["state"]: one.value for one in found["responder_texts_total"]}
    assert (ends["sent"], ends["failed"], ends["unknown"]) == (3, 1, 0)
    assert found["responder_reply_seconds_sum"][0].value == 2.0
    assert found["responder_reply_seconds_count"][0].value == 2


def test_what_rules_fetched_is_counted_by_its_end(shop: Shop) -> None:
    """No address is in it."""
    asked = FetchRequest("GET", "https://shop.example/1", "k")
    failed = FetchFailure(Why.STATUS, "shop.example answered with status 404", 404)
    for result in (Fetched("x"), Fetched("y"), failed):
        shop.metrics.fetched(FetchEnd(asked, result, 0.5))
    found = samples(shop.metrics, shop)["responder_fetches_total"]
    assert {one.labels["result"]: one.value for one in found} == {"fine": 2, "status": 1}


def test_requests_to_the_service_are_those_of_the_moment(shop: Shop) -> None:
    """By call and by how they ended; a counter, though they are counted elsewhere."""
    assert "responder_http_requests_total" not in samples(shop.metrics, shop)
    counted = [
        {"endpoint": "synccheck", "outcome": "fine", "count": 7},
        {"endpoint": "webwxsync", "outcome": "timeout", "count": 1},
    ]
    found = samples(shop.metrics, shop, requests=counted)["responder_http_requests_total"]
    assert {(*one.labels.values(), one.value) for one in found} == {
        ("synccheck", "fine", 7),
        ("webwxsync", "timeout", 1),
    }


def test_reloads_begin_at_nought(shop: Shop) -> None:
    """So that the first one of a kind is seen as a rise."""
    found = samples(shop.metrics, shop)["responder_reloads_total"]
    ends = {one.labels["outcome"]: one.value for one in found}
    assert ends == {"applied": 0, "unchanged": 0, "rejected": 0}


def test_rules_login_and_queue_are_those_of_the_moment(shop: Shop) -> None:
    """Also after a reload and a pause."""
    end = Reloaded(Outcome.REJECTED, Origin.EDIT, shop.rule_set, "a fault")
    shop.metrics.reloaded(end)
    found = samples(shop.metrics, shop)
    assert found["responder_queue"][0].value == 3
    assert found["responder_rules"][0].value == 2
    assert found["responder_rules"][0].labels["hash"] == shop.rule_set.hash[:12]
    assert found["responder_rules_since_seconds"][0].value == NOW_S
    assert found["responder_paused"][0].value == 0
    states = {one.labels["state"]: one.value for one in found["responder_login"]}
    assert (states["no_session"], states["online"]) == (1, 0)
    outcomes = {one.labels["outcome"]: one.value for one in found["responder_reloads_total"]}
    assert outcomes == {"applied": 0, "unchanged": 0, "rejected": 1}
    rules = {**shop.status.rules, "hash": "f" * 64, "rejected": {"at": NOW_S, "reason": "x"}}
    again = samples(shop.metrics, shop, rules=rules, paused_since=NOW_S, state="online")
    assert [one.labels["hash"] for one in again["responder_rules"]] == ["f" * 12]
    assert again["responder_rules_rejected"][0].value == 1
    assert again["responder_paused"][0].value == 1
