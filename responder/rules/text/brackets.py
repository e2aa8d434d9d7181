r"""Single characters of a pattern and classes of them: `\n`, `\w`, `[你您]`, `[[:alpha:]]`.

It knows how RE2 writes them; it must not know what stands around them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from responder.rules.text.classes import LAST, inside
from responder.rules.text.tokens import Kind, Script, Token, script_of

MEMBERS_MAX = 8
"""Characters of a class that are told apart: `[你您]` is two texts, `[a-z]` is just a character."""

CHAR = (
    r"\\x\{[0-9A-Fa-f]+\}|\\x[0-9A-Fa-f]{2}|\\0[0-7]{0,2}|\\[1-7][0-7]{1,2}"
    r"|\\[afnrtv]|\\[\x00-/:-@\[-`{-\x7f]"
)
"""How one character is written with a backslash, for use in expressions."""

UNICODE = r"\\[pP](?:\{[^}]*\}|.)"
r"""How a class of Unicode is written, `\pL` or `\p{Han}`."""

_ITEM = re.compile(
    rf"""\[:(?P<posix>\^?[a-z]+):\]
    |\\(?P<perl>[dDsSwW])
    |{UNICODE}
    |(?P<low>{CHAR}|[^\\])(?:-(?P<high>{CHAR}|[^\\\]]))?""",
    re.VERBOSE | re.DOTALL,
)
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SURROGATES = range(0xD800, 0xE000)
_FOREIGN = re.compile(r"\\p\{(?:Han|Hangul|Hiragana|Katakana|Bopomofo)\}")


def char_of(written: str) -> str | None:
    """The character that is written so; None for one that no text holds."""
    if len(written) == 1:
        return written
    letter = written[1]
    if letter == "x":
        code = int(written[2:].strip("{}"), 16)
    elif letter.isdigit():
        code = int(written[1:], 8)
    else:
        return _CONTROLS.get(letter, letter)
    return None if code > LAST or code in _SURROGATES else chr(code)


def named_class(written: str) -> Token:
    r"""The token of `\d`, `\w`, `\s`, a class of Unicode or a dot."""
    return _NAMED.get(written) or Token(Kind.ONE, written, script=_script(written))


def bracket(source: str, start: int, *, fold: bool) -> tuple[Token, int] | None:
    """Read a class in brackets.

    Args:
        source: The pattern.
        start: Where its `[` stands.
        fold: Whether capital and small letters are one there.

    Returns:
        Its token and where it ends; None if it is not understood.
    """
    at = start + 1
    others = source.startswith("^", at)
    at += others
    members = _Members()
    while not members.written or not source.startswith("]", at):
        item = _ITEM.match(source, at)
        if item is None or not members.add(item):
            return None
        at = item.end()
    at += 1
    written = source[start:at]
    if members.spelled_out:
        written = f"[{'^' * others}{''.join(members.written)}]"
    if others:
        return Token(Kind.ONE, written), at
    scripts = set(members.scripts)
    script = scripts.pop() if len(scripts) == 1 else Script.UNKNOWN
    return Token(Kind.ONE, written, members.chars, fold, script), at


@dataclass(slots=True)
class _Members:
    """What stands between brackets.

    Args:
        written: The pieces as they are handed to RE2.
        scripts: What each piece is.
        chars: The members, `""` once they are many or unknown.
        few: Whether they are neither.
        spelled_out: Whether a piece is not as the author wrote it.
    """

    written: list[str] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    chars: str = ""
    few: bool = True
    spelled_out: bool = False

    def add(self, item: re.Match[str]) -> bool:
        """Take the next piece; False if it is not understood."""
        if item["low"] is not None:
            return self._range(item[0], item["low"], item["high"])
        kind = item["posix"] or item["perl"]
        ranges = None if kind is None else inside(_kind(kind))
        self.spelled_out |= ranges is not None
        self.written.append(ranges or item[0])
        self.scripts.append(_script(item[0]))
        self.few, self.chars = False, ""
        return True

    def _range(self, written: str, first: str, last: str | None) -> bool:
        low = char_of(first)
        high = low if last is None else char_of(last)
        if low is None or high is None:
            return False
        self.written.append(written)
        script = script_of(low)
        self.scripts.append(script if script is script_of(high) else Script.UNKNOWN)
        members = range(ord(low), ord(high) + 1)
        if self.few and len(self.chars) + len(members) <= MEMBERS_MAX:
            self.chars += "".join(map(chr, members))
        else:
            self.few, self.chars = False, ""
        return True


def _kind(name: str) -> str:
    r"""The name of a class: `\W` is `^w`."""
    return f"^{name.lower()}" if name.isupper() else name


def _script(written: str) -> Script:
    if _FOREIGN.match(written):
        return Script.FOREIGN
    return Script.WORD if written == r"\d" else Script.UNKNOWN


_NAMED = {
    f"\\{letter}": Token(Kind.ONE, f"[{inside(_kind(letter))}]", script=_script(f"\\{letter}"))
    for letter in "dDsSwW"
}
