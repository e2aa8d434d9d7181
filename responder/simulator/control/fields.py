"""Reading control input strictly: what is missing, misspelt or of a wrong type gets a sentence."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from responder.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.simulator.request import Json


class Fields:
    """The fields of one JSON object.

    Args:
        body: The object.
        where: How sentences about it begin, e.g. `say`.
    """

    def __init__(self, body: Json, where: str) -> None:
        self._body = body
        self._where = where
        self._seen: set[str] = set()

    @property
    def where(self) -> str:
        """How sentences about this object begin."""
        return self._where

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._get(name) is not None

    def seen(self, *names: str) -> None:
        """These fields are known, too; somebody else reads them."""
        self._seen.update(names)

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not empty."""
        value = self._get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (not value and default is None):
            raise self._bad(name, "a text")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self._get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._bad(name, "true or false")
        return value

    def whole(self, name: str, default: int | None, low: int, high: int) -> int:
        """A whole number within bounds; without a default it must be there."""
        value = self._get(name)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self._bad(name, f"a whole number from {low} to {high}")
        return value

    def number(self, name: str, default: float | None, *, high: float) -> float:
        """A number from 0 to `high`; without a default it must be there."""
        value = self._get(name)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= high:
            raise self._bad(name, f"a number from 0 to {high:g}")
        return float(value)

    def choice(self, name: str, words: Sequence[str], default: str | None = None) -> str:
        """One of some words."""
        value = self._get(name)
        if value is None and default is not None:
            return default
        if value not in words:
            near = get_close_matches(str(value), words, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise self._bad(name, f"one of {', '.join(words)}", hint)
        return str(value)

    def texts(self, name: str, default: list[str] | None = None) -> list[str]:
        """A list of texts; without a default it must be there and not empty."""
        value = self._get(name)
        if value is None and default is not None:
            return default
        good = isinstance(value, list) and all(isinstance(item, str) for item in value)
        if not good or (not value and default is None):
            raise self._bad(name, "a list of texts")
        return list(value)

    def objects(self, name: str) -> list[Json]:
        """A list of objects."""
        value = self._get(name)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._bad(name, "a list of objects")
        return value

    def mapping(self, name: str) -> Json:
        """An object."""
        value = self._get(name)
        if not isinstance(value, dict) or not value:
            raise self._bad(name, "an object with at least one field")
        return value

    def any(self, name: str) -> Any:  # noqa: ANN401 - the caller looks at it
        """Whatever is there, or None."""
        return self._get(name)

    def done(self) -> None:
        """Complain about fields nobody asked for."""
        for name in self._body:
            if name not in self._seen:
                near = get_close_matches(name, sorted(self._seen), 1)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {self._known()}"
                raise SettingError(f"{self._where}: unknown field {name!r}; {hint}")

    def _known(self) -> str:
        return ", ".join(sorted(self._seen)) or "none"

    def _get(self, name: str) -> Any:  # noqa: ANN401 - looked at by the callers above
        self._seen.add(name)
        return self._body.get(name)

    def _bad(self, name: str, wanted: str, hint: str = "") -> SettingError:
        if name not in self._body:
            return SettingError(f"{self._where}: {name} is missing; it must be {wanted}")
        shown = repr(self._body[name])[:80]
        return SettingError(f"{self._where}: {name} must be {wanted}, not {shown}{hint}")
