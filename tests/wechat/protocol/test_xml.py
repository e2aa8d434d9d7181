"""Tests of reading the XML inside messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.wechat.protocol.text import TEXT_CHARS_MAX
from responder.wechat.protocol.xml import XML_CHARS_MAX, Document, parse_raw_xml, parse_xml
from tests.hang import must_end
from tests.wechat.protocol.samples import TEXTS, escaped

LINK = (
    '<?xml version="1.0"?>\n<msg><appmsg appid=""><title>标题 &amp; 更多</title><des></des>'
    "<type>5</type><url>https://example.com/?a=1&amp;b=2</url></appmsg></msg>"
)
BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<msg><title>&b;</title></msg>"
)


def test_values_are_found_by_their_path() -> None:
    """Escaped once on the wire, escaped again inside the document."""
    document = parse_xml(escaped(LINK))
    assert document.root is not None
    assert document.text("appmsg", "title") == "标题 & 更多"
    assert document.text("url") == "https://example.com/?a=1&b=2"
    assert document.text("appmsg", "des") == ""
    assert document.text("appmsg", "nothing") == document.text("nothing", "title") == ""
    assert document.has("appmsg")
    assert not document.has("nothing")


@pytest.mark.parametrize(
    "tail", ["<br/>", "&lt;br/&gt;<br/>", "  ", "trailing", "&lt;x&gt;&lt;/x&gt;"]
)
def test_what_follows_the_document_is_passed_over(tail: str) -> None:
    """File messages end in a stray tag, calls in further roots."""
    document = parse_xml(escaped(LINK) + tail)
    assert document.root is not None
    assert document.text("title") == "标题 & 更多"


def test_text_may_stand_before_the_root() -> None:
    """A `sysmsg` is looked for where it begins."""
    content = "x &lt;b&gt; " + escaped('<sysmsg type="pat"><pat/></sysmsg>')
    document = parse_xml(content, "<sysmsg")
    assert document.attribute("sysmsg", "type") == "pat"
    assert document.root is not None


def test_a_root_may_close_itself() -> None:
    """A card is one tag with attributes."""
    document = parse_xml(escaped('<msg nickname="李&quot;四" sex="0" />') + "<br/>")
    assert document.attribute("msg", "nickname") == '李"四'
    assert document.attribute("msg", "nothing") == ""
    assert document.attribute("other", "nickname") == ""


def test_the_nearest_element_is_meant() -> None:
    """A quoted message's own type does not pass for the message's."""
    xml = (
        "<msg><appmsg><refermsg><type>1</type><title>old</title></refermsg>"
        "<title>new</title><type>57</type></appmsg></msg>"
    )
    document = parse_xml(escaped(xml))
    assert document.text("appmsg", "type") == "57"
    assert document.text("appmsg", "title") == "new"
    assert document.text("refermsg", "type") == "1"


def test_cdata_is_text() -> None:
    """Both when it parses and when it does not."""
    xml = '<sysmsg><replacemsg><![CDATA["张三" 撤回 <&>]]></replacemsg></sysmsg>'
    assert parse_xml(escaped(xml)).text("replacemsg") == '"张三" 撤回 <&>'
    assert parse_xml(escaped(xml.replace("</sysmsg>", "<broken"))).text("replacemsg") == (
        '"张三" 撤回 <&>'
    )


@pytest.mark.parametrize(
    "xml",
    [
        "<msg><emoji md5=\"0dde\" len='1'><title>a &amp; b</title>",
        '<msg><emoji md5="0dde" x="a&b"></emoji><title>a &amp; b</title></msg>',
        '<msg><emoji md5="0dde"></emoji><title>a &amp; b</title>\x01</msg>',
    ],
)
def test_what_does_not_parse_is_searched(xml: str) -> None:
    """Single values are still found (fault 36)."""
    document = parse_xml(escaped(xml))
    assert document.root is None
    assert document.attribute("emoji", "md5") == "0dde"
    assert document.attribute("emoji", "nothing") == ""
    assert document.text("appmsg", "title") == "a & b"
    assert document.text("nothing") == ""
    assert document.has("emoji")
    assert document.has("title")
    assert not document.has("voice")


def test_a_bomb_does_not_go_off() -> None:
    """Document types and entities are not read (fault 37)."""
    document = parse_xml(escaped(BOMB))
    assert document.root is None
    assert document.text("title") == "&b;"


@pytest.mark.parametrize(
    "source",
    [
        "<a>" * 60_000,
        "<msg>" + "<a>" * 9_000 + "</a>" * 9_000 + "</msg>",
        "<msg " + 'a="" ' * 40_000 + "/>",
        "<title>" * 40_000,
        "</msg>" * 40_000,
    ],
    ids=["open", "deep", "attributes", "titles", "closings"],
)
def test_an_absurd_document_costs_little(source: str) -> None:
    """Long, deep or broken: an answer at once."""
    with must_end():
        document = parse_xml(source)
        assert len(document.text("appmsg", "title")) <= TEXT_CHARS_MAX
        assert document.attribute("emoji", "md5") == ""


def test_too_long_a_document_is_only_searched() -> None:
    """Values near its start are found all the same."""
    document = parse_xml(escaped(f"<msg><title>t</title>{'x' * XML_CHARS_MAX}</msg>"))
    assert document.root is None
    assert document.text("title") == "t"


@pytest.mark.parametrize("content", ["", "no markup", "a &amp; b", "@8388828c52063f7f"])
def test_no_markup_is_an_empty_document(content: str) -> None:
    """Media arrive as opaque blobs; nothing is found in them."""
    assert parse_xml(content) == Document()
    assert parse_xml(content).text("title") == ""


def test_a_document_may_come_unescaped() -> None:
    """`OriContent` does; its entities are the document's own."""
    xml = '<?xml version="1.0"?>\n<msg>\n\t<location x="22.53" label="a &amp; b" />\n</msg>\n'
    for content in (xml, escaped(xml)):
        document = parse_raw_xml(content)
        assert document.attribute("location", "label") == "a & b"
        assert document.attribute("location", "x") == "22.53"


@given(TEXTS, st.text(max_size=10))
def test_no_text_upsets_it(content: str, name: str) -> None:
    """Any text is some document, and any name may be asked for."""
    for document in (parse_xml(content), parse_raw_xml(content), parse_xml(content, "<sysmsg")):
        assert isinstance(document.text("a", name), str)
        assert isinstance(document.attribute("msg", name), str)
        assert document.has(name) in {True, False}
