"""Texts and patterns of conditions as they are compared: filled in, folded, checked.

`vars` are filled in, names of lists and tables become what stands in them. It must not know which
condition they belong to, chats, answers or files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import way_out
from responder.rules.reading.nodes import Scalar, Sequence, locate
from responder.rules.spec.wanted import FromList, FromTable
from responder.rules.subject import TEXT_CHARS_MAX
from responder.rules.table import UnknownTable
from responder.rules.templates.budget import RenderError
from responder.rules.templates.template import TemplateFaults, compile_template
from responder.rules.templates.words import shape_of
from responder.rules.text.patterns import PatternError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from responder.rules.compiling.context import Context
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.wanted import Item
    from responder.rules.table import Value
    from responder.rules.text.patterns import Pattern

SAME_MAX = 1_000
"""Texts that are told to be the same as another one; with more of them something else is wrong."""

_COMMAS = frozenset("\uff0c\u3001")
"""What a Chinese input method writes between words."""


@dataclass(slots=True)
class Wording:
    """Texts of one condition, of equal ones the first.

    Args:
        spelled: Each text as it is compared, with its spelling.
        values: What a table has beside each text as it is compared; None without a table.
        places: Where each text as it is compared stands: words for it, or a path.
    """

    spelled: dict[str, str] = field(default_factory=dict)
    values: dict[str, Value] | None = None
    places: dict[str, str | tuple[Step, ...]] = field(default_factory=dict, compare=False)


def plain_words(context: Context, items: tuple[Item, ...]) -> tuple[str, ...] | None:
    """The texts of one condition where nothing is to be done about them; None where there may be.

    So it is with most rules. What this quick look passes, `wording` gives back as it is, and notes
    nothing.

    Args:
        context: Of the file.
        items: As in the file.
    """
    try:
        joined = "".join(items)  # type: ignore[arg-type]  # what is no text ends it
    except TypeError:
        return None
    if len(joined) > TEXT_CHARS_MAX or "{" in joined or not context.folding.keeps(joined):
        return None
    if len(items) == 1:
        sure = joined and _COMMAS.isdisjoint(joined)
    else:
        sure = "" not in items and len(set(items)) == len(items)
    return items if sure else None  # type: ignore[return-value]  # all of them are texts


def wording(
    context: Context,
    path: tuple[Step, ...],
    items: tuple[Item, ...],
    *,
    exact: bool,
    names: bool = False,
) -> Wording:
    """The texts of one condition in the order in which they count.

    Those of a list stand in its order, those of a table with the longest first.

    Args:
        context: Of the file.
        path: Of the texts.
        items: As in the file.
        exact: Compared as they are, without folding.
        names: They are names, of whose commas `odd_name` speaks.
    """
    only = items[0] if len(items) == 1 and not names else None
    if isinstance(only, str) and not _COMMAS.isdisjoint(only):
        _warn_of_commas(context, path)
    found = Wording()
    for place, item in enumerate(items):
        here = (*path, place)
        if isinstance(item, FromTable):
            _take_table(context, (*here, "table"), item, found, exact=exact)
        elif isinstance(item, FromList):
            here = (*here, "list")
            texts = _texts_of_list(context, here, item.name)
            _take(context, here, texts, found, exact=exact, source=f" in the list {item.name}")
        else:
            text = filled(context, here, item)
            if text is not None:
                _take(context, here, (text,), found, exact=exact)
    return found


def filled(context: Context, path: tuple[Step, ...], text: str) -> str | None:
    """A text of a condition with its `vars` filled in; None where nobody can, which is noted."""
    if "{{" not in text:
        return text
    names = context.names
    try:
        return compile_template(text, {"vars": shape_of(names)}).render({"vars": names})
    except TemplateFaults as error:
        for one in error.complaints:
            context.report.fault(path, one.message, one.hint, offset=one.at)
    except RenderError as error:
        if not isinstance(names, UnknownTable):
            context.report.fault(path, f"expected a text, got a failure: {error}")
    return None


def _texts_of_list(context: Context, path: tuple[Step, ...], name: str) -> tuple[str, ...]:
    """What stands in a list of the file; nothing if there is none of that name, a fault."""
    context.used.add(name)
    if name in context.lists:
        return context.lists[name]
    _unknown(context, path, "list", name, context.lists)
    return ()


def patterns(
    context: Context, path: tuple[Step, ...], sources: tuple[str, ...]
) -> tuple[Pattern, ...]:
    """The patterns of a list, those that can be used."""
    compiled = []
    for place, source in enumerate(sources):
        text = filled(context, (*path, place), source) if "{{" in source else source
        if text is None:
            continue
        try:
            compiled.append(context.patterns.compile(text))
        except PatternError as error:
            at = error.at if text == source else None
            context.report.fault((*path, place), str(error), error.hint, offset=at)
    return tuple(compiled)


def _take(
    context: Context,
    path: tuple[Step, ...],
    texts: Iterable[str],
    found: Wording,
    *,
    exact: bool,
    source: str = "",
) -> None:
    """Add texts to those that are there."""
    fold = context.folding.fold
    compared = found.spelled
    for text in texts:
        word = text if exact else fold(text[: TEXT_CHARS_MAX + 1])
        if not word:
            hint = "it would be in every text" if "contains" in path else ""
            message = f"expected a text that is not blank, got a blank one{source}"
            context.report.fault(path, message, hint)
        elif len(text) > TEXT_CHARS_MAX:
            message = f"expected at most {TEXT_CHARS_MAX:,} characters, got {len(text):,}{source}"
            context.report.fault(path, message, "no message is looked at further than that")
        else:
            place = source or path
            if word not in compared:
                compared[word], found.places[word] = text, place
            elif not exact:
                first, where = compared[word], found.places[word]
                # A text that stands twice in one list is a warning of its own.
                if text != first or source != (where if isinstance(where, str) else ""):
                    said = f"{_placed(context, text, place)} is the same as "
                    _warn_of_same(context, path, said + _placed(context, first, where))


def _placed(context: Context, text: str, place: str | tuple[Step, ...]) -> str:
    """A text with where it stands."""
    if isinstance(place, tuple):
        place = f" in line {context.report.line(place)}"
    return f"{quote(text)}{place}"


def _warn_of_same(context: Context, path: tuple[Step, ...], message: str) -> None:
    """Warn of a text that never counts, for another one is the same once both are folded."""
    if message in context.noted or len(context.noted) >= SAME_MAX:
        return
    context.noted.add(message)
    hint = "texts are compared without case, width and blanks: once is enough, or `exact: true`"
    context.report.warn(path, message, hint)


def _take_table(
    context: Context, path: tuple[Step, ...], item: FromTable, found: Wording, *, exact: bool
) -> None:
    """Take the keywords of a table with what stands beside them."""
    context.used.add(item.name)
    table = context.tables.get(item.name)
    if table is None:
        _unknown(context, path, "table", item.name, context.tables)
        found.values = {}  # templates may ask for a value all the same: one fault is enough
        return
    rows = Wording()
    _take(context, path, table, rows, exact=exact, source=f" in the table {item.name}")
    # `sorted` keeps the order of the rows among keywords of one length.
    found.spelled = dict(sorted(rows.spelled.items(), key=lambda row: -len(row[0])))
    found.values = {word: table[keyword] for word, keyword in found.spelled.items()}


def _unknown(
    context: Context, path: tuple[Step, ...], kind: str, name: str, known: Mapping[str, object]
) -> None:
    if isinstance(known, UnknownTable):
        return
    other, others = ("list", context.lists) if kind == "table" else ("table", context.tables)
    hint = (
        f"{name} is a {other}: write {{{other}: {name}}}"
        if name in others
        else way_out(name, known) or f"name it in `{kind}s:` at the top of the file"
    )
    context.report.fault(path, f"expected the name of a {kind}, got {quote(name)}", hint)


def _warn_of_commas(context: Context, path: tuple[Step, ...]) -> None:
    """Warn of `[价格，多少钱]`: a list of one text, though two were meant."""
    node, _ = locate(context.report.root, path)
    if not (isinstance(node, Sequence) and len(node.items) == 1):
        return
    (only,) = node.items
    if isinstance(only, Scalar) and only.plain and _COMMAS.intersection(only.text):
        message = f"this list has one text, comma and all: {quote(only.text)}"
        hint = "write an ordinary comma between texts, as in [a, b]"
        context.report.warn((*path, 0), message, hint)
