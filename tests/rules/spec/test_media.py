"""Files in messages, as they stand in the rule file."""

from __future__ import annotations

import pytest

from responder.models import Deed
from responder.rules.actions import ReplyAction, SendAction, Show
from responder.rules.load import load
from responder.simulator.media import GIF, JPEG, MP4
from tests.rules.rulekit import fault, faults
from tests.rules.trial.trialkit import played
from tests.shelf import Shelf

FILES: dict[str, str | bytes] = {
    "a.jpg": JPEG,
    "b.jpg": JPEG,
    "a.gif": GIF,
    "图/a.mp4": MP4,
    "a.txt": "a",
}


def action(do: str) -> ReplyAction:
    """What the compiled action says and shows, beside those files."""
    text = f"rules: [{{when: a, do: [{do}]}}]"
    (found,) = load("rules.yaml", Shelf({**FILES, "rules.yaml": text})).rules[0].actions
    found = found.message if isinstance(found, SendAction) else found
    assert isinstance(found, ReplyAction)
    return found


def test_files_follow_the_text() -> None:
    """In a fixed order, whatever order they are written in; of a list one is picked."""
    found = action("{reply: {sticker: a.gif, image: [a.jpg, b.jpg], text: [x, y]}}")
    assert [text.source for text in found.texts] == ["x", "y"]
    assert found.shows == (
        Show(Deed.IMAGE, ("a.jpg", "b.jpg")),
        Show(Deed.STICKER, ("a.gif",)),
    )


def test_they_go_to_others_too() -> None:
    """Without a text as well."""
    found = action("{send: {to: 老王, video: 图/a.mp4, file: a.txt}}")
    assert found.texts == ()
    assert found.shows == (Show(Deed.VIDEO, ("图/a.mp4",)), Show(Deed.FILE, ("a.txt",)))


def test_a_reply_beside_when_may_have_them() -> None:
    """It is short for `do`, as ever."""
    text = "rules: [{when: a, reply: {image: a.jpg}}]"
    (found,) = load("rules.yaml", Shelf({**FILES, "rules.yaml": text})).rules[0].actions
    assert found == ReplyAction((), (Show(Deed.IMAGE, ("a.jpg",)),))


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("{image: 'https://a.example/{{ nobody }}.jpg'}", 'known name, got "nobody"'),
        ("{image: '{{ secret(\"A\") }}'}", "reply.image: "),
        ("{image: 'a/{{ sender.name }}.jpg'}", "looked at while loading, got a template"),
        ("{image: ' '}", "reply.image: expected the name of a file"),
        ("{image: {a: b}}", "reply.image: expected text"),
        ("{image: []}", "reply.image: expected at least one value"),
        ("{}", "an empty mapping"),
        ("{photo: a.jpg}", 'got "photo"'),
        ("{text: ' ', image: a.jpg}", "reply.text: expected a text, got only blanks"),
    ],
)
def test_faults(reply: str, words: str) -> None:
    """Each has its place and says what would be right."""
    found = faults(f"rules: [{{when: a, reply: {reply}}}]")
    assert any(words in str(one) for one in found), found


def test_words_of_other_programs_are_known() -> None:
    """And lead to the ones of this."""
    (found,) = faults("rules: [{when: a, reply: {photo: a.jpg}}]")
    assert "image" in found.hint


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ("{parts: [a], text: b}", "reply.parts: expected parts alone, got text or files beside it"),
        ("{text: a, pause: 1s}", "reply.pause: expected pause beside parts, got one without"),
        ("{parts: []}", "reply.parts: expected at least one value, got an empty list"),
        ("{parts: [a], pause: 0s}", "reply.pause: expected a pause above zero"),
    ],
)
def test_an_answer_is_said_in_one_way(reply: str, message: str) -> None:
    """Parts are texts, and a pause stands between them."""
    assert message in fault(f"rules: [{{when: x, reply: {reply}}}]")


SHOWING = """
limits: {delay: off, per_chat: off}
vars: {site: "https://shop.example"}
rules:
  - name: 图
    when: {text: {starts_with: 图}}
    reply: {image: "{{ vars.site }}/{{ match.rest }}.jpg"}
  - name: 查
    when: 查
    do:
      - fetch: {url: "https://shop.example/1", as: item}
      - reply: {image: "{{ item.picture }}"}
        on_error: [{reply: "{{ error.text }}"}]
  - {name: 发, when: 发, do: [{send: {to: 老王, file: "https://shop.example/a.pdf"}}]}
"""
NONE = "{reply: {contains: an address such as}}"


@pytest.mark.parametrize(
    ("says", "expect", "picture"),
    [
        ("图../x", "{reply: {image: 'https://shop.example/..%2Fx.jpg'}}", ""),
        ("查", "{reply: {image: 'https://b.example/1?a=b'}}", "https://b.example/1?a=b"),
        ("查", NONE, "file:///etc/passwd"),
        ("查", NONE, "rules.yaml"),
        ("发", "{send: {to: 老王, file: 'https://shop.example/a.pdf'}}", ""),
    ],
)
def test_files_of_other_computers(says: str, expect: str, picture: str) -> None:
    """What is filled in is encoded; a value that gives the whole address must be one."""
    head = f"fetches: {{'https://shop.example/1': {{json: {{picture: '{picture}'}}}}}}"
    result = played(f"[{{from: 小明, says: {says}, expect: {expect}}}]", SHOWING, head)
    assert result.passed, result.failure
