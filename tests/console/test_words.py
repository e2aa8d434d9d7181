"""Two languages, and which of them a browser wants."""

from __future__ import annotations

import re
import string

import pytest

from responder.console.words import WORDS, Words, language_of
from responder.journal.journal import HELD
from responder.models import OutgoingState
from responder.reload import Origin
from responder.wechat.protocol.states import State
from tests.house.tree import ROOT


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh;q=0.8", "en"),
        ("de,zh-TW;q=0.5,en;q=0.4", "zh"),
        ("fr,de", "en"),
        ("zh;q=0,en;q=x;;,", "en"),
        ("*", "en"),
    ],
)
def test_the_language_liked_best_is_spoken(header: str, language: str) -> None:
    """English where nothing else is asked for."""
    assert language_of(header) == language


def test_both_languages_have_the_same_places_for_values() -> None:
    """No number is lost in one of them, and both say something."""
    for key, pair in WORDS.items():
        places = [{name for _, name, _, _ in string.Formatter().parse(one) if name} for one in pair]
        assert places[0] == places[1], key
        assert all(pair), key


def test_every_word_of_a_page_is_known_and_every_known_one_is_used() -> None:
    """A key that a template misspells would be a page that fails."""
    room = ROOT / "responder/console"
    texts = [path.read_text("utf-8") for path in sorted(room.rglob("*.html"))]
    texts.append((room / "signin.py").read_text("utf-8"))
    used = set(re.findall(r"""['"]([a-z_][a-z_ ]*)['"]""", "\n".join(texts)))
    families = ("state_", "out_", "end_", "origin_", "done_")
    assert {key for key in WORDS if not key.startswith(families)} - used == set()
    called = {key for text in texts for key in re.findall(r"\bt\('(\w+)'", text)}
    assert {key for key in called if not key.endswith("_")} - WORDS.keys() == set()


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("state", [*State]),
        ("end", [*OutgoingState]),
        ("origin", [*Origin]),
        ("out", [HELD, "answered", "unanswered", "suppressed", "silent", "failed", "joined"]),
    ],
)
def test_every_value_of_ours_has_words(kind: str, values: list[str]) -> None:
    """None is shown as the program calls it."""
    assert [value for value in values if f"{kind}_{value}" not in WORDS] == []


def test_an_unknown_value_is_shown_as_it_is() -> None:
    """A later version may have written it."""
    assert Words("zh").known("out", "new") == "new"
    assert Words("zh").known("out", "answered") == "已回复"


def test_values_are_filled_in_once() -> None:
    """Braces in a value are nothing but braces."""
    assert Words("en")("since", when="{when}") == "since {when}"
