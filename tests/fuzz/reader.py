"""The whole way of a rule file: read, checked, compiled, reviewed, its tests carried out.

Whatever the bytes are, a file is loaded or refused with `RuleFaults`, each fault at a place.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml

from responder.rules.load import load
from responder.rules.reading.faults import RuleFaults
from responder.rules.trial.shown import failed
from tests.fuzz.feed import Feed
from tests.fuzz.seeds import broken_files, rule_files, sound_files
from tests.fuzz.words import KEYS, SCALARS, text
from tests.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.reading.faults import Fault

TRIALS_MAX = 20
"""Tests of a file that are carried out: an input should take milliseconds."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

TABLE = b"key,value\na,1\nb,2\n"
INCLUDED = "vars: {a: x}\nrules: [{name: included, when: a, reply: b}]\n"


def seeds() -> Iterable[bytes]:
    """Inputs to begin with: each file as it is, and one of each other kind."""
    return [b"\x00" + data for data in rule_files()] + [
        b"\x01\x05\x09",
        b"\x02\x05\x09",
        b"\x03abcdef",
    ]


def fuzz(data: bytes) -> None:
    """Load what the bytes say: a file as it is, a changed one, or one made of words."""
    feed = Feed(data)
    make = feed.pick((Feed.rest, changed, bent, made))
    read(make(feed))


def read(data: bytes) -> None:
    """Load a file, and look at everything that comes of it."""
    files = Shelf({"r.yaml": data, "part.yaml": INCLUDED, "faq.csv": TABLE})
    try:
        rule_set = load("r.yaml", files)
    except RuleFaults as error:
        look_at_refusal(error)
        return
    assert rule_set.rules
    look(rule_set.warnings)
    look(failed(rule_set, rule_set.trials[:TRIALS_MAX]))


def look_at_refusal(error: RuleFaults) -> None:
    """Whoever refuses says at least one reason."""
    assert error.details
    assert str(error)
    look(error.details)


def look(faults: Iterable[Fault]) -> None:
    """Every fault can be shown, and stands somewhere."""
    for fault in faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert fault.message
        str(fault).encode()  # whatever it quotes can be printed


def changed(feed: Feed) -> bytes:
    """One of the rule files with a few changes."""
    files = broken_files() if feed.chance(4) else sound_files()
    lines = feed.pick(files).decode("utf-8", "replace").splitlines(keepends=True)
    for _ in range(1 + feed.number(3)):
        lines = _changed(feed, lines or ["\n"])
    return "".join(lines).encode("utf-8", "surrogatepass")


def _changed(feed: Feed, lines: list[str]) -> list[str]:
    """Lines after one change: left out, said again, moved, or with something else in one."""
    at, other = feed.number(len(lines)), feed.number(len(lines))
    line = lines[at]
    place = feed.number(len(line) + 1)
    match feed.number(8):
        case 0:
            return lines[:at] + lines[at + 1 :]
        case 1:
            return lines[:at] + lines[at : at + 1 + feed.number(4)] * 2 + lines[at + 1 :]
        case 2:
            lines[at], lines[other] = lines[other], line
            return lines
        case 3:
            new = line[:place] + feed.pick(SCALARS) + line[place:]
        case 4:
            new = line[:place] + text(feed) + line[place + feed.number(4) :]
        case 5:
            new = " " * feed.number(8) + line.lstrip()
        case 6:
            new = " " * (len(line) - len(line.lstrip())) + f"{feed.pick(KEYS)}: {_value(feed, 2)}\n"
        case _:
            key, colon, _ = line.partition(": ")
            new = f"{key}{colon}{_value(feed, 2)}\n" if colon else line[:place] + "\n"
    return [*lines[:at], new, *lines[at + 1 :]]


def bent(feed: Feed) -> bytes:
    """One of the sound files with a few changes that leave it YAML."""
    root = yaml.compose(feed.pick(sound_files()), Loader=_LOADER)
    assert root is not None
    for _ in range(1 + feed.number(4)):
        nodes = [*_nodes(root, set())]
        _bend(feed, feed.pick(nodes), nodes)
    return yaml.serialize(root, allow_unicode=True).encode("utf-8", "surrogatepass")


def _nodes(node: yaml.Node, seen: set[int]) -> Iterator[yaml.Node]:
    """All nodes, each once, though they may hold each other."""
    if id(node) in seen:
        return
    seen.add(id(node))
    yield node
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _nodes(item, seen)
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            for part in pair:
                yield from _nodes(part, seen)


def _bend(feed: Feed, node: yaml.Node, nodes: list[yaml.Node]) -> None:
    """Change one node: another value, or something in it left out, repeated or put in."""
    if isinstance(node, yaml.ScalarNode):
        node.value = feed.pick(feed.pick((SCALARS, KEYS))) if feed.chance(2) else text(feed)
        return
    size = len(node.value)
    at = feed.number(size) if size else 0
    match feed.number(4):
        case 0:
            del node.value[at : at + 1]
        case 1:
            node.value += node.value[at : at + 1] * (1 + feed.number(3))
        case 2:
            node.value[at:at] = node.value[:1]
        case _:
            other = feed.pick(nodes)
            if isinstance(node, yaml.MappingNode):
                other_key = yaml.ScalarNode("tag:yaml.org,2002:str", feed.pick(KEYS))
                node.value.append((other_key, other))
            else:
                node.value.append(other)


def made(feed: Feed) -> bytes:
    """A file in which any key may stand anywhere, most of it where it belongs."""
    entries = [f"rules: [{', '.join(feed.several(4, lambda: _rule(feed)))}]"]
    keys = ("vars", "lists", "tables", "fold", "defaults", "limits", "include", "tests", "timezone")
    entries += [f"{feed.pick(keys)}: {_value(feed, 3)}" for _ in range(feed.number(4))]
    return "\n".join(entries).encode("utf-8", "surrogatepass")


def _rule(feed: Feed) -> str:
    when = f"{{{feed.pick(KEYS)}: {_value(feed, 3)}}}"
    more = f", {feed.pick(KEYS)}: {_value(feed, 2)}" if feed.chance(2) else ""
    return f"{{when: {when}, reply: {_value(feed, 1)}{more}}}"


def _value(feed: Feed, depth: int) -> str:
    """A value in flow style; deep ones end of themselves."""
    match feed.number(4 if depth else 2):
        case 0:
            return feed.pick(SCALARS)
        case 1:
            return json.dumps(text(feed), ensure_ascii=feed.chance(2))
        case 2:
            return f"[{', '.join(feed.several(3, lambda: _value(feed, depth - 1)))}]"
        case _:
            pairs = feed.several(3, lambda: f"{feed.pick(KEYS)}: {_value(feed, depth - 1)}")
            return f"{{{', '.join(pairs)}}}"
