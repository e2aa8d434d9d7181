"""Tests of app messages; documents have the forms of public captures."""

from __future__ import annotations

import pytest

from responder.wechat.protocol import content as kinds
from responder.wechat.protocol.apps import QUOTED_CHARS_MAX, App, app_number, read_app
from responder.wechat.protocol.xml import Document, parse_xml
from tests.wechat.protocol.samples import escaped

NOTHING = Document()
REFER = (
    "<msg><appmsg><title>我的回答</title><type>57</type><refermsg><type>1</type>"
    "<svrid>6027714985330182946</svrid><displayname>张三</displayname>"
    "<content>{}</content></refermsg></appmsg></msg>"
)


def app(number: int, document: Document = NOTHING, **fields: str) -> App:
    """An app message with a headline and words."""
    values = {"title": "题", "words": "字", "url": "http://a/", **fields}
    return App(document, number, **values)  # type: ignore[arg-type]  # all texts


@pytest.mark.parametrize("number", [3, 4, 5, 7, 10, 13, 15, 16, 51, 100001])
def test_what_leads_to_a_page_is_a_link(number: int) -> None:
    """Music, articles and goods alike; the number tells them apart."""
    assert read_app(app(number)) == kinds.Link("题", "字", "http://a/", number)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, kinds.Text("题")),
        (2, kinds.Image()),
        (8, kinds.Sticker()),
        (17, kinds.Location("题")),
        (19, kinds.ChatRecord("题", "字")),
        (33, kinds.MiniProgram("题")),
        (36, kinds.MiniProgram("题")),
        (2000, kinds.Transfer("字")),
        (2001, kinds.RedPacket("字")),
        (53, kinds.Unknown(49, 53, "题")),
        (0, kinds.Unknown(49, 0, "题")),
    ],
)
def test_kinds_without_a_document(number: int, expected: kinds.Content) -> None:
    """On the web the XML often lacks; headline and words remain."""
    assert read_app(app(number)) == expected


def test_the_documents_number_is_preferred() -> None:
    """Old answers give 0 for kinds they do not know."""
    document = parse_xml(escaped(REFER.format("")))
    assert app_number(document, 0) == app_number(document, 5) == 57
    assert app_number(NOTHING, 5) == 5


def test_a_file() -> None:
    """Size from the fields, else from the document."""
    xml = "<msg><appmsg><appattach><totallen>1024</totallen></appattach></appmsg></msg>"
    file = App(parse_xml(escaped(xml)), 6, "a.zip", "", media_id="@m", encry_file_name="a%2E")
    assert read_app(file) == kinds.File("a.zip", 1024, "@m", "a%2E")
    assert read_app(App(NOTHING, 6, "a.zip", "", file_size=7)) == kinds.File("a.zip", 7)


def test_a_quote() -> None:
    """The new words, and whose old ones they answer."""
    document = parse_xml(escaped(REFER.format("旧的话")))
    assert read_app(app(57, document, title="我的回答")) == kinds.Quote(
        "我的回答", "旧的话", "6027714985330182946", "张三"
    )


def test_a_quoted_novel_is_cut() -> None:
    """Its start is enough."""
    quote = read_app(app(57, parse_xml(escaped(REFER.format("长" * 5000)))))
    assert isinstance(quote, kinds.Quote)
    assert len(quote.quoted_text) == QUOTED_CHARS_MAX


def test_a_transfer() -> None:
    """The sum stands in its own element."""
    xml = (
        "<msg><appmsg><title><![CDATA[微信转账]]></title><type>2000</type><wcpayinfo>"
        "<feedesc><![CDATA[￥0.10]]></feedesc></wcpayinfo></appmsg></msg>"
    )
    document = parse_xml(escaped(xml))
    assert read_app(app(2000, document, words="收到转账0.10元。")) == kinds.Transfer(
        "收到转账0.10元。", "￥0.10"
    )
    assert read_app(app(2000, document, words="")) == kinds.Transfer("题", "￥0.10")


def test_a_mini_program() -> None:
    """Its name, from whichever element has it."""
    xml = "<msg><appmsg><sourcedisplayname>某程序</sourcedisplayname></appmsg></msg>"
    assert read_app(app(33, parse_xml(escaped(xml)))) == kinds.MiniProgram("题", "某程序")
    xml = "<msg><appinfo><appname>某程序</appname></appinfo></msg>"
    assert read_app(app(36, parse_xml(escaped(xml)))) == kinds.MiniProgram("题", "某程序")
