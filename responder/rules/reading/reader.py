"""YAML text as a tree of nodes with positions.

It builds the tree from the parser's events, so that depth and aliases are bounded while reading
and nothing of YAML 1.1's types is applied: a scalar keeps its source spelling. That also takes no
longer than PyYAML's own composer, most of whose time goes into those types. It must not know the
rule language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import FAULTS_MAX, Fault, RuleFaults
from responder.rules.reading.merge import MERGE_KEY, MergeError, is_merge, merged
from responder.rules.reading.nodes import (
    Mapping,
    Node,
    Position,
    Scalar,
    Sequence,
    got,
)
from responder.rules.reading.yaml_words import Broken, explain_syntax

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.rules.reading.nodes import Place
    from responder.rules.reading.source import Source

DEPTH_MAX = 40
"""Levels of nesting: the deepest place of the language is below 15."""

ALIAS_NODES_MAX = 100_000
"""Nodes that aliases and merge keys may add by repetition, so that a "billion laughs" file is a
fault and not a hang: far above what 10,000 rules with a shared block need."""

LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""The C parser is ten times faster; it gives the same events, and we have our own words."""

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a pair: only an escape in double quotes can make one, and only one parser lets it."""

_BLOCK = frozenset("|>")

_YAML_TAG = "tag:yaml.org,2002:"
"""What `!!` is short for."""

_TAGS = {
    ScalarEvent: f"{_YAML_TAG}str",
    SequenceStartEvent: f"{_YAML_TAG}seq",
    MappingStartEvent: f"{_YAML_TAG}map",
}
"""The only tags accepted, each on its own shape: they change nothing."""

_NODES = frozenset({ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent})
"""Events with which a value begins."""

NO_KEY = "\0"
"""Text of a key that is none; no key of a file can be spelled so."""

_Whole = TypeVar("_Whole", Sequence, Mapping)

_TAG_HINT = "tags are not part of the rule language; for text use quotes"


@dataclass(frozen=True, slots=True)
class Unsure:
    """Where something was left out: what is found wrong there may only follow from that.

    Args:
        values: Where values begin that are not as the author meant them.
        keys: Where keys stand that are none.
        lines: Lines with characters that are not as the author meant them.
    """

    values: frozenset[Position] = frozenset()
    keys: frozenset[Position] = frozenset()
    lines: frozenset[int] = frozenset()


SURE = Unsure()
"""Nothing was left out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look at a text gave.

    Args:
        root: The tree, without what could not be read of it; None if there is none.
        faults: Those that did not keep it from being read.
        unsure: Where the tree is not as the author meant it.
        broken: Where it ends to be YAML; then there is no tree.
    """

    root: Node | None
    faults: tuple[Fault, ...] = ()
    unsure: Unsure = SURE
    broken: Broken | None = None


def parse(source: Source, text: str | None = None) -> Reading:
    """Look at a text once.

    Args:
        source: The file, in which faults are shown.
        text: What is looked at: the text of the file, or the same with pieces taken out of it. Then
            names that stood in them are not missed.
    """
    builder = _Builder(source, patched=text is not None)
    loader = LOADER(source.text if text is None else text)
    root: Node | None = None
    broken: Broken | None = None
    try:
        root = builder.build(loader)
    except yaml.YAMLError as error:
        broken = explain_syntax(error, source, builder.event)
    except UnicodeDecodeError:
        # Only the C parser, and only of a tag: its %-escapes may be bytes that are no text.
        message = "expected values without tags, got one that is not even text after this place"
        broken = Broken(_at(builder.event), message, _TAG_HINT)
    except _StopReading:
        pass
    except _SecondDocumentError as error:
        broken = error.broken
    finally:
        loader.dispose()
    unsure = Unsure(frozenset(builder.unsure_values), frozenset(builder.unsure_keys))
    return Reading(root, tuple(builder.faults), unsure, broken)


def read_tree(source: Source) -> Node:
    """The tree of a file that has no fault as YAML.

    Raises:
        RuleFaults: Not YAML, more than one document, empty, duplicate keys, keys that are not
            text, nested too deeply, or aliases that expand too far.
    """
    reading = parse(source)
    faults = [*source.flaws, *reading.faults]
    if reading.broken is not None:
        faults.append(reading.broken.fault(source))
    if faults:
        raise RuleFaults(faults)
    return rooted(source, reading.root)


SMALLEST = "rules", "the smallest rule file has `rules:` and below it one rule"
"""What a rule file is expected to hold, with the way out where it is empty."""


def rooted(source: Source, root: Node | None, smallest: tuple[str, str] = SMALLEST) -> Node:
    """The root of a tree.

    Args:
        source: The file.
        root: What was read of it.
        smallest: What it should hold, and the way out where it holds nothing.

    Raises:
        RuleFaults: The file has nothing in it.
    """
    if root is None or (isinstance(root, Scalar) and root.is_nothing):
        what, hint = smallest
        message = f"expected {what}, got an empty file"
        raise RuleFaults([source.fault(Position(1, 1), message, hint=hint)])
    return root


class _StopReading(Exception):
    """What follows can not be judged any more; the fault is noted."""


class _SecondDocumentError(Exception):
    """What follows belongs to nothing.

    Args:
        broken: What to say of it.
    """

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.message)
        self.broken = broken


@dataclass(slots=True)
class _Builder:
    """Takes the events in order and puts the tree together.

    Args:
        source: What is read.
        patched: Whether pieces were taken out of it.
        take: Gives the next event.
        event: The last one taken.
        faults: Those found.
        anchors: What each name stands for; None while its end has not come.
        measured: What aliases have named, by identity: the node, its size and its depth.
        documents: Begun so far.
        repeated: Nodes that aliases have added.
        unsure_values: As in `Unsure`.
        unsure_keys: As in `Unsure`.
    """

    source: Source
    patched: bool = False
    take: Callable[[], Any] = field(init=False, repr=False)
    event: Any = None
    faults: list[Fault] = field(default_factory=list)
    anchors: dict[str, Node | None] = field(default_factory=dict)
    measured: dict[int, tuple[Node, int, int]] = field(default_factory=dict)
    documents: int = 0
    repeated: int = 0
    unsure_values: set[Position] = field(default_factory=set)
    unsure_keys: set[Position] = field(default_factory=set)

    def build(self, loader: Any) -> Node | None:  # noqa: ANN401 - which parser depends on the machine
        """The tree of all events; None if there is no document."""
        self.take = loader.get_event
        root: Node | None = None
        while True:
            self.event = event = self.take()
            kind = type(event)
            if kind is StreamEndEvent:
                return root
            if kind is DocumentStartEvent:
                self._begin_document(event)
            elif kind in _NODES:
                root = self._node(event, 0)

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401 - the stubs give events no fields
        """Whatever begins with an event.

        Args:
            event: The one just taken.
            depth: Lists and mappings that are open there.
        """
        kind = type(event)
        if kind is ScalarEvent:
            return self._scalar(event)
        if kind is MappingStartEvent:
            return self._mapping(event, depth)
        if kind is SequenceStartEvent:
            return self._sequence(event, depth)
        return self._alias(event, depth)

    # A file of 10,000 rules has 130,000 events, so the two that follow are written for speed: what
    # most values are, plain scalars, they make themselves.

    def _mapping(self, start: Any, depth: int) -> Mapping:  # noqa: ANN401 - the same
        if start.tag is not None or start.anchor is not None or depth >= DEPTH_MAX:
            self._begin(start, depth)
        take, depth = self.take, depth + 1
        values: dict[str, Node] = {}
        places: list[Place] = []
        while True:
            self.event = event = take()
            kind = type(event)
            key: Node | None = None
            if kind is MappingEndEvent:
                whole = Mapping(values, places, start.start_mark)
                return whole if start.anchor is None else self._named(start, whole)
            if kind is ScalarEvent and not (
                event.style or event.tag is not None or event.anchor is not None
            ):
                text, place = event.value, event.start_mark
            else:
                key = self._node(event, depth)
                text, place = key.text if type(key) is Scalar else MERGE_KEY, key.place
            if text in values or text == MERGE_KEY:
                entries = self._odd(values, places, key or Scalar(text, place), depth)
                whole = Mapping.of(self._odd_entries(_at(start), entries), start.start_mark)
                return whole if start.anchor is None else self._named(start, whole)
            places.append(place)
            self.event = event = take()
            kind = type(event)
            if kind is ScalarEvent and not (
                event.style or event.tag is not None or event.anchor is not None
            ):
                values[text] = Scalar(event.value, event.start_mark)
            elif kind is MappingStartEvent:
                values[text] = self._mapping(event, depth)
            else:
                values[text] = self._node(event, depth)

    def _sequence(self, start: Any, depth: int) -> Sequence:  # noqa: ANN401 - the same
        if start.tag is not None or start.anchor is not None or depth >= DEPTH_MAX:
            self._begin(start, depth)
        take, depth = self.take, depth + 1
        items: list[Node] = []
        while True:
            self.event = event = take()
            kind = type(event)
            if kind is ScalarEvent and not (
                event.style or event.tag is not None or event.anchor is not None
            ):
                items.append(Scalar(event.value, event.start_mark))
            elif kind is MappingStartEvent:
                items.append(self._mapping(event, depth))
            elif kind is SequenceEndEvent:
                whole = Sequence(tuple(items), start.start_mark)
                return whole if start.anchor is None else self._named(start, whole)
            else:
                items.append(self._node(event, depth))

    def _named(self, start: Any, node: _Whole) -> _Whole:  # noqa: ANN401 - the same
        """A list or mapping of which everything is known, so that aliases may name it."""
        self.anchors[start.anchor] = node
        return node

    def _odd(
        self, values: dict[str, Node], places: list[Place], key: Node, depth: int
    ) -> list[tuple[Node, Node]]:
        """All entries of a mapping of which a key is no text, merges, or stood there before.

        Args:
            values: Those before that key.
            places: Of their keys.
            key: That key, the last thing read.
            depth: Lists and mappings that are open inside.
        """
        entries: list[tuple[Node, Node]] = [
            (Scalar(text, place), value)
            for (text, value), place in zip(values.items(), places, strict=True)
        ]
        while True:
            self.event = event = self.take()
            entries.append((key, self._node(event, depth)))
            self.event = event = self.take()
            if type(event) is MappingEndEvent:
                return entries
            key = self._node(event, depth)

    def _begin_document(self, event: Any) -> None:  # noqa: ANN401 - the stubs give events no fields
        self.documents += 1
        if self.documents > 1:
            message = "expected one document, got a second one after ---"
            hint = "leave the line out: a rule file is one document"
            raise _SecondDocumentError(Broken(_at(event), message, hint, to_end=True))

    def _begin(self, event: Any, depth: int) -> None:  # noqa: ANN401 - the same
        if depth >= DEPTH_MAX:
            self._stop_too_deep(event)
        if event.tag is not None:
            self._check_tag(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None

    def _scalar(self, event: Any) -> Scalar:  # noqa: ANN401 - the same
        """Any scalar, also one that is not plain."""
        style = event.style
        node = Scalar(event.value, event.start_mark, not style, style in _BLOCK)
        if event.tag is not None and self._check_tag(event):
            node.plain = False
        if style == '"' and _SURROGATE.search(node.text):
            self._fault(node.at, "expected characters, got half of a surrogate pair")
            node.text = node.text.encode("utf-8", "replace").decode()
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _alias(self, event: Any, depth: int) -> Node:  # noqa: ANN401 - the same
        name = event.anchor
        node = self.anchors.get(name)
        if node is None:
            return self._no_alias(event, inside=name in self.anchors)
        size, below = self._measure(node)
        # Whatever walks the tree later recurses, so what aliases add below counts too.
        if depth + below > DEPTH_MAX:
            self._stop_too_deep(event)
        self.repeated += size
        if self.repeated > ALIAS_NODES_MAX:
            message = f"expected aliases that repeat at most {ALIAS_NODES_MAX:,} values, got more"
            self._stop(_at(event), message)
        return node

    def _no_alias(self, event: Any, *, inside: bool) -> Node:  # noqa: ANN401 - the same
        """What stands for a value that nobody knows."""
        at = _at(event)
        if inside or not self.patched:
            what = "one inside itself" if inside else f"*{event.anchor}, which no & names above"
            hint = "" if inside else "to begin a text with * put it in quotes"
            self._fault(at, f"expected an alias of something complete, got {what}", hint)
        self.unsure_values.add(at)
        return Scalar("", event.start_mark)

    def _measure(self, node: Node) -> tuple[int, int]:
        """Nodes that one stands for and levels below it, both with aliases unfolded."""
        if isinstance(node, Scalar):
            return 1, 0
        # No list or mapping is looked at twice, however many aliases name it.
        known = self.measured.get(id(node))
        if known is None:
            inner = node.items if isinstance(node, Sequence) else _parts(node)
            sizes = [self._measure(item) for item in inner]
            depth = 1 + max((depth for _, depth in sizes), default=0)
            known = node, 1 + sum(size for size, _ in sizes), depth
            self.measured[id(node)] = known
        return known[1:]

    def _odd_entries(
        self, at: Position, read: list[tuple[Node, Node]]
    ) -> tuple[tuple[Scalar, Node], ...]:
        """What is left of such entries."""
        entries: list[tuple[Scalar, Node]] = []
        lines: dict[str, int] = {}
        for key, value in read:
            if not isinstance(key, Scalar):
                hint = "a value that begins with { or [ must be in quotes"
                self._fault(key.at, f"expected a key, got {got(key)}", hint)
                entries.append((self._no_key(at, key), value))
            elif key.text in lines and not is_merge(key):
                first = f"the first one is in line {lines[key.text]}"
                self._fault(key.at, f"expected each key once, got {quote(key.text)} again", first)
            else:
                lines[key.text] = key.line
                entries.append((key, value))
        try:
            return merged(entries)
        except MergeError as error:
            if error.at not in self.unsure_values:
                self._fault(error.at, str(error), "write `<<: *name` or `<<: [*one, *two]`")
            merge = next(entry for entry in entries if is_merge(entry[0]))
            own = [entry for entry in entries if not is_merge(entry[0])]
            return (*own, (self._no_key(at, merge[0]), merge[1]))

    def _no_key(self, at: Position, key: Node) -> Scalar:
        """What stands for a key that is none, so that the mapping is not taken for a whole one."""
        self.unsure_values.add(at)
        self.unsure_keys.add(key.at)
        return Scalar(NO_KEY, key.at)

    def _check_tag(self, event: Any) -> bool:  # noqa: ANN401 - the same
        """Whether a tag is one that says what is so anyway."""
        if event.tag in {"!", _TAGS[type(event)]}:
            return True
        tag = event.tag.replace(_YAML_TAG, "!!", 1)
        message = f"expected a value without a tag, got {quote(tag)}"
        self._fault(_at(event), message, _TAG_HINT)
        return False

    def _fault(self, at: Position, message: str, hint: str = "") -> None:
        self.faults.append(self.source.fault(at, message, hint=hint))
        if len(self.faults) >= FAULTS_MAX:
            raise _StopReading

    def _stop(self, at: Position, message: str) -> NoReturn:
        self._fault(at, message)
        raise _StopReading

    def _stop_too_deep(self, event: Any) -> NoReturn:  # noqa: ANN401 - the same
        self._stop(_at(event), f"expected at most {DEPTH_MAX} levels of nesting, got more")


def _at(event: Any) -> Position:  # noqa: ANN401 - the same
    mark = getattr(event, "start_mark", None)
    return Position(1, 1) if mark is None else Position(mark.line + 1, mark.column + 1)


def _parts(mapping: Mapping) -> list[Node]:
    return [part for entry in mapping.entries for part in entry]
