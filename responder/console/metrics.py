"""Figures for a monitoring system, in the Prometheus format. No name and no word of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from responder.models import OutgoingState
from responder.reload import Outcome
from responder.rules.requests import FetchFailure
from responder.wechat.protocol.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from responder.answer import Answered
    from responder.deliver import Delivered
    from responder.fetching import FetchEnd
    from responder.reload import Reloaded

SECONDS = (0.01, 0.05, 0.1, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0, 600.0)
"""Bounds of the histogram: the machine's own share, the pace of 1 to 3 s, and what had to wait."""


class Requests(Collector):
    """Requests to the service, which are counted where they are made."""

    def __init__(self) -> None:
        self.counted: list[dict[str, Any]] = []

    def collect(self) -> Iterable[CounterMetricFamily]:
        """What is counted by now."""
        family = CounterMetricFamily(
            "responder_http_requests",
            "Requests to WeChat that ended, by call: fine, or why not.",
            labels=["endpoint", "outcome"],
        )
        for one in self.counted:
            family.add_metric([one["endpoint"], one["outcome"]], one["count"])
        return [family]


class Metrics:
    """The figures of one account, in a registry of their own.

    Args:
        now: Unix seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._registry = registry = CollectorRegistry()
        self._decided = Counter(
            "responder_messages",
            "Messages decided, by the rule that has them and the outcome.",
            ["rule", "outcome"],
            registry=registry,
        )
        self._ended = Counter(
            "responder_texts", "Texts that ended, by how.", ["state"], registry=registry
        )
        for state in OutgoingState:
            if state not in {OutgoingState.QUEUED, OutgoingState.SENDING}:
                self._ended.labels(state.value)
        self._fetches = Counter(
            "responder_fetches",
            "Requests of rules to other computers that ended: fine, or why not.",
            ["result"],
            registry=registry,
        )
        self._seconds = Histogram(
            "responder_reply_seconds",
            "From the answer of webwxsync with a message to the receipt of what answers it.",
            buckets=SECONDS,
            registry=registry,
        )
        self._reloads = Counter(
            "responder_reloads", "Reloads of the rules, by outcome.", ["outcome"], registry=registry
        )
        for outcome in Outcome:
            self._reloads.labels(outcome.value)
        self._requests = Requests()
        registry.register(self._requests)
        self._reloaded_s = Gauge(
            "responder_rules_since_seconds", "When the rules were put to use.", registry=registry
        )
        self._rules = Gauge(
            "responder_rules",
            "Rules in use, with the hash of their file.",
            ["hash"],
            registry=registry,
        )
        self._rejected = Gauge(
            "responder_rules_rejected", "1 while the file is not what holds.", registry=registry
        )
        self._queue = Gauge("responder_queue", "Texts that have no end yet.", registry=registry)
        self._paused = Gauge("responder_paused", "1 while the owner has paused.", registry=registry)
        self._state = Gauge(
            "responder_login", "1 at the login's state.", ["state"], registry=registry
        )

    def answered(self, answered: Answered, outcome: str) -> None:
        """Count a decision."""
        self._decided.labels(answered.decision.rule or "", outcome).inc()

    def delivered(self, delivered: Delivered) -> None:
        """Count the end of a text."""
        self._ended.labels(delivered.state.value).inc()
        received_s = delivered.outgoing.received_s
        if delivered.state is OutgoingState.SENT and received_s is not None:
            self._seconds.observe(max(self._now() - received_s, 0.0))

    def fetched(self, end: FetchEnd) -> None:
        """Count the end of a request."""
        result = end.result
        self._fetches.labels(result.why.value if isinstance(result, FetchFailure) else "fine").inc()

    def reloaded(self, reloaded: Reloaded) -> None:
        """Count a reload."""
        self._reloads.labels(reloaded.outcome.value).inc()

    def text(self, status: dict[str, Any]) -> bytes:
        """All of it, in the text format.

        Args:
            status: What `responder status` tells.
        """
        rules = status["rules"]
        self._rules.clear()
        self._rules.labels(rules["hash"][:12]).set(rules["count"])
        self._reloaded_s.set(rules["since"])
        self._rejected.set(rules["rejected"] is not None)
        self._queue.set(status["queue"])
        self._requests.counted = status["requests"]
        self._paused.set(status["paused_since"] is not None)
        for state in State:
            self._state.labels(state.value).set(state.value == status["state"])
        return generate_latest(self._registry)
