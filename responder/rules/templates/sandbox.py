"""The Jinja environment of reply templates: sandboxed, strict, and on a budget.

Every operation that can grow a value is intercepted and charged to the budget of the rendering. It
must not know rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from responder.rules.reading.cells import quote
from responder.rules.templates.budget import (
    INT_BITS_MAX,
    RenderError,
    check_size,
    refuse_length,
    size,
)
from responder.rules.templates.charges import PRICES, priced, priced_test, printed
from responder.rules.templates.filters import FILTERS, FUNCTIONS
from responder.rules.templates.predicates import TESTS
from responder.rules.templates.remembered import ScopeView
from responder.rules.templates.rendering import rendering_of
from responder.rules.templates.secrets import SECRET, secret
from responder.rules.templates.values import insist, kind
from responder.rules.templates.views import MEMBERS
from responder.rules.templates.words import LOOP_NAMES, TABLE_METHODS, TEXT_METHODS

if TYPE_CHECKING:
    from jinja2.runtime import Context

_STRIPS = frozenset({"strip", "lstrip", "rstrip"})
"""Methods that look for each character of a text in another one."""

PAIRS_PER_UNIT = 5_000
"""Characters of the one times characters of the other for a unit of work: 0.6 ns each (measured:
220 ms for 20,000 of each, of which those looked for share a byte with those that are there)."""

_NUMBERS = (int, float)
_NONE: frozenset[str] = frozenset()


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
        if isinstance(owner, ScopeView):
            told = f"nothing is stored yet as {owner}.{self._undefined_name}"
            return f"{told}: `| default(…)` says what counts then"
        return f"{kind(owner)} has no {name}"


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
            finalize=printed,
        )
        self.globals = {name: priced(entry) for name, entry in FUNCTIONS.items()}
        self.globals[SECRET] = secret
        self.filters = {name: priced(entry) for name, entry in FILTERS.items()} | PRICES
        self.tests = {name: priced_test(name, function) for name, function in TESTS.items()}

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - Jinja's signature
        """An attribute; of a table first its keys, so that `vars.items` may be a value."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401, ARG002 - Jinja's signature
        """Only what is listed here may be read of an object."""
        if isinstance(obj, str):
            return attr in TEXT_METHODS
        if isinstance(obj, Mapping):
            return attr in TABLE_METHODS
        if isinstance(obj, LoopContext):
            return attr in LOOP_NAMES
        return attr in MEMBERS.get(type(obj), _NONE)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401 - Jinja's signature
        """No exception for `str.format`: a width such as `{:999999999}` has no bound."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Missing:  # noqa: ANN401 - Jinja's signature
        """What may not be read does not exist."""
        return Missing(obj=obj, name=attribute)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - Jinja's signature
        """An arithmetic operation, refused before it can make something too large."""
        rendering_of(context).budget.charge(left, right)
        _check_operands(operator, left, right)
        result = self.binop_table[operator](left, right)
        check_size(result)
        return result

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Jinja's signature
        """A call of a method that `is_safe_attribute` admits, or of a function of ours."""
        insist(obj)
        owner = getattr(obj, "__self__", None)
        # A method of a mapping looks up one key, or gives a view; the view is charged when read.
        worked_on = () if isinstance(owner, Mapping) else (owner,)
        budget = rendering_of(context).budget
        budget.charge(*worked_on, *args, *kwargs.values())
        if isinstance(owner, str) and obj.__name__ in _STRIPS:
            budget.spend(size(owner) * sum(map(size, args)) // PAIRS_PER_UNIT)
        result = context.call(obj, *args, **kwargs)
        if not isinstance(owner, Mapping):
            check_size(result)
        return result


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
        insist(left)
        insist(right)
        hint = ": put texts together with ~" if operator == "+" else ""
        raise RenderError(f"the template uses {operator} on {kind(left)} and {kind(right)}{hint}")
    elif operator == "**" and left < 0 and right % 1:  # type: ignore[operator]  # both are numbers here
        raise RenderError("the template takes a root of a number below zero, which has none")
    elif operator == "**" and abs(right) * max(_bits(left), 1) > INT_BITS_MAX:  # type: ignore[arg-type]  # both are numbers here
        raise RenderError("the template makes a number with too many digits")


def _bits(value: float) -> int:
    return int(abs(value)).bit_length()
