"""Recorded words without what tells who people are: names replaced, long numbers masked.

The same name or number becomes the same again, and lengths of numbers stay, so that rules see what
they saw. It must not know messages or rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

DIGITS_MIN = 5
"""A number of so many digits may tell who somebody is; shorter ones are prices and counts."""

NAME_CHARS_MIN = 2
"""A shorter name is not looked for inside of texts, where it would be part of a word."""

_NUMBER = re.compile(rf"[0-9]{{{DIGITS_MIN},}}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ACCOUNT = re.compile(r"\bwxid_\w+")


@dataclass(slots=True)
class Redaction:
    """What stands for what, the same everywhere in one test.

    Args:
        kept: Names that stay as they are.
    """

    kept: frozenset[str] = frozenset()
    _names: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, str] = field(default_factory=dict)

    def name(self, name: str, kind: str) -> str:
        """What somebody is called instead.

        Args:
            name: As it is; one that is kept stays so.
            kind: Begins the new name, such as `客户`.
        """
        if name in self.kept or not name:
            return name
        if name not in self._names:
            number = 1 + len({new for new in self._names.values() if new.startswith(kind)})
            self._names[name] = f"{kind}{number}"
        return self._names[name]

    def alias(self, name: str, new: str) -> None:
        """Let another name of somebody known be replaced too."""
        if name and name not in self.kept:
            self._names.setdefault(name, new)

    def text(self, text: str) -> str:
        """Words without names that are known, addresses and long numbers."""
        text = _MAIL.sub("name@example.com", text)
        text = _ACCOUNT.sub("wxid_1", text)
        for name in sorted(self._names, key=len, reverse=True):
            if len(name) >= NAME_CHARS_MIN:
                text = text.replace(name, self._names[name])
        return _NUMBER.sub(lambda found: self._number(found[0]), text)

    def _number(self, digits: str) -> str:
        if digits not in self._numbers:
            count = len(self._numbers) + 1
            self._numbers[digits] = "1" + str(count).zfill(len(digits) - 1)[1 - len(digits) :]
        return self._numbers[digits]
