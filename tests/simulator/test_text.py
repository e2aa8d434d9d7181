"""Text in the service's own writing."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.simulator.text import wire_text, wire_xml


def decoded(wire: str) -> str:
    """What a client makes of it: spans, line ends, entities once."""

    def character(match: re.Match[str]) -> str:
        code = match[1]
        width = {6: 2, 8: 4, 10: 5}.get(len(code), len(code))
        return "".join(chr(int(c, 16)) for c in (code[:width], code[width:]) if c)

    text = re.sub(r'<span class="emoji emoji([0-9a-f]+)"></span>', character, wire)
    return html.unescape(text.replace("<br/>", "\n"))


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("你好\n在吗？ 1 < 2 & 3", "你好<br/>在吗？ 1 &lt; 2 &amp; 3"),
        ("<br/>", "&lt;br/&gt;"),
        ("a\r\nb\tc", "a<br/>b\tc"),
        ('"it\'s"', '"it\'s"'),
        ("&amp;", "&amp;amp;"),
        ("😄", '<span class="emoji emoji1f604"></span>'),
        ("1\ufe0f\u20e3", '<span class="emoji emoji3120e3"></span>'),
        ("🇨🇳", '<span class="emoji emoji1f1e81f1f3"></span>'),
        ("😼", "😼"),
        ("🫠", "🫠"),
        ("[微笑]", "[微笑]"),
        ("", ""),
    ],
)
def test_text_is_written_as_the_service_does(text: str, wire: str) -> None:
    """Entities, line ends and the emoji it knows; newer and mistaken ones stay characters."""
    assert wire_text(text) == wire


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\ufe0f")))
def test_a_client_reads_back_what_was_written(text: str) -> None:
    """Nothing is lost between a friend's keyboard and the client."""
    assert decoded(wire_text(text)) == text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r")))
def test_no_raw_line_end_is_left(text: str) -> None:
    """Some clients match the content of a group message without DOTALL."""
    assert "\n" not in wire_text(text)
    assert "\n" not in wire_xml(text)


def test_xml_is_escaped_once() -> None:
    """Tags become entities, line ends the tag, and what is an entity already is escaped again."""
    assert wire_xml('<a b="c">\n\t&lt;</a>') == '&lt;a b="c"&gt;<br/>\t&amp;lt;&lt;/a&gt;'
