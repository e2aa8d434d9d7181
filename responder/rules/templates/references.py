"""What the names in a template refer to, and what to say when they refer to nothing.

It knows Jinja's expressions, filters and tests; it must not know statements or the rule file.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from jinja2 import nodes

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean, way_out
from responder.rules.stored import Scope
from responder.rules.templates.filters import ELSEWHERE, FILTERS, FUNCTIONS
from responder.rules.templates.predicates import TESTS
from responder.rules.templates.words import LOOP, NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from responder.rules.templates.entry import Arity, Entry
    from responder.rules.templates.words import Known

SUGGESTED_MAX = 1_000
"""Names looked through for a "did you mean": a table may have 100,000, and a file many mistakes."""

LISTED_MAX = 20
"""Names listed where none is similar."""

_MISSING = {
    "error": (
        'expected a name that is known here, got "error" where nothing has failed',
        "it is for the actions of `on_error`",
    ),
    "group": (
        'expected a name that is known here, got "group" in a rule without groups',
        "to take group messages say `chat: group` or `chat: any`",
    ),
    "args": (
        'expected a name that is known here, got "args" in a rule without a command',
        "arguments come from `command: /word {name}`",
    ),
}

_NOTHING_IN = {
    section: f"write it under `{section}:` at the top of the file"
    for section in ("vars", "lists", "tables")
} | {
    f"memory.{scope}": f"no rule stores it: `do: [{{count: {scope}.NAME}}, …]` would"
    for scope in Scope
}
"""The way out where a file has none of these at all."""

_OWNERS = ("match", "args", "answers", "vars", "sender", "message", "now")
"""Where a name that stands alone may have been meant, the likeliest first."""

Words = tuple[str, str]
"""A complaint's message and hint."""


def unknown_name(name: str, known: Mapping[str, Known], scope: AbstractSet[str]) -> Words | None:
    """What to say of a name, None where it is known.

    Args:
        name: As written.
        known: The names of the place.
        scope: Names that the template itself has made.
    """
    if name in known or name in scope:
        return None
    if name in FUNCTIONS:
        return f"expected {name}(…), got {name} without its brackets", ""
    if name in _MISSING:
        return _MISSING[name]
    if name in NAMES:
        return f"expected a name that is known here, got {quote(name)}", way_out("", known)
    owner = next((one for one in _OWNERS if _has(known.get(one), name)), None)
    hint = (
        f'did you mean "{owner}.{name}"?'
        if owner is not None
        else did_you_mean(name, [*known, *scope, *FUNCTIONS]) or way_out("", known)
    )
    return f"expected a known name, got {quote(name)}", hint


def _has(owner: Known, name: str) -> bool:
    return owner is not None and name in owner.members


def wrong_filter(node: nodes.Filter) -> Words | None:
    """What to say of `… | name(…)`, None where there is such a filter and it takes that."""
    if node.name in FILTERS:
        wrong = _wrong_arguments(FILTERS[node.name], node, value=False) or _wrong_inner(node)
        return wrong or (_wrong_format(node) if node.name == "date" else None)
    hint = _other_word(node.name, FILTERS)
    return f"expected a known filter, got {quote(node.name)}", hint


def _wrong_inner(node: nodes.Filter) -> Words | None:
    """What to say of the filter that `map` names, or the test that `select` names."""
    place = {"map": 0, "select": 0, "reject": 0, "selectattr": 1, "rejectattr": 1}.get(node.name)
    if place is None or len(node.args) <= place:
        return None
    named = node.args[place]
    if not isinstance(named, nodes.Const) or not isinstance(named.value, str):
        return None
    if node.name == "map":
        return unknown_word("filter", named.value, FILTERS)
    return unknown_word("test", named.value, TESTS)


_LETTERS = (
    *(("YYYY", "%Y"), ("yyyy", "%Y"), ("YY", "%y"), ("yy", "%y"), ("MM", "%m"), ("DD", "%d")),
    *(("dd", "%d"), ("HH", "%H"), ("hh", "%H"), ("mm", "%M"), ("ss", "%S")),
)
"""How other programs write the parts of a date."""


def _wrong_format(node: nodes.Filter) -> Words | None:
    """What to say of a date that would always be the same words."""
    wanted = node.args[0] if node.args else None
    text = wanted.value if isinstance(wanted, nodes.Const) else None
    if not isinstance(text, str) or "%" in text:
        return None
    better = text
    for letters, sign in _LETTERS:
        better = better.replace(letters, sign)
    hint = f"write {better}" if better != text else "as in %Y-%m-%d"
    return f"expected a format with %, got {quote(text)}", hint


def unknown_word(what: str, name: str, known: Mapping[str, object]) -> Words | None:
    """What to say of the name of a filter or test, None where there is one."""
    if name in known:
        return None
    return f"expected a known {what}, got {quote(name)}", _other_word(name, known)


def _other_word(name: str, known: Iterable[str]) -> str:
    if name in ELSEWHERE:
        return f"here it is {ELSEWHERE[name]}"
    words = [word for word in known if word.isidentifier()]
    return did_you_mean(name, words) or f"known here: {', '.join(words)}"


_CALLED = {
    "len": "length",
    "str": "string",
    "sorted": "sort",
    "reversed": "reverse",
    "strftime": "date",
    "format": "date",
}
"""Functions of other languages, and the filters that do the same here."""


