"""What is written to another chat: the keys and the kinds of value they take.

It must not know other actions, or who bears a name. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from responder.models import ChatKind
from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.recipients import FILEHELPER
from responder.rules.spec.fields import TEXT_SCHEMA, read_text, refuse, refuse_at
from responder.rules.spec.media import MessageSpec

TO_CHARS_MAX = 500
"""Longest name of a receiver as it is written, templates and all."""

TO_EXPECTED = "a name, {group: NAME} or filehelper"
_MINE = frozenset(
    {
        "文件传输助手",
        "文件助手",
        "file helper",
        "file_helper",
        "file transfer",
        "me",
        "myself",
        "self",
    }
)
"""What authors write for the chat with the file helper."""
_PERSON = "a person is named alone: `to: 老王`"

_TO_SCHEMA = {
    "anyOf": [
        TEXT_SCHEMA,
        {
            "type": "object",
            "properties": {"group": {**TEXT_SCHEMA, "description": "The name of a group."}},
            "required": ["group"],
            "additionalProperties": False,
        },
    ]
}


def _to(node: object) -> tuple[ChatKind, str]:
    """Kind and name of a chat; the name may have templates."""
    if isinstance(node, Sequence):
        refuse(TO_EXPECTED, node, "write one `send` for each of them")
    if not isinstance(node, Mapping):
        name = _called(node)
        if name.lower() in _MINE:
            refuse(TO_EXPECTED, node, f"my own chat is called {FILEHELPER}")
        if name.startswith(("group:", "group\uff1a")):
            refuse(TO_EXPECTED, node, f"write {{group: {name[6:].strip()}}}, braces and blank too")
        return (ChatKind.FILEHELPER if name == FILEHELPER else ChatKind.PRIVATE), name
    group = node.values.get("group")
    if group is None or len(node.values) > 1:
        hint = "leave out `to:`, as in `forward: 老王`" if "to" in node.values else _PERSON
        refuse(TO_EXPECTED, "a mapping of other keys", hint)
    if not isinstance(group, Scalar):
        refuse_at(("group",), "the name of a group", group)
    return ChatKind.GROUP, _called(group)


def _called(node: object) -> str:
    text = read_text(node)
    if not text.strip() or not text.isprintable() or len(text) > TO_CHARS_MAX:
        refuse("a name on one line", node)
    return text.strip()


To: TypeAlias = Annotated[tuple[ChatKind, str], PlainValidator(_to), WithJsonSchema(_TO_SCHEMA)]


class SendSpec(MessageSpec):
    """A message to another chat."""

    expects: ClassVar[str] = "a mapping of to and text, such as {to: 老王, text: 有新订单}"
    meant: ClassVar[dict[str, str]] = {
        **MessageSpec.meant,
        **dict.fromkeys(("reply", "says", "message", "content"), "text"),
        **dict.fromkeys(("chat", "receiver", "recipient", "contact", "name"), "to"),
    }
    hints: ClassVar[dict[str, str]] = dict.fromkeys(
        ("group", "type", "groups"), "a group is said by `to: {group: NAME}`"
    )

    to: To
