"""Tests of decoding the service's HTML-like text."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.simulator.text import wire_text
from responder.wechat.protocol.text import (
    CONTENT_CHARS_MAX,
    NAME_CHARS_MAX,
    TEXT_CHARS_MAX,
    emoji,
    plain,
    plain_name,
    unescaped,
)
from tests.hang import must_end
from tests.wechat.protocol.samples import TEXTS

TYPED = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("你好<br/>在吗？ 1 &lt; 2 &amp; 3", "你好\n在吗？ 1 < 2 & 3"),
        ("&lt;br/&gt;", "<br/>"),
        ("&amp;lt;", "&lt;"),
        ("&#39;&#x27;&quot;", "''\""),
        ("?a=1&copy=2&amp;b", "?a=1&copy=2&b"),
        ("a & b", "a & b"),
        ('x<span class="emoji emoji1f604"></span>y', "x😄y"),
        ('<span class="emoji emoji1f450"></span', "👐"),
        (
            '&lt;span class="emoji emoji1f604"&gt;&lt;/span&gt;',
            '<span class="emoji emoji1f604"></span>',
        ),
        ("[微笑]\t", "[微笑]\t"),
        ("", ""),
    ],
)
def test_text_is_what_the_sender_saw(raw: str, expected: str) -> None:
    """Tags first, entities once: what was typed stays typed, what was pressed becomes a line."""
    assert plain(raw) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("1f604", "😄"),
        ("263a", "☺"),
        ("3120e3", "1\u20e3"),
        ("2320e3", "#\u20e3"),
        ("1f1e81f1f3", "🇨🇳"),
        ("2764fe0f", "❤\ufe0f"),
        ("1F604", "😄"),
        ("1f63c", "😁"),
        ("1f64d", "😔"),
        ("d800", "*"),
        ("0000", "*"),
        ("0120e3", "*"),
        ("1f6", "*"),
        ("1f6041f6041f604", "*"),
    ],
)
def test_emoji_codes(code: str, expected: str) -> None:
    """One or two characters by the number of digits; the service's mistakes are put right."""
    assert emoji(code) == expected


@given(TYPED)
def test_what_is_typed_comes_back(text: str) -> None:
    """The service's escaping and our decoding cancel out."""
    wire = html.escape(text, quote=False).replace("\n", "<br/>")
    assert plain(wire) == text


EMOJI = st.text(
    st.one_of(
        st.characters(min_codepoint=0x1F1E6, max_codepoint=0x1F6C5),
        st.sampled_from("1#*\u20e3<>&\n"),
    )
)


@given(EMOJI)
def test_the_simulators_emoji_come_back(text: str) -> None:
    """Spans for single emoji, flags and keycaps, mixed with markup."""
    assert plain(wire_text(text)) == text


@given(TEXTS)
def test_no_text_upsets_it(raw: str) -> None:
    """Any text decodes to one that is not longer than the limits."""
    raw = raw.encode("utf-8", "replace").decode()
    assert plain(raw).encode() == plain(raw).encode("utf-8", "strict")
    assert len(plain_name(raw)) <= NAME_CHARS_MAX
    assert "\n" not in plain_name(raw)


def test_entities_are_decoded_once() -> None:
    """A second pass would let a text smuggle in what its writer could not type."""
    assert unescaped("&amp;amp;lt;") == "&amp;lt;"
    assert unescaped("&nosuch;&#0;") == "&nosuch;\ufffd"


def test_names_stay_on_one_line() -> None:
    """A line end in a name would forge a line of a log."""
    assert plain_name("a<br/>b\r\nc") == "a b  c"


@pytest.mark.parametrize(
    "unit", ["<br/>", "&amp;", '<span class="emoji emoji1f604"></span>', "<", "&"]
)
def test_a_flood_is_cut_and_costs_little(unit: str) -> None:
    """Megabytes of any markup end at the limit, at once (fault 37)."""
    with must_end():
        text = plain(unit * (5_000_000 // len(unit)))
        assert len(text) <= TEXT_CHARS_MAX
    assert CONTENT_CHARS_MAX > TEXT_CHARS_MAX


def test_long_names_are_cut() -> None:
    """A name is not a place for a novel."""
    assert len(plain_name("长" * 5000)) == NAME_CHARS_MAX
    assert len(plain_name("&lt;" * 5000)) == NAME_CHARS_MAX
