r"""Patterns that meet a stranger's text: RE2, whose time is linear in the text.

Every fault of a pattern is found when its file is loaded. Its program is compiled when a message
first needs it: a program takes 3 to 7 KiB, and of 25,000 patterns most are never met. It knows RE2
and what authors used to other dialects write; it must not know rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from responder.frozen import frozen
from responder.rules.text.blame import offset_in
from responder.rules.text.effort import effort_of
from responder.rules.text.literals import clauses_of
from responder.rules.text.outlines import Facts, Outlines
from responder.rules.text.plain import Shape, named_twice, shape_of
from responder.rules.text.programs import ProgramError, compiled
from responder.rules.text.remarks import burden_of, has_stray_edge
from responder.rules.text.syntax import rewritten, tokens_of
from responder.rules.text.tokens import BYTE, EDGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from responder.rules.needs import Needs
    from responder.rules.text.effort import Effort
    from responder.rules.text.programs import Program, Spans
    from responder.rules.text.tokens import Token
    from responder.rules.work import Work

Captures: TypeAlias = tuple[tuple[str, str], ...]
"""What a match gave: names (`id`) and numbers as text (`0` is the whole)."""

PATTERN_STEPS_MAX = 2_000
r"""Instructions of one compiled pattern: on a text of 4,000 characters they take 80 ms at most
(measured with `(?:a?){500}a{500}`, in RE2's slowest mode), ordinary ones far less. It admits
`\w{1,30}` (1,800), `.{0,200}` (1,800), `\p{Han}{2,20}` (1,600) and `\pL` (1,200)."""

PATTERN_CHARS_MAX = 5_000
"""Longest pattern; compiling is linear in it."""

FILE_STEPS_MAX = 8_000_000
r"""Instructions of all patterns of a file, about four seconds of compiling: ordinary patterns have
some 30, those with a `\w` some 80, so even 100,000 of them stay below it."""

REFUSED_STEPS = 8 * PATTERN_STEPS_MAX
"""What a pattern that is too large counts: RE2 unfolds it about so far before it gives up."""

PROGRAMS_MAX = 2_000
"""Programs kept of one file, the last ones used; at 7 KiB each 14 MiB. A message has a few
candidates, and compiling one again takes some 50 µs."""

GROUPS_KEPT_MAX = 1_000
"""Ways to name groups that are kept."""

_FLAGS_REPEATED = re.compile(r"\(\?[A-Za-z-]*\)\s*[*+?{]")
"""A group of flags with a repetition behind it."""

RESERVED_GROUPS = frozenset({"keyword", "value", "rest"})
"""Names that `match` gives a meaning of its own."""

_WITHOUT = "what must not match goes under `without:` beside `regex:`, or into `not:`"
_REPEAT_LESS = (
    "repeat less: {0,100} counts a hundred times what stands before it, and \\pL and other classes "
    "of all Unicode are large (\\w is smaller)"
)
_NO_REFERENCES = "RE2 has no back-references: match both places and compare in the reply"
_WAYS = (
    (("(?=", "(?!", "(?<=", "(?<!"), f"RE2 has no look-around: {_WITHOUT}"),
    (("(?P=", "(?(", "\\g", "\\k"), _NO_REFERENCES),
    (("(?>", "++", "*+", "?+"), "RE2 never backtracks, so leave the possessive mark out"),
    (("\\Z",), "RE2 writes the end of the text as \\z"),
    (("(?#", "(?x"), "RE2 has no comments in patterns: use a YAML comment"),
    (("\\u", "\\U"), "RE2 writes a character by its number as \\x{4e00}"),
)
"""What other dialects have and RE2 has not, by how it begins."""

_ITSELF = "to look for the sign itself put a \\ before it"
_WAYS_OF_REASONS = {
    "invalid repetition size": "a repetition is at most {0,1000}, the smaller number first",
    "no argument for repetition operator": f"nothing stands before it; {_ITSELF}",
    "missing )": f"a ( is not closed; {_ITSELF}",
    "unexpected )": f"it closes nothing; {_ITSELF}",
    "missing ]": f"a [ is not closed; {_ITSELF}",
}
"""What to do about what is wrong in any dialect, by what RE2 calls it."""


class PatternError(ValueError):
    """A pattern that can not be used.

    Args:
        message: `expected …, got …`.
        hint: The way round it.
        at: Where in its source, in characters from 0.
    """

    def __init__(self, message: str, hint: str = "", at: int = 0) -> None:
        super().__init__(message)
        self.hint = hint
        self.at = at


class PatternTooLargeError(PatternError):
    """A pattern that unfolds too far."""


class Runnable(NamedTuple):
    """What a message needs of a pattern."""

    program: Program
    effort: Effort


@frozen
class Pattern:
    """A pattern that compiles; two with the same source are equal.

    Args:
        source: As written in the rule file.
        names: What a match of it gives besides the whole: numbers as text, and names.
        places: The number of the group that each of them stands for.
        needs_of: Finds out what a text must have for a match of a source.
        programs: Gives the program of a source, compiled now or before.
    """

    source: str
    names: tuple[str, ...]
    places: tuple[int, ...] = field(repr=False, compare=False)
    needs_of: Callable[[str], Needs] = field(repr=False, compare=False)
    programs: Callable[[str], Runnable] = field(repr=False, compare=False)

    def find(self, text: str) -> Captures | None:
        """The leftmost match, or None; a group that took no part is not among the captures."""
        # RE2 works on bytes. A plain search is the cheapest way to captures: RE2 asks first whether
        # there is a match at all, and looks for groups only within it.
        data = _encoded(text)
        spans = self.programs(self.source).program.find(data)
        return None if spans is None else self._captured(spans, data)

    def search(self, data: bytes, work: Work) -> Captures | None:
        """The same in an encoded text, paid for.

        Raises:
            SpentError: There is not so much work left.
        """
        program, effort = self.programs(self.source)
        work.spend(effort.units(data))
        spans = program.find(data)
        if spans is None:
            return None
        begin, end = spans[0]
        if self.places:
            work.spend(effort.groups_units(end - begin))
        return self._captured(spans, data)

    def _captured(self, spans: Spans, data: bytes) -> Captures:
        begin, end = spans[0]
        captures = [("0", data[begin:end].decode())]
        for name, place in zip(self.names, self.places):  # noqa: B905 - as many, and `strict` costs more
            begin, end = spans[place]
            if begin >= 0:
                captures.append((name, data[begin:end].decode()))
        return tuple(captures)

    def fits(self, text: str) -> bool:
        """Whether there is a match."""
        return self.programs(self.source).program.find(_encoded(text)) is not None

    @property
    def needs(self) -> Needs:
        """What a text must have for a match, as far as an index can look it up.

        The most telling comes first. It is not kept, for once the file is loaded nobody asks.
        """
        return self.needs_of(self.source)

    @property
    def worst_units(self) -> int:
        """Units of work that it may cost of one message."""
        tokens = tokens_of(self.source)
        return effort_of(tokens, _shape(self.source, tokens).steps).worst

    @property
    def burden(self) -> str:
        """Why every message has to be searched for it; `""` if an index can tell most apart."""
        return "" if self.needs else burden_of(tokens_of(self.source) or ())


@dataclass(slots=True)
class PatternCompiler:
    """Compiles the patterns of one file: each only once, and all of them within one bound.

    Args:
        steps_left: Instructions that further patterns may have together.
    """

    steps_left: int = FILE_STEPS_MAX
    _compiled: dict[str, Pattern] = field(default_factory=dict)
    _needs: dict[str, Needs] = field(default_factory=dict)
    _outlines: Outlines = field(default_factory=lambda: Outlines(_checked, PatternError))
    _programs: Callable[[str], Runnable] = field(
        default_factory=lambda: lru_cache(maxsize=PROGRAMS_MAX)(_program_of)
    )

    @property
    def sources(self) -> Iterable[str]:
        """Of all patterns compiled so far, each once."""
        return self._compiled.keys()

    def compile(self, source: str) -> Pattern:
        """A pattern, ready for use.

        Raises:
            PatternError: RE2 can not run it, it is too large, a group has an unusable name, it can
                not mean what it says, or the patterns before have used up the bound.
        """
        if source in self._compiled:
            return self._compiled[source]
        if self.steps_left <= 0:
            message = "expected patterns of moderate size, got too many large ones in this file"
            raise PatternError(message, _REPEAT_LESS)
        try:
            names, places, clauses, steps = self._outlines.facts(source)
        except PatternTooLargeError:
            self.steps_left -= REFUSED_STEPS
            raise
        self.steps_left -= steps
        pattern = Pattern(source, names, places, self._needs_of, self._programs)
        self._compiled[source], self._needs[source] = pattern, clauses
        return pattern

    def let_go(self) -> None:
        """Forget what only matters while the file is loaded; its patterns stay as they are."""
        self._compiled.clear()
        self._needs.clear()
        self._outlines = Outlines(_checked, PatternError)

    def _needs_of(self, source: str) -> Needs:
        known = self._needs.get(source)
        return _needs_of(source, tokens_of(source)) if known is None else known


def compile_pattern(source: str) -> Pattern:
    """A pattern on its own.

    Raises:
        PatternError: It can not be used.
    """
    return PatternCompiler().compile(source)


def _checked(source: str) -> Facts:
    """What is found out about a pattern.

    Raises:
        PatternError: It can not be used.
    """
    if len(source) > PATTERN_CHARS_MAX:
        raise PatternError(
            f"expected a pattern of at most {PATTERN_CHARS_MAX} characters, got {len(source)}"
        )
    if not source:
        raise PatternError("expected a pattern, got an empty one", "it is found in every text")
    tokens = tokens_of(source)
    shape = _shape(source, tokens)
    if shape.steps > PATTERN_STEPS_MAX:
        raise PatternTooLargeError(
            "expected a pattern of moderate size, got one that unfolds into "
            f"{shape.steps:,} steps, at most {PATTERN_STEPS_MAX:,} are allowed",
            _REPEAT_LESS,
        )
    for name in shape.names:
        if not name.isidentifier() or name.startswith("_") or name in RESERVED_GROUPS:
            at = source.find(f"<{name}>") + 1
            if name in RESERVED_GROUPS:
                message = f'expected a group name that is not taken, got "{name}"'
                raise PatternError(message, f"`match.{name}` is something else already", at)
            message = f'expected a group name of letters, digits and _, got "{name}"'
            raise PatternError(message, at=at)
    _refuse_misunderstandings(source, tokens or ())
    names, places = _groups(shape.groups, tuple(shape.names.items()))
    return Facts(names, places, _needs_of(source, tokens), shape.steps)


def _needs_of(source: str, tokens: tuple[Token, ...] | None) -> Needs:
    # RE2 repeats what stands before a group of flags: `a(?)*` is `a*`, and needs no `a`.
    return () if _FLAGS_REPEATED.search(source) else clauses_of(tokens or ())


@lru_cache(maxsize=GROUPS_KEPT_MAX)
def _groups(
    count: int, named: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """What a match gives besides the whole, and the number of the group that each stands for.

    Thousands of patterns share a few of these.
    """
    numbers = range(1, count + 1)
    names, places = zip(*named, strict=True) if named else ((), ())
    return (*map(str, numbers), *names), (*numbers, *places)


def _shape(source: str, tokens: tuple[Token, ...] | None) -> Shape:
    """The shape of a pattern, measured or as RE2 says it.

    Raises:
        PatternError: RE2 refuses it, or two of its groups have one name.
    """
    shape = None if tokens is None else shape_of(tokens)
    if shape is not None:
        return shape
    program = _program(source, tokens)
    if twice := named_twice(tokens or ()):
        message = f'expected each group name once, got "{twice}" again'
        hint = (
            "give each its own name; {{ match.a | default(match.b) }} takes the one that is there"
        )
        raise PatternError(message, hint, source.rfind(f"<{twice}>") + 1)
    return Shape(program.steps, program.groups, program.names)


def _program_of(source: str) -> Runnable:
    tokens = tokens_of(source)
    program = _program(source, tokens)
    return Runnable(program, effort_of(tokens, program.steps))


def _program(source: str, tokens: tuple[Token, ...] | None) -> Program:
    """RE2's program for a pattern.

    Raises:
        PatternError: RE2 refuses it.
    """
    try:
        return compiled(source if tokens is None else rewritten(tokens))
    except ProgramError as error:
        refused = error
    try:
        compiled(source)  # What it says of this, the author can find in the file.
    except ProgramError as error:
        refused = error
    raise _explained(source, str(refused))


def _refuse_misunderstandings(source: str, tokens: tuple[Token, ...]) -> None:
    """Refuse what RE2 accepts and no author means.

    Raises:
        PatternError: It is there.
    """
    kinds = {token.kind for token in tokens}
    if BYTE in kinds:
        message = "expected a pattern of whole characters, got \\C, which takes a part of one"
        at = max(0, source.find("\\C"))
        raise PatternError(message, "any character at all is (?s:.)", at)
    if EDGE in kinds and has_stray_edge(tokens):
        message = "expected \\b beside Latin letters or digits, got it beside other characters"
        hint = "only Latin words have edges for RE2: leave \\b out, or use `words:`"
        # Which of several is the stray one, nobody says.
        at = source.find("\\b") if source.lower().count("\\b") == 1 else 0
        raise PatternError(message, hint, max(0, at))


def _encoded(text: str) -> bytes:
    # Halves of surrogate pairs are replaced on arrival; one that came by another way is a "?".
    return text.encode(errors="replace")


def _explained(source: str, complaint: str) -> PatternError:
    """What RE2 complains of, in words that help."""
    if complaint.startswith("pattern too large"):
        return PatternTooLargeError(
            "expected a pattern of moderate size, got one that unfolds too far", _REPEAT_LESS
        )
    message = f"expected a pattern RE2 can run, got {complaint}"
    at = offset_in(source, complaint)
    reason, _, culprit = complaint.rpartition(": ")
    # RE2 names no more than "(?P" of "(?P=name)", and the whole pattern where a bracket is open.
    found = culprit + source[at + len(culprit) :] if source.startswith(culprit, at) else culprit
    hint = next((way for signs, way in _WAYS if found.startswith(signs)), "")
    if culprit.startswith("\\") and culprit[1:].isdigit():
        hint = _NO_REFERENCES
    return PatternError(message, hint or _WAYS_OF_REASONS.get(reason, ""), at)
