"""The Jinja environment of reply templates: sandboxed, strict, and on a budget.

Every operation that can grow a value is intercepted and charged to the budget of the rendering;
`rewrite` routes the ones Jinja does not let us intercept through the filters named here. It must
not know rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from responder.rules.reading.cells import quote
from responder.rules.table import Table
from responder.rules.templates.budget import (
    COLLECTIONS,
    INT_BITS_MAX,
    VALUE_CHARS_MAX,
    Budget,
    RenderError,
    check_size,
    refuse_length,
    size,
)
from responder.rules.templates.filters import FILTERS, as_text
from responder.rules.templates.rewrite import CHARGED, EACH, JOINED, MADE
from responder.rules.templates.views import VIEWS
from responder.rules.templates.words import TABLE_METHODS, TEXT_METHODS

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context

BUDGET = "_budget"
"""Where the context keeps the budget; templates can not name what begins with _."""

_LOOP_NAMES = frozenset(
    {
        *("cycle", "first", "last", "length", "nextitem", "previtem"),
        *("depth", "depth0", "index", "index0", "revindex", "revindex0"),
    }
)
_NUMBERS = (int, float)


class Missing(StrictUndefined):
    """A name that does not exist, with words for the author of the template."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return str(self._undefined_hint)
        # The name may be a stranger's whole message: `vars.prices[message.text]`.
        name, owner = quote(str(self._undefined_name)), self._undefined_obj
        if owner is missing:
            return f"{name} does not exist here"
        return f"{_kind(owner)} has no {name}"


class ReplyEnvironment(ImmutableSandboxedEnvironment):
    """Compiles and runs reply templates; holds no state of a rendering."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self) -> None:
        # Nothing is computed while compiling (`optimized`): a constant can cost as much as a call.
        super().__init__(
            undefined=Missing,
            autoescape=False,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_printed,
        )
        self.globals = {"range": range}
        self.filters = {name: _on_budget(function) for name, function in FILTERS.items()}
        self.filters |= {CHARGED: _charged, EACH: _each, JOINED: _joined, MADE: _made}

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's signature
        """An attribute; of a table first its keys, so that `vars.items` may be a value."""
        if isinstance(obj, Table) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401, ARG002 - Jinja's signature
        """Only what is listed here may be read of an object."""
        if isinstance(obj, str):
            return attr in TEXT_METHODS
        if isinstance(obj, Mapping):
            return attr in TABLE_METHODS
        if isinstance(obj, LoopContext):
            return attr in _LOOP_NAMES
        return isinstance(obj, VIEWS) and not attr.startswith("_")

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401 - Jinja's signature
        """No exception for `str.format`: a width such as `{:999999999}` has no bound."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Missing:  # noqa: ANN401 - Jinja's signature
        """What may not be read does not exist."""
        return Missing(obj=obj, name=attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - Jinja's signature
        """An arithmetic operation, refused before it can make something too large."""
        budget_of(context).charge(left, right)
        _check_operands(operator, left, right)
        result = self.binop_table[operator](left, right)
        check_size(result)
        return result

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Jinja's signature
        """A call of a method that `is_safe_attribute` admits, or of `range`."""
        owner = getattr(obj, "__self__", None)
        budget_of(context).charge(owner, *args, *kwargs.values())
        result = context.call(obj, *args, **kwargs)
        check_size(result)
        return result


def budget_of(context: Context) -> Budget:
    """The budget of the rendering that `context` belongs to."""
    budget = context.parent[BUDGET]
    assert isinstance(budget, Budget)  # noqa: S101 - ours alone, see BUDGET
    return budget


def _check_operands(operator: str, left: object, right: object) -> None:
    numbers = isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS)
    texts = isinstance(left, str) and isinstance(right, str)
    if operator == "+" and texts:
        refuse_length(size(left) + size(right))
    elif operator == "*" and isinstance(left, str) and isinstance(right, int):
        refuse_length(size(left) * right)
    elif operator == "*" and isinstance(left, int) and isinstance(right, str):
        refuse_length(left * size(right))
    elif not numbers:
        as_undefined(left)
        as_undefined(right)
        hint = ": put texts together with ~" if operator == "+" else ""
        raise RenderError(f"the template uses {operator} on {_kind(left)} and {_kind(right)}{hint}")
    elif operator == "**" and abs(right) * max(_bits(left), 1) > INT_BITS_MAX:  # type: ignore[arg-type]  # both are numbers here
        raise RenderError("the template makes a number with too many digits")


def _bits(value: float) -> int:
    return int(abs(value)).bit_length()


def as_undefined(value: object) -> None:
    """Complain about `value` if it does not exist.

    Raises:
        UndefinedError: It does not.
    """
    if isinstance(value, Missing):
        str(value)


@pass_context
def _printed(context: Context, value: object) -> str:
    text = as_text(value)
    budget_of(context).charge(text)
    return text


@pass_context
def _charged(context: Context, value: object) -> object:
    """`value`, charged for the operation that follows and costs one pass over it."""
    budget_of(context).charge(value)
    return value


@pass_context
def _each(context: Context, value: object, weight: int) -> list[object]:
    """The items of a loop, charged for every run of its body of `weight` operations."""
    as_undefined(value)
    if not isinstance(value, COLLECTIONS):
        raise RenderError(f"the template repeats over {_kind(value)}, which is no list")
    items = list(islice(iter(value), VALUE_CHARS_MAX))
    budget_of(context).spend(weight * len(items))
    return items


@pass_context
def _joined(context: Context, parts: list[object]) -> str:
    """The operator ~."""
    texts = [as_text(part) for part in parts]
    refuse_length(sum(map(len, texts)))
    budget_of(context).charge(*texts)
    return "".join(texts)


@pass_context
def _made(context: Context, value: object) -> object:
    """A list or mapping literal; lists of lists could double without end."""
    members = [*value, *value.values()] if isinstance(value, dict) else value
    assert isinstance(members, list | tuple)  # noqa: S101 - `rewrite` wraps nothing else
    if any(isinstance(member, list | tuple | dict | range) for member in members):
        raise RenderError("the template makes a list of lists; write such values under vars")
    budget_of(context).charge(value)
    return value


def _on_budget(function: Callable[..., object]) -> Callable[..., object]:
    @pass_context
    @wraps(function)
    def charged(context: Context, *args: object, **kwargs: object) -> object:
        budget = budget_of(context)
        budget.charge(*args, *kwargs.values())
        result = function(*args, **kwargs)
        budget.charge(result)
        return result

    return charged


def _kind(value: object) -> str:
    if isinstance(value, str):
        return "a text"
    if isinstance(value, _NUMBERS):
        return "a number"
    if value is None:
        return "an empty value"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, VIEWS):
        return type(value).__name__.removesuffix("View").lower()
    return "a list" if isinstance(value, list | tuple | range) else "this"