def wrong_call(node: nodes.Call) -> Words | None:
    """What to say of `name(…)`, None where it is a method or a function that takes that."""
    callee = node.node
    if isinstance(callee, nodes.Getattr):
        return None
    if not isinstance(callee, nodes.Name):
        return "expected a call of a method or function, got a call of something else", ""
    if callee.name in FUNCTIONS:
        return _wrong_arguments(FUNCTIONS[callee.name], node, value=True)
    words = f"expected a call of a method or function, got a call of {quote(callee.name)}"
    meant = callee.name if callee.name in FILTERS else _CALLED.get(callee.name, "")
    if meant:
        return words, f"it is a filter: write x | {meant}"
    if callee.name in NAMES:
        return words, f"it is no function: write {callee.name} alone"
    known = f"known here: {', '.join(FUNCTIONS)}"
    return words, did_you_mean(callee.name, FUNCTIONS) or known


def _wrong_arguments(entry: Entry, node: nodes.Filter | nodes.Call, *, value: bool) -> Words | None:
    """What to say of arguments that a filter or function does not take."""
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        return "expected arguments one by one, got * or **", ""
    arity, keywords, spelled = _arguments(entry.name, value=value)
    named = [str(one.key) for one in node.kwargs]
    if len(set(named)) < len(named):
        return "expected each argument once, got one of them twice", ""
    for one in named:
        if one not in keywords:
            return f"expected {spelled}, got an argument {quote(one)}", did_you_mean(one, keywords)
    count = len(node.args) + len(named)
    if not arity.least <= count <= arity.most or len(node.args) > arity.in_order:
        return f"expected {spelled}, got {_counted(count)}", ""
    return None


def _counted(count: int) -> str:
    return f"{count} argument{'s' * (count != 1)}"


@cache
def _arguments(name: str, *, value: bool) -> tuple[Arity, tuple[str, ...], str]:
    """How many arguments something takes, their names, and how they are written.

    Kept for good: there are as many as filters and functions.
    """
    entry = (FUNCTIONS if value else FILTERS)[name]
    single, more = [], ""
    for one in entry.parameters(value=value):
        if one.kind is one.VAR_POSITIONAL:
            more = "…"
        else:
            single.append(one)
    written = [one.name + "=…" * (one.default is not one.empty) for one in single]
    spelled = f"{name}({', '.join([*written, *more])})"
    return entry.arity(value=value), tuple(one.name for one in single), spelled


def unknown_member(
    node: nodes.Getattr | nodes.Getitem, known: Mapping[str, Known], scope: AbstractSet[str]
) -> Words | None:
    """What to say of `owner.name`, None where the owner has it or nobody can know."""
    owner = shape_of_node(node.node, known, scope)
    name = member_name(node)
    if owner is None:
        return None
    owner.used(name)
    if name is None or owner.has(name):
        return None
    what = _spelled(node.node)
    members = [*islice(owner.members, SUGGESTED_MAX)]
    hint = did_you_mean(name, [*members, *owner.also])
    meant = _MEMBERS.get((what, name)) or (_MEMBERS.get(("", name)) if not hint else None)
    if meant:
        hint = meant
    elif _has(shape_of_stored_in(what, known), name):
        hint = f'did you mean "memory.{what}.{name}"?'
    if not hint:
        more = ", …" * (len(members) > LISTED_MAX)
        hint = f"{what} has {', '.join(members[:LISTED_MAX])}{more}"
        hint = hint if members else _NOTHING_IN.get(what, f"{what} has nothing of that kind")
    return f"expected something that {what} has, got {quote(name)}", hint


_MEMBERS: dict[tuple[str, str], str] = {
    ("match", "value"): "it comes from a table: `text: {in: NAME}` or `{contains: {table: NAME}}`",
    ("match", "group"): "write match.NAME or match[1]",
    ("match", "groups"): "write match.NAME or match[1]",
    **dict.fromkeys(
        [("message", word) for word in ("from", "sender", "user")], 'did you mean "sender.name"?'
    ),
    **dict.fromkeys(
        [("message", word) for word in ("content", "body", "msg", "raw")],
        'did you mean "message.text"?',
    ),
    **dict.fromkeys(
        [("now", word) for word in ("strftime", "format")], "write now | date('%Y-%m-%d')"
    ),
    **dict.fromkeys([("", word) for word in ("length", "size", "count")], "write … | length"),
}
"""What authors look for in something that has it under another name, and the way out."""


def shape_of_stored_in(what: str, known: Mapping[str, Known]) -> Known:
    """What is stored under `memory.sender` and so on; None if `what` is none of them."""
    memory = known.get("memory")
    is_scope = what in {scope.value for scope in Scope}
    return memory.member(what) if memory is not None and is_scope else None


def shape_of_node(node: nodes.Node, known: Mapping[str, Known], scope: AbstractSet[str]) -> Known:
    """What is known of an expression before any message; None is nothing."""
    names = []
    while isinstance(node, nodes.Getattr | nodes.Getitem):  # no recursion: a chain has no bound yet
        names.append(member_name(node))
        node = node.node
    if not isinstance(node, nodes.Name):
        return None
    shape = known.get(node.name)
    if node.name in scope:  # a name of its own; of those only `loop` is always the same
        shape = LOOP if node.name == "loop" else None
    for name in reversed(names):
        if shape is None or name is None:
            return None
        shape = shape.member(name)
    return shape


def member_name(node: nodes.Getattr | nodes.Getitem) -> str | None:
    """The member that is read, None where only the message decides."""
    if isinstance(node, nodes.Getattr):
        return str(node.attr)
    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str | int):
        # A number behind a text is a position in it, which is known only later.
        is_match = isinstance(node.node, nodes.Name) and node.node.name == "match"
        return str(node.arg.value) if is_match or isinstance(node.arg.value, str) else None
    return None


def _spelled(node: nodes.Node) -> str:
    names: list[str] = []
    while isinstance(node, nodes.Getattr):
        names.append(node.attr)
        node = node.node
    start = str(node.name) if isinstance(node, nodes.Name) else "it"
    return ".".join([start, *reversed(names)])
