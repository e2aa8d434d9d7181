"""Runs that wait as texts to be stored, and back.

The names of the fields are stable. It must not know where the texts are kept.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from responder.rules.captures import Captures
from responder.rules.recording import event_of_text, event_to_text
from responder.rules.requests import FetchRequest, Form
from responder.rules.table import Table
from responder.rules.waiting import Cause, Run, Waiting

if TYPE_CHECKING:
    from responder.rules.captures import Pairs
    from responder.rules.table import Value


def waiting_to_text(waiting: Waiting) -> str:
    """A run that waits as JSON, with the event it answers."""
    run = waiting.run
    record = {
        "key": waiting.key,
        "cause": waiting.cause.value,
        "place": waiting.place,
        "since_s": waiting.since_s,
        "due_s": waiting.due_s,
        "skips": waiting.skips,
        "rule_set": run.rule_set,
        "rule": run.rule,
        "part": run.part,
        "path": run.path,
        "match": _pairs(run.values.match),
        "args": _pairs(run.values.args),
        "answers": run.answers,
        "loops": [[_plain(item) for item in items] for items in run.loops],
        "via": run.via,
        "question": waiting.question,
        "tries": waiting.tries,
        "given": _pairs(run.given),
        "request": None if waiting.request is None else asdict(waiting.request),
        "event": json.loads(event_to_text(waiting.event)),
    }
    # Escaped: half of a surrogate pair, which a stranger may send, is nothing for a database.
    return json.dumps(record, separators=(",", ":"))


def waiting_of_text(text: str) -> Waiting:
    """The run that was stored as a text.

    Raises:
        ValueError: The text is none, or of a later version.
    """
    try:
        record = json.loads(text)
        event = event_of_text(json.dumps(record["event"]))
        run = Run(
            record["rule_set"],
            event.id,
            record["rule"],
            tuple(record["path"]),
            Captures(_pairs_of(record["match"]), _pairs_of(record["args"])),
            record["part"],
            tuple((name, answer) for name, answer in record["answers"]),
            tuple(tuple(map(_value, items)) for items in record.get("loops", ())),
            tuple(record.get("via", ())),
            _pairs_of(record.get("given", ())),
        )
        return Waiting(
            record["key"],
            run,
            event,
            Cause(record["cause"]),
            record["place"],
            record["since_s"],
            record["due_s"],
            record["skips"],
            record["question"],
            record["tries"],
            _request_of(record.get("request")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no run: {error!r}") from error


def _request_of(record: Any) -> FetchRequest | None:  # noqa: ANN401 - whatever was stored
    if record is None:
        return None
    form = record.pop("form")
    for name in ("headers", "query"):
        record[name] = tuple((one, text) for one, text in record[name])
    return FetchRequest(**record, form=None if form is None else Form(form))


def _pairs(pairs: Pairs) -> list[list[Any]]:
    return [[name, _plain(value)] for name, value in pairs]


def _plain(value: Value) -> Any:  # noqa: ANN401 - JSON has no better type
    if isinstance(value, Table):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _pairs_of(record: Any) -> Pairs:  # noqa: ANN401 - whatever was stored
    return tuple((name, _value(value)) for name, value in record)


def _value(record: Any) -> Value:  # noqa: ANN401 - whatever was stored
    if isinstance(record, dict):
        return Table({key: _value(item) for key, item in record.items()})
    if isinstance(record, list):
        return tuple(map(_value, record))
    found: Value = record
    return found
