"""What a rule asks of another computer by `fetch`, and what comes back.

Plain data, so that it can be stored with a run: where a secret belongs stands a mark, never the
secret. It must not know how anything is sent.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

from responder.rules.table import Table

if TYPE_CHECKING:
    from responder.rules.table import Value

ANSWER_BYTES_MAX = 256 * 1024
"""Of an answer, unpacked: as much as a hundred pages of text. What a rule has fetched stays with
its run while that waits, and ten thousand may wait."""

DEPTH_MAX = 50
"""Levels of lists and mappings in each other that an answer may have."""

TIMEOUT_S = 10.0
"""For so long an answer is waited for where a rule says nothing."""

TIMEOUT_S_MAX = 120.0
"""For so long at most: whoever has asked does not look any more."""


class Why(StrEnum):
    """Why nothing useful came back; templates read it as `error.reason`."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    REDIRECT = "redirect"
    STATUS = "status"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    INVALID = "invalid"
    SECRET = "secret"  # noqa: S105 - that there is none
    UNANSWERED = "unanswered"
    DRY_RUN = "dry_run"


class Form(StrEnum):
    """How a body is written."""

    JSON = "json"
    FORM = "form"


Pairs: TypeAlias = "tuple[tuple[str, str], ...]"
"""Names and values, in order; a name may come again."""


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What is asked.

    Args:
        method: Such as `GET`.
        url: With `http` or `https`.
        key: The same for all attempts, after a crash too: the other side can tell them from new
            wishes (`Idempotency-Key`).
        mark: What stands in a mark of a secret beside its name, see `mark_of`; nobody can guess it.
        headers: Beside the usual ones.
        query: Added to the address.
        form: How the body is written; None: there is none.
        body: Of `JSON` the text, of `FORM` the text of a list of pairs.
        timeout_s: For so long an answer is waited for, seconds.
        cache_s: For so long an answer to just the same is used again, seconds; 0: not at all.
    """

    method: str
    url: str
    key: str
    mark: str = ""
    headers: Pairs = ()
    query: Pairs = ()
    form: Form | None = None
    body: str = ""
    timeout_s: float = TIMEOUT_S
    cache_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back.

    Args:
        value: JSON as values, or text.
        status: Of HTTP.
    """

    value: Value
    status: int = 200


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """Why nothing useful came back.

    Args:
        why: In a word.
        words: For the owner; nothing of the address but its host, for it may hold secrets.
        status: Of HTTP; 0 if there was none.
    """

    why: Why
    words: str
    status: int = 0


FetchResult: TypeAlias = Fetched | FetchFailure


_HIDDEN = "***"


class NotJsonError(ValueError):
    """An answer is not the JSON it says it is."""


def mark_of(name: str, mark: str) -> str:
    """What stands for a secret: letters that no address, JSON or form writes otherwise."""
    return f"~secret~{name}~{mark}~"


def asks_the_same(one: FetchRequest, other: FetchRequest) -> bool:
    """Whether two requests ask the same; their keys, marks and times do not matter."""
    return _question(one) == _question(other)


def _question(request: FetchRequest) -> str:
    asked = request.method, request.url, request.headers, request.query, request.form, request.body
    words = json.dumps(asked)
    return words.replace(f"~{request.mark}~", "~") if request.mark else words


def shown(request: FetchRequest) -> str:
    """Method and address with its query, for people; where a secret belongs stand three stars."""
    pairs = urlencode(request.query, safe="~")
    url = f"{request.url}{'&' if '?' in request.url else '?'}{pairs}" if pairs else request.url
    if request.mark:
        before, *others = url.split("~secret~")
        url = before + "".join(
            _HIDDEN + one.partition(f"~{request.mark}~")[2]
            if f"~{request.mark}~" in one
            else f"~secret~{one}"
            for one in others
        )
    return f"{request.method} {url}"


def value_of(text: str, *, says_json: bool) -> Value:
    """An answer as the values that templates read.

    Many services send JSON and call it text, so what looks like a list or a mapping is read as one.

    Args:
        text: Of the answer.
        says_json: Whether it calls itself JSON.

    Raises:
        NotJsonError: It calls itself JSON and is none.
    """
    if not says_json and not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return _value(json.loads(text, parse_constant=_refused), 0)
    except (ValueError, RecursionError) as error:
        if says_json:
            raise NotJsonError(str(error)) from error
        return text


def given_value(found: object) -> Value:
    """Values of a file as an answer has them.

    Raises:
        NotJsonError: Nested too deeply.
    """
    return _value(found, 0)


def plain(value: Value) -> Any:  # noqa: ANN401 - JSON has no better type
    """The same as `json` takes it."""
    if isinstance(value, Table):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def _value(found: object, depth: int) -> Value:
    if depth > DEPTH_MAX:
        raise NotJsonError("nested too deeply")
    if isinstance(found, dict):
        return Table({str(key): _value(item, depth + 1) for key, item in found.items()})
    if isinstance(found, list | tuple):
        return tuple(_value(item, depth + 1) for item in found)
    if isinstance(found, float) and not math.isfinite(found):
        raise NotJsonError("a number that is none")
    if found is None or isinstance(found, str | int | float):
        return found
    raise NotJsonError(f"a {type(found).__name__}")


def _refused(word: str) -> object:
    raise NotJsonError(word)
