"""What is written to another chat, as it stands in the file."""

from __future__ import annotations

import pytest

from responder.models import ChatKind
from responder.rules.actions import SendAction
from tests.rules.rulekit import fault, faults, rules


def action(send: str) -> SendAction:
    """The compiled action."""
    (found,) = rules(f"rules: [{{when: a, do: [{{send: {send}}}]}}]").rules[0].actions
    assert isinstance(found, SendAction)
    return found


@pytest.mark.parametrize(
    ("to", "kind", "name"),
    [
        ("老王", ChatKind.PRIVATE, "老王"),
        ("{group: 老王}", ChatKind.GROUP, "老王"),
        ("filehelper", ChatKind.FILEHELPER, "filehelper"),
        ("007", ChatKind.PRIVATE, "007"),
    ],
)
def test_to_whom(to: str, kind: ChatKind, name: str) -> None:
    """A name alone is a contact's, `group` is a group's, and one word is the file helper."""
    found = action(f"{{to: {to}, text: [a, b]}}")
    assert (found.kind, found.name.source) == (kind, name)
    assert [text.source for text in found.message.texts] == ["a", "b"]


@pytest.mark.parametrize(
    ("send", "words"),
    [
        ("{to: [a, b], text: c}", "do[1].send.to: expected a name, {group: NAME} or filehelper"),
        ("{to: {name: a}, text: c}", "a mapping of other keys"),
        ("{to: {group: [a]}, text: c}", "do[1].send.to.group: expected the name of a group"),
        ("{to: ' ', text: c}", "expected a name on one line"),
        ("{text: c}", "expected a mapping of to and text"),
        ("{to: a}", "text: 有新订单}, got neither a text nor a file"),
        ("a", "expected a mapping of to and text"),
        ("{to: a, text: ' '}", "do[1].send.text: expected a text, got only blanks"),
        ("{to: a, text: '{{ nobody }}'}", "do[1].send.text: "),
        ("{to: '{{ nobody }}', text: a}", "do[1].send.to: "),
        ("{to: a, text: b, parts: [c]}", "send.parts: expected parts alone, got text or files"),
        ("{to: a, text: b, pause: 1s}", "send.pause: expected pause beside parts, got one without"),
        ("{to: a, file: b.txt, mention: true}", "send.mention: expected a text beside mention"),
        ("{to: a, text: b, file: c}", "do[1].send.file: expected a file that can be read"),
        ("{to: a, says: b}", 'got "says"'),
    ],
)
def test_faults(send: str, words: str) -> None:
    """Each has its place and says what would be right."""
    assert words in fault(f"rules: [{{when: a, do: [{{send: {send}}}]}}]")


def test_beside_reply() -> None:
    """It stands in `do`, not beside `reply`."""
    found = faults("rules: [{when: a, reply: b, send: {to: a, text: b}}]")
    assert "it belongs into `do`" in found[0].hint
