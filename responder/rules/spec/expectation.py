"""What a step of a test expects: the keys and the kinds of value they take.

It must not know steps or how anything is compared; `trial` does. This module has no
`from __future__ import annotations`: Pydantic reads these annotations while the program runs.
"""

from typing import Annotated, ClassVar, NoReturn, TypeAlias

from pydantic import BeforeValidator

from responder.rules.reading.nodes import Scalar, Sequence
from responder.rules.spec.accepting import BARE, Accept, Bare, bare_accept
from responder.rules.spec.deeds import DeedSection
from responder.rules.spec.fields import Name, Text, Texts, as_items, refuse
from responder.rules.spec.media import ShownSection
from responder.rules.spec.section import Section
from responder.rules.spec.sending import To
from responder.rules.spec.stored import Wishes

NOTHING = "nothing"
"""The word for no reply; a reply of this spelling is `{equals: nothing}`."""


_NO_REPLY = frozenset({"none", "silent", "silence", "null", "~", ""})
"""What authors write for `nothing`."""


def _words(node: object) -> object:
    """A text is the whole reply; `nothing` is no reply, a section without any key."""
    if isinstance(node, Scalar):
        return {} if node.text == NOTHING else {"equals": node}
    if isinstance(node, Sequence):
        hint = "one of several is {one_of: [a, b]}; several, in order, are `expect: [a, b]`"
        refuse("one reply", node, hint)
    return node


def _expected(node: object) -> object:
    """A text is the one reply, a list is what happens, in order."""
    if isinstance(node, Scalar):
        if node.plain and node.text in _NO_REPLY:
            hint = f"for no reply at all write {NOTHING}"
            if node.is_nothing:
                refuse(ExpectSpec.expects, "an empty value", hint)
            refuse(ExpectSpec.expects, node, f"{hint}; the word itself is {{reply: {node.text}}}")
        return {"reply": node}
    if isinstance(node, Sequence):
        return {"do": tuple(_in_order(item) for item in node.items)}
    return node


def _in_order(node: object) -> object:
    return {"reply": node} if isinstance(node, Scalar) else node


def _deeds(node: object) -> object:
    if isinstance(node, tuple):  # of `_expected`, where a bare text is a reply
        return node or refuse("what happens", "an empty list", f"write `expect: {NOTHING}`")
    if not isinstance(node, Sequence):
        refuse("a list of what happens", node, "as in `do: [{reply: 您好}]`")
    for item in node.items:
        if isinstance(item, Scalar) and item.text not in BARE:  # here a bare word is an action
            _no_deed(item)
    return tuple(bare_accept(item) for item in node.items) or as_items(node)


def _no_deed(word: Scalar) -> NoReturn:
    refuse(HappensSpec.expects, word, f"write {{reply: {word.text}}}")


class WordsSpec(ShownSection):
    """What a text must be, or which file is sent; without any key there must be none."""

    expects: ClassVar[str] = "a text, or a mapping of contains, regex or one_of"

    equals: Text | None = None
    contains: Texts | None = None
    contains_all: Texts | None = None
    regex: Texts | None = None
    one_of: Texts | None = None


Words: TypeAlias = Annotated[
    WordsSpec, BeforeValidator(_words, json_schema_input_type=Text | WordsSpec)
]


class SentSpec(ShownSection):
    """A text or a file to another chat."""

    expects: ClassVar[str] = "a mapping of to and text, such as {to: 老王, text: 有新订单}"

    to: To
    text: Words | None = None


class HappensSpec(DeedSection):
    """One thing that happens."""

    expects: ClassVar[str] = "what happens, such as {reply: 您好}"

    rule: Name | None = None
    reply: Words | None = None
    send: SentSpec | None = None
    alert: Words | None = None
    accept: Accept | None = None
    keep: Accept | None = None


class ExpectSpec(Section):
    """Everything that happens in a step."""

    expects: ClassVar[str] = "a text, nothing, a mapping of rule and reply, or a list of these"
    hints: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            ("equals", "contains", "contains_all", "regex", "one_of", "text"),
            "it belongs under `reply`, as in `expect: {reply: {contains: 您好}}`",
        ),
        NOTHING: f"write `reply: {NOTHING}`",
        "silent": f"write `reply: {NOTHING}`",
    }

    rule: Name | None = None
    reply: Words | None = None
    send: SentSpec | None = None
    alert: Words | None = None
    memory: Wishes | None = None
    do: (
        Annotated[
            tuple[HappensSpec, ...],
            BeforeValidator(_deeds, json_schema_input_type=tuple[HappensSpec | Bare, ...]),
        ]
        | None
    ) = None


Expect: TypeAlias = Annotated[
    ExpectSpec,
    BeforeValidator(
        _expected, json_schema_input_type=Text | ExpectSpec | tuple[Text | HappensSpec, ...]
    ),
]
