"""Files that are sent: looked at while the rules are loaded."""

from __future__ import annotations

import pytest

from responder.errors import RuleFileError
from responder.models import Deed
from responder.rules.actions import ReplyAction, Show
from responder.rules.load import load
from responder.rules.reading.faults import RuleFaults
from responder.shelf import Shelf as KeptShelf
from responder.simulator.media import GIF, JPEG
from tests.shelf import Shelf


def complaints(text: str, files: dict[str, bytes], path: str = "rules.yaml") -> list[str]:
    """What is wrong with it, with the way out."""
    with pytest.raises(RuleFileError) as caught:
        load(path, Shelf({**files, path: text}))
    assert isinstance(caught.value, RuleFaults)
    return [f"{one.line} {one.field}: {one.message}; {one.hint}" for one in caught.value.details]


def test_every_file_is_looked_at() -> None:
    """Whether it is there, what it is, and how large; each fault has its place."""
    text = """
rules:
  - {when: a, reply: {image: [a.jpg, a.gif]}}
  - {when: b, reply: {video: gone.mp4}}
  - {when: c, do: [{send: {to: 老王, file: empty.txt}}]}
  - {when: d, do: [{later: {in: 5m, do: [{reply: {image: large.jpg}}]}}]}
"""
    files = {"a.jpg": JPEG, "a.gif": GIF, "empty.txt": b"", "large.jpg": JPEG + bytes(21 << 20)}
    assert complaints(text, files) == [
        (
            "3 rules[1].reply.image[2]: expected a picture that can be sent, got a GIF file;"
            " it goes as `sticker:`"
        ),
        (
            "4 rules[2].reply.video: expected a file that can be read: gone.mp4: No such file or"
            " directory; a name is relative to the folder of this file"
        ),
        (
            "5 rules[3].do[1].send.file: expected a file that can be sent, got an empty file;"
            " the service takes none"
        ),
        (
            "6 rules[4].do[1].later.do[1].reply.image: expected a picture that can be sent, got a"
            " file of 21.0 MB, more than 20 MB; up to 50 MB go as `file:`"
        ),
    ]


def test_names_count_from_the_file_they_stand_in() -> None:
    """Also in one that is included."""
    files: dict[str, str | bytes] = {
        "shop/rules.yaml": "include: more/*.yaml\nrules: [{when: a, reply: {image: a.jpg}}]",
        "shop/more/b.yaml": "rules: [{when: b, reply: {image: ../a.jpg}}]",
        "shop/a.jpg": JPEG,
        "shop/more/../a.jpg": JPEG,
    }
    rules = load("shop/rules.yaml", Shelf(files)).rules
    shows = [one.shows for rule in rules for one in rule.actions if isinstance(one, ReplyAction)]
    assert shows == [
        (Show(Deed.IMAGE, ("shop/more/../a.jpg",)),),
        (Show(Deed.IMAGE, ("shop/a.jpg",)),),
    ]


def test_rules_that_were_kept_are_made_again_without_their_files() -> None:
    """They were looked at when the rules were put to use, and are read when they are sent."""
    text = b"rules: [{when: a, reply: {image: gone.jpg}}]"
    assert load("rules.yaml", KeptShelf({"rules.yaml": text})).rules


def test_what_is_in_a_file_is_no_part_of_the_rules() -> None:
    """Another picture under the same name makes no other rule set."""
    text = "rules: [{when: a, reply: {image: a.jpg}}]"
    hashes = {
        load("rules.yaml", Shelf({"rules.yaml": text, "a.jpg": JPEG + more})).hash
        for more in (b"", b"more")
    }
    assert len(hashes) == 1
