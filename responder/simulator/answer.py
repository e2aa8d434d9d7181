"""What a handler gives back: an answer, or a hold that says until when and how to ask again.

Values only. How an answer travels, or fails to, is the business of the two skins; a fault marks an
answer with a `Defect` and the skin brings that about with its own means.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from responder.simulator.request import Json

JSON_TYPE = ("Content-Type", "text/plain")
"""The service sends JSON as text/plain without a charset (captured)."""
SCRIPT_TYPE = ("Content-Type", "text/javascript")
HTML_TYPE = ("Content-Type", "text/html; charset=utf-8")

GZIP_BYTES_MIN = 150
"""Shorter bodies are sent as they are, as nginx in front of the service does."""
GZIP_LEVEL = 1
"""Fastest: ten thousand contacts are some megabytes, and size does not matter on loopback."""


class Defect(StrEnum):
    """How the transport of an answer fails."""

    RESET = "reset"
    """The connection is reset before the first byte."""
    CUT = "cut"
    """The connection is reset after `sent_bytes` bytes of the body."""
    MALFORMED = "malformed"
    """The status line is `HTTP/1.1 0 -`, nothing follows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer.

    Args:
        status: HTTP status.
        headers: Without Content-Length and Content-Encoding.
        body: Bytes; ignored while `json` is set.
        json: Not serialised yet, so that faults can edit it.
        defect: How its transport fails.
        sent_bytes: With `Defect.CUT`.
        closes: The connection is closed afterwards without a word, as a keep-alive limit does.
        encoding: Forced content encoding: `gzip`, `deflate`, `raw_deflate`, `identity`.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    json: Any = None
    defect: Defect | None = None
    sent_bytes: int = 0
    closes: bool = False
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """No answer yet.

    Args:
        until: Unix time at which waiting is over in any case.
        again: Asked with the time whenever the state changed or the time is up.
        abandoned: Called with the time if the client left before.
    """

    until: float
    again: Callable[[float], Outcome]
    abandoned: Callable[[float], None] = lambda _now: None


Outcome: TypeAlias = Answer | Hold
Edit: TypeAlias = Callable[[Answer, float], Outcome]


def then(outcome: Outcome, edit: Edit, now: float) -> Outcome:
    """`outcome` with its answer, present or future, passed through `edit`."""
    if isinstance(outcome, Answer):
        return edit(outcome, now)
    return Hold(
        outcome.until, lambda later: then(outcome.again(later), edit, later), outcome.abandoned
    )


def wait_until(time_s: float, go: Callable[[float], Outcome], now: float) -> Outcome:
    """What `go` gives at `time_s`, whatever happens before."""
    if now >= time_s:
        return go(now)
    return Hold(time_s, lambda later: wait_until(time_s, go, later))


def json_answer(value: Json, *headers: tuple[str, str], status: int = 200) -> Answer:
    """An answer of one of the JSON calls."""
    return Answer(status, (JSON_TYPE, *headers), json=value)


def base_answer(ret: int = 0, message: str = "", /, **fields: object) -> Answer:
    """A JSON answer with `BaseResponse` in front."""
    return json_answer({"BaseResponse": {"Ret": int(ret), "ErrMsg": message}, **fields})


def script_answer(text: str, *headers: tuple[str, str]) -> Answer:
    """An answer of one of the script calls."""
    return Answer(200, (SCRIPT_TYPE, *headers), text.encode())


def html_answer(text: str, status: int = 200) -> Answer:
    """A web page."""
    return Answer(status, (HTML_TYPE,), text.encode())


def pretty(value: object) -> bytes:
    """JSON in the service's style: one line per top-level field and list entry, raw UTF-8.

    Hand-made on top of the fast encoder: the indenting one of the library needs seconds for the
    contacts of a large account.
    """
    if not isinstance(value, dict):
        return _dumps(value).encode("utf-8", "replace")
    lines = (f"{_dumps(name)}: {_pretty_value(item)}" for name, item in value.items())
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode("utf-8", "replace")


def finish(answer: Answer, accept_encoding: str) -> Answer:
    """The answer as bytes: serialised, and compressed where the client takes it."""
    body = answer.body if answer.json is None else pretty(answer.json)
    encoding = answer.encoding
    if not encoding and "gzip" in accept_encoding and len(body) >= GZIP_BYTES_MIN:
        encoding = "gzip" if answer.json is not None else ""
    headers = answer.headers
    if encoding and encoding != "identity":
        headers = (*headers, ("Content-Encoding", encoding.removeprefix("raw_")))
        body = _compress(body, encoding)
    return replace(answer, headers=headers, body=body, json=None, encoding="")


def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.compress(body, GZIP_LEVEL, mtime=0)
    if encoding == "deflate":
        return zlib.compress(body, GZIP_LEVEL)
    raw = zlib.compressobj(GZIP_LEVEL, wbits=-zlib.MAX_WBITS)
    return raw.compress(body) + raw.flush()


def _pretty_value(value: object) -> str:
    if isinstance(value, list) and value:
        return "[" + ",\n".join(_dumps(item) for item in value) + "]"
    return _dumps(value)


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ": "))
