"""YAML text as a tree of nodes with positions.

It builds the tree from the parser's events, so that depth and aliases are bounded while reading
and nothing of YAML 1.1's types is applied: a scalar keeps its source spelling. It must not know
the rule language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import FAULTS_MAX, Fault, RuleFaults
from responder.rules.reading.merge import MergeError, merged
from responder.rules.reading.nodes import Mapping, Node, Position, Scalar, Sequence
from responder.rules.reading.yaml_words import explain_syntax

if TYPE_CHECKING:
    from responder.rules.reading.source import Source

DEPTH_MAX = 40
"""Levels of nesting: the deepest place of the language is below 15."""

ALIAS_NODES_MAX = 100_000
"""Nodes that aliases and merge keys may add by repetition, so that a "billion laughs" file is a
fault and not a hang: far above what 10,000 rules with a shared block need."""

_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""The C parser is ten times faster; it gives the same events, and we have our own words."""

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a pair: only an escape in double quotes can make one, and only one parser lets it."""

_TAGS = {
    yaml.ScalarEvent: "tag:yaml.org,2002:str",
    yaml.SequenceStartEvent: "tag:yaml.org,2002:seq",
    yaml.MappingStartEvent: "tag:yaml.org,2002:map",
}
"""The only tags accepted, each on its own shape: they change nothing."""

_TAG_HINT = "tags are not part of the rule language; for text use quotes"


def read_tree(source: Source) -> Node:
    """Parse the file.

    Raises:
        RuleFaults: Not YAML, more than one document, empty, duplicate keys, keys that are not
            text, nested too deeply, or aliases that expand too far.
    """
    builder = _Builder(source)
    at = Position(1, 1)
    try:
        for event in yaml.parse(source.text, Loader=_LOADER):
            at = _at(event)
            builder.take(event)
    except yaml.YAMLError as error:
        at, message, hint = explain_syntax(error, source)
        builder.faults.append(source.fault(at, message, hint=hint))
    except UnicodeDecodeError:
        # Only the C parser, and only of a tag: its %-escapes may be bytes that are no text.
        message = "expected values without tags, got one that is not even text after this place"
        builder.faults.append(source.fault(at, message, hint=_TAG_HINT))
    except _StopReading:
        pass
    if builder.faults:
        raise RuleFaults(builder.faults)
    if builder.root is None or (isinstance(builder.root, Scalar) and builder.root.is_nothing):
        hint = "the smallest rule file has `rules:` and below it one rule"
        raise RuleFaults(
            [source.fault(Position(1, 1), "expected rules, got an empty file", hint=hint)]
        )
    return builder.root


class _StopReading(Exception):
    """What follows can not be judged any more; the fault is noted."""


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    at: Position
    anchor: str | None
    is_mapping: bool
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class _Builder:
    """Takes the events in order and puts the tree together."""

    source: Source
    root: Node | None = None
    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, Node | None] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0
    repeated: int = 0

    def take(self, event: yaml.Event) -> None:
        """Add one event to the tree."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
            self._check_tag(event)
            self._open(event)
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self._stop(_at(event), "expected one document, got a second one after ---")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._check_tag(event)
        at, text = _at(event), event.value
        if _SURROGATE.search(text):
            self._fault(at, "expected characters, got half of a surrogate pair")
            text = text.encode("utf-8", "replace").decode()
        style = event.style or ""
        plain = not style and event.tag is None
        node = Scalar(text, at, plain, block=style in {"|", ">"})
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self._add(node)

    def _open(self, event: yaml.SequenceStartEvent | yaml.MappingStartEvent) -> None:
        at = _at(event)
        self._check_depth(at, 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.stack.append(_Open(at, event.anchor, is_mapping))

    def _close(self) -> None:
        done = self.stack.pop()
        size = 1 + sum(item.size for item in done.items)
        depth = 1 + max((item.depth for item in done.items), default=0)
        node: Node
        if done.is_mapping:
            node = Mapping(self._entries(done), done.at, size, depth)
        else:
            node = Sequence(tuple(done.items), done.at, size, depth)
        if done.anchor is not None:
            self.anchors[done.anchor] = node
        self._add(node)

    def _alias(self, event: yaml.AliasEvent) -> None:
        at, name = _at(event), event.anchor or ""
        node = self.anchors.get(name)
        if node is None:
            inside = name in self.anchors
            what = "one inside itself" if inside else f"*{name}, which no & names above"
            self._stop(at, f"expected an alias of something complete, got {what}")
            return
        self._check_depth(at, node.depth)
        self.repeated += node.size
        if self.repeated > ALIAS_NODES_MAX:
            self._stop(
                at, f"expected aliases that repeat at most {ALIAS_NODES_MAX:,} values, got more"
            )
        self._add(node)

    def _add(self, node: Node) -> None:
        if self.stack:
            self.stack[-1].items.append(node)
        else:
            self.root = node

    def _entries(self, done: _Open) -> tuple[tuple[Scalar, Node], ...]:
        entries: list[tuple[Scalar, Node]] = []
        lines: dict[str, int] = {}
        for key, value in zip(done.items[::2], done.items[1::2], strict=True):
            if not isinstance(key, Scalar):
                hint = "a value that begins with { or [ must be in quotes"
                self._fault(key.at, f"expected a key, got {_shape(key)}", hint)
            elif key.text in lines and not (key.plain and key.text == "<<"):
                first = f"the first one is in line {lines[key.text]}"
                self._fault(key.at, f"expected each key once, got {quote(key.text)} again", first)
            else:
                lines[key.text] = key.at.line
                entries.append((key, value))
        try:
            return merged(entries)
        except MergeError as error:
            self._fault(error.at, str(error), "write `<<: *name` or `<<: [*one, *two]`")
            return ()

    def _check_depth(self, at: Position, depth: int) -> None:
        """Whatever walks the tree later recurses, so what aliases add below counts too."""
        if len(self.stack) + depth > DEPTH_MAX:
            self._stop(at, f"expected at most {DEPTH_MAX} levels of nesting, got more")

    def _check_tag(self, event: Any) -> None:  # noqa: ANN401 - the stubs give no common base
        if event.tag is not None and event.tag not in {"!", _TAGS[type(event)]}:
            self._fault(
                _at(event),
                f"expected a value without a tag, got {quote(event.tag)}",
                _TAG_HINT,
            )

    def _fault(self, at: Position, message: str, hint: str = "") -> None:
        self.faults.append(self.source.fault(at, message, hint=hint))
        if len(self.faults) >= FAULTS_MAX:
            raise _StopReading

    def _stop(self, at: Position, message: str) -> None:
        self._fault(at, message)
        raise _StopReading


def _at(event: yaml.Event) -> Position:
    mark = event.start_mark
    return Position(1, 1) if mark is None else Position(mark.line + 1, mark.column + 1)


def _shape(node: Node) -> str:
    return "a list" if isinstance(node, Sequence) else "a mapping"
