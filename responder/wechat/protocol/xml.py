"""The XML inside messages: untrusted, often broken, never allowed to cost more than its length.

Parsed without DTDs and entities; what does not parse is searched for single values instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from responder.wechat.protocol.text import CONTENT_CHARS_MAX, TEXT_CHARS_MAX, unescaped

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

XML_CHARS_MAX = 100_000
"""Longer documents are not parsed, only searched; the longest honest ones have some 20,000."""

CDATA = ("<![CDATA[", "]]>")


@dataclass(frozen=True, slots=True)
class Document:
    """The XML of a message, or what is left of it.

    Args:
        source: Unescaped text, from its first `<`; `""` where there is none.
        root: None where it does not parse.
    """

    source: str = field(default="", repr=False)
    root: Element | None = field(default=None, repr=False)

    def text(self, *path: str) -> str:
        """Text of the first element reached by descending through these names; `""` if none."""
        if self.root is None:
            return _found_text(self.source, path[-1])
        element = self._descend(path)
        return "" if element is None else (element.text or "").strip()[:TEXT_CHARS_MAX]

    def attribute(self, tag: str, name: str) -> str:
        """An attribute of the first element of this name; `""` if there is none."""
        if self.root is None:
            return _found_attribute(self.source, tag, name)
        element = self._descend((tag,))
        return "" if element is None else element.get(name, "")[:TEXT_CHARS_MAX]

    def has(self, tag: str) -> bool:
        """Whether an element of this name is there."""
        if self.root is None:
            return f"<{tag}>" in self.source or f"<{tag} " in self.source
        return self._descend((tag,)) is not None

    def _descend(self, path: tuple[str, ...]) -> Element | None:
        """The nearest such element: a child before any deeper one of the same name."""
        element = self.root
        for tag in path:
            if element is None:
                return None
            child = next((one for one in element if one.tag == tag), None)
            element = next(element.iter(tag), None) if child is None else child
        return element


def parse_xml(content: str, begin: str = "<") -> Document:
    """Read the XML of a `Content`.

    Args:
        content: As it came, escaped; text before and after the XML is passed over.
        begin: Start of the root element, where text may stand before it.
    """
    source = unescaped(content[:CONTENT_CHARS_MAX].replace("<br/>", "\n"))
    return _document(source, begin)


def parse_raw_xml(content: str) -> Document:
    """Read XML that should not be escaped but perhaps is, as in `OriContent`."""
    source = content[:CONTENT_CHARS_MAX].replace("<br/>", "\n")
    return _document(source if "<" in source else unescaped(source), "<")


def _document(source: str, begin: str) -> Document:
    if source.lstrip().startswith("<?xml"):
        source = source.partition("?>")[2]
    start = source.find(begin)
    if start < 0:
        return Document()
    source = source[start:]
    return Document(source, _parsed(_one_root(source)))


def _one_root(source: str) -> str:
    """The first element alone: stray tags and further roots may follow it."""
    name = source[1:64].replace(">", " ").replace("/", " ").split(maxsplit=1)
    closing = f"</{name[0]}>" if name else ""
    end = source.rfind(closing) if closing else -1
    if end >= 0:
        return source[: end + len(closing)]
    end = source.rfind("/>")
    return source[: end + 2] if end >= 0 else source


def _parsed(source: str) -> Element | None:
    if len(source) > XML_CHARS_MAX:
        return None
    try:
        root: Element = fromstring(source, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    return root


def _found_text(source: str, tag: str) -> str:
    _, opened, rest = source.partition(f"<{tag}>")
    inner, closed, _ = rest.partition(f"</{tag}>")
    if not opened or not closed:
        return ""
    inner = inner.strip()
    if inner.startswith(CDATA[0]):
        return inner.removeprefix(CDATA[0]).removesuffix(CDATA[1])[:TEXT_CHARS_MAX]
    return unescaped(inner)[:TEXT_CHARS_MAX]


def _found_attribute(source: str, tag: str, name: str) -> str:
    _, opened, rest = source.partition(f"<{tag} ")
    head = rest.partition(">")[0] if opened else ""
    value, closed, _ = f" {head}".partition(f' {name}="')[2].partition('"')
    return unescaped(value)[:TEXT_CHARS_MAX] if closed else ""
