"""The tests of templates: what may stand behind `is`, and in `select`.

Most are Jinja's; its `odd`, `even` and `divisibleby` are not, for they apply `%` to texts too,
which fills in a width such as `%999999999d`. It must not know rules.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from jinja2 import tests as jinjas

from responder.rules.templates.values import as_number, as_text

if TYPE_CHECKING:
    from collections.abc import Callable


def _divisible(value: object, by: object) -> bool:
    return as_number(value, "divisibleby") % as_number(by, "divisibleby") == 0


def _even(value: object) -> bool:
    return as_number(value, "even") % 2 == 0


def _odd(value: object) -> bool:
    return as_number(value, "odd") % 2 == 1


def _lower(value: object) -> bool:
    return as_text(value).islower()


def _upper(value: object) -> bool:
    return as_text(value).isupper()


COMPARISONS: dict[str, Callable[..., bool]] = {
    **dict.fromkeys(("eq", "equalto", "=="), operator.eq),
    **dict.fromkeys(("ne", "!="), operator.ne),
    **dict.fromkeys(("gt", "greaterthan", ">"), operator.gt),
    **dict.fromkeys(("ge", ">="), operator.ge),
    **dict.fromkeys(("lt", "lessthan", "<"), operator.lt),
    **dict.fromkeys(("le", "<="), operator.le),
}
"""Those that look into lists and mappings, to their leaves."""

TESTS: dict[str, Callable[..., bool]] = {
    "boolean": jinjas.test_boolean,
    "defined": jinjas.test_defined,
    "divisibleby": _divisible,
    "even": _even,
    "false": jinjas.test_false,
    "float": jinjas.test_float,
    "in": jinjas.test_in,
    "integer": jinjas.test_integer,
    "lower": _lower,
    "mapping": jinjas.test_mapping,
    "none": jinjas.test_none,
    "number": jinjas.test_number,
    "odd": _odd,
    "sequence": jinjas.test_sequence,
    "string": jinjas.test_string,
    "true": jinjas.test_true,
    "undefined": jinjas.test_undefined,
    "upper": _upper,
    **COMPARISONS,
}
"""Every test by its name; each call is charged for what it compares."""
