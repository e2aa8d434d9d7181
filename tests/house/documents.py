"""Rule files made up from the vocabulary of the schema, right and wrong ones, for properties."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

WORDS = (
    *(
        "a",
        "价格",
        "",
        " ",
        "true",
        "off",
        "nothing",
        "~",
        "1",
        "3",
        "0.3",
        "30%",
        "85",
        "-1",
        "1e3",
    ),
    *("30s", "1s..3s", "1/3s", "20/min", "09:00-18:00", "22:00", "mon-fri", "workdays"),
    *("2026-10-01", "10-01..10-07", "2026-10-01 10:00", "Asia/Shanghai", "faq.csv", "faq.xlsx"),
    *("private", "group", "any", "text", "message", "always", "width", "punctuation", "\u201c"),
)
"""Texts of which each kind of value has some."""

SCALARS = st.sampled_from([*WORDS, 0, 1, 3, 85, 100, 4001, -1, 0.3, 3.0, 1.5, True, False, None])

ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["list", "table", "file", "a", "contains", "equals", "reply", "1"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=4,
)
"""Values that stand in a place where they hardly belong."""

_OF_KIND: Mapping[str, st.SearchStrategy[Any]] = {
    "string": st.sampled_from(WORDS),
    "number": st.sampled_from([0, 1, 3, 85, 100, 4001, -1, 0.3, 3.0, 1.5]),
    "integer": st.sampled_from([0, 1, 3, 4000, 4001, -1]),
    "boolean": st.booleans(),
    "null": st.none(),
}

PATHS = ("sender.a", "chat.b.c", "everyone.价", "sender", "sender.1")
"""Of stored values; the last ones are none."""

_SLIPS = st.sampled_from([*[False] * 25, True])
"""Whether a value is a wrong one; an integer would be one of its ends too often."""


@st.composite
def documents(draw: st.DrawFn, schema: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as JSON
    """A rule file with a few mistakes or none.

    Args:
        draw: Hypothesis' own.
        schema: That of rule files.
    """
    return _value(draw, schema, schema, 0)


def _value(draw: st.DrawFn, whole: Mapping[str, Any], part: Any, depth: int) -> Any:  # noqa: ANN401 - as JSON
    """A value that a part of the schema describes, or something else."""
    if depth > 0 and draw(_SLIPS):
        return draw(SCALARS | ANYTHING | st.just([]) | st.just({}))
    if depth > 0 and draw(_SLIPS):  # one for many, and many for one
        right = _value(draw, whole, part, depth + 1)
        return right[0] if isinstance(right, list) and right else [right]
    while "anyOf" in part or "$ref" in part:
        part = _chosen(draw, part) if "anyOf" in part else _meant(whole, part)
    kind = part.get("type", "object")
    if kind == "object" and "enum" not in part:
        return _mapping(draw, whole, part, depth)
    if "enum" in part:
        return draw(st.sampled_from(part["enum"]))
    if kind == "array":
        least, most = part.get("minItems", 0), part.get("maxItems", 2)
        items = part.get("items") or {"type": "string"}
        return [
            _value(draw, whole, items, depth + 1) for _ in range(draw(st.integers(least, most)))
        ]
    kinds = kind if isinstance(kind, list) else [kind]
    return draw(_OF_KIND[draw(st.sampled_from(kinds))])


def _chosen(draw: st.DrawFn, part: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as JSON
    """One of several ways; of a mapping each only says what else must be there."""
    way = draw(st.sampled_from(part["anyOf"]))
    if "properties" not in part:
        return way
    rest = {key: value for key, value in part.items() if key != "anyOf"}
    required = [*part.get("required", ()), *way.get("required", ())]
    return {**rest, **way, "required": required}


def _meant(whole: Mapping[str, Any], part: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as JSON
    return whole["$defs"][part["$ref"].rpartition("/")[2]]


def _mapping(draw: st.DrawFn, whole: Mapping[str, Any], part: Any, depth: int) -> dict[str, Any]:  # noqa: ANN401 - as JSON
    properties = part.get("properties", {})
    keys = list(part.get("required", ()))
    if properties and depth < _DEPTH_MAX:
        least = max(0, part.get("minProperties", 0) - len(keys))
        names = st.sampled_from(list(properties))
        keys += draw(st.lists(names, min_size=least, max_size=2, unique=True))
    found = {key: _value(draw, whole, properties[key], depth + 1) for key in dict.fromkeys(keys)}
    for inner in part.get("patternProperties", {}).values():
        for name in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=2, unique=True)):
            found[name] = _value(draw, whole, inner, depth + 1)
    more = part.get("additionalProperties")
    if isinstance(more, dict):
        for name in draw(st.lists(st.sampled_from(["a", "vip", "价格", "file", "1x"]), max_size=2)):
            found[name] = _value(draw, whole, more, depth + 1)
    elif draw(_SLIPS):
        found["nix"] = draw(SCALARS)
    return found


_DEPTH_MAX = 12
"""Levels after which no keys are added that need not be there."""


_REQUIRED: Mapping[str, Any] = {"rules": [{"reply": "a"}], "file": "faq.csv"}
"""What a mapping must have that has something else; any other key a text."""

VALUES: tuple[Any, ...] = (
    *(*WORDS, "2", "03", "1.0", "2.5", "20261123", "50", "é"),
    *(0, 1, 2, 3, 50, 85, 100, 4000, 4001, 20261123, -1, 0.3, 3.0, 1.5, True, False, None),
    *([], {}, [[]], [{}], ["a"], ["a", "b"], ["a", 1, True], [None], [["a"]], [{"list": "a"}]),
    *({"list": "a"}, {"table": "a"}, [{"table": "a"}], [{"table": "a"}, "a"], {"list": 1}),
    *({"list": "a", "table": "b"}, {"file": "faq.csv"}, {"file": "a"}, {"a": "b"}, {"a": None}),
    *({"a": {"b": "c"}}, {"a": {}}, {"a": ["b"]}, {"1x": "a"}, {" ": "a"}, {"a": {"b": ["c"]}}),
    *({"reply": "a"}, [{"reply": "a"}], [{"reply": ["a"]}], {"contains": "a"}, {"equals": ["a"]}),
    *({"wait": "5m"}, [{"wait": "5m"}], {"members": "a"}, {"nickname": "a"}, [{"name": "a"}]),
    *("sender.a", ["sender.a"], ["sender.a", "b"], {"sender.a": "b"}, {"sender.a": ["b", 1]}),
    *({"sender.a": 1}, {"sender.a": {"at_least": 3}}, {"sender.a": {"b": 3}}, {"sender.a": None}),
    *({"sender": "a"}, {"sender.": "a"}, {"memory.sender.a": 1}, {"everyone.a.{{ b }}": 1}),
    *({"width": True}, ["width"], ["nix"], {"like": "a"}, {"text": "a"}, [{"text": "a"}], ["off"]),
)
"""Values to be tried at every key."""


def every_key(schema: Mapping[str, Any]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """Each key of each mapping of the rule language: how it is reached, and a rule file with it.

    Args:
        schema: That of rule files.
    """
    seen: set[str] = set()
    left: list[tuple[str, Any, Callable[[Any], Any]]] = [("", schema, lambda value: value)]
    while left:
        path, part, around = left.pop(0)
        while "$ref" in part:
            part = _meant(schema, part)
        mark = json.dumps(part, sort_keys=True)
        if mark in seen:
            continue
        seen.add(mark)
        left += [(path, one, around) for one in part.get("anyOf", ())]
        if isinstance(part.get("items"), dict):
            left.append((f"{path}[]", part["items"], partial(_listed, around)))
        if isinstance(part.get("additionalProperties"), dict):
            left.append(
                (f"{path}.*", part["additionalProperties"], partial(_keyed, around, "a", ()))
            )
        for inner in part.get("patternProperties", {}).values():
            left.append((f"{path}.PATH", inner, partial(_keyed, around, PATHS[0], ())))
        required = part.get("required", ())
        for name, inner in part.get("properties", {}).items():
            whole = partial(_keyed, around, name, required)
            yield f"{path}.{name}".strip("."), whole
            left.append((f"{path}.{name}".strip("."), inner, whole))


def _listed(around: Callable[[Any], Any], value: Any) -> Any:  # noqa: ANN401 - as JSON
    return around([value])


def _keyed(around: Callable[[Any], Any], name: str, required: Iterable[str], value: Any) -> Any:  # noqa: ANN401 - as JSON
    return around({**{key: _REQUIRED.get(key, "a") for key in required}, name: value})
