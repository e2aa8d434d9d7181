"""Reading on behind what is no YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responder.rules.reading import reader, salvage
from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.nodes import Mapping, Sequence
from responder.rules.reading.reader import Reading, parse
from responder.rules.reading.salvage import LOOKS_MAX, read_report
from tests.rules.rulekit import faults

if TYPE_CHECKING:
    from responder.rules.reading.source import Source

PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]


@pytest.fixture(params=PARSERS, autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With both of PyYAML's parsers."""
    monkeypatch.setattr(reader, "LOADER", request.param)


def _said(text: str) -> list[str]:
    return [one.headline.removeprefix("rules.yaml:") for one in faults(text)]


def test_a_sound_file_is_read_as_it_is() -> None:
    """There is nothing to be unsure of."""
    report = read_report("r.yaml", b"rules: [a]")
    assert (report.faults, report.unsure) == ([], reader.SURE)


def test_mistakes_of_one_rule_do_not_hide_those_of_the_others() -> None:
    """Each rule that is no YAML is named, and so is everything else that is wrong."""
    assert _said("""
        rules:
          - when: a
            replay: x
          - when: b: c
            reply: x
          - when: c
            reply: {{ sender.name }}
          - when: "d
            reply: d
          - when: "e"
            reply: "{{ nix }}"
        tests:
          - name: [a
          - nome: 7
    """) == [
        '4:5: rules[1].replay: expected a key known here, got "replay"',
        '5:12: expected no ":" here',
        "8:13: expected a key, got a mapping",
        "9:11: expected a closing quote for this one, got none in its line",
        '12:16: rules[5].reply: expected a known name, got "nix"',
        '14:11: expected a "]" for this one, got none before line 15',
        '15:5: tests[2].nome: expected a key known here, got "nome"',
    ]


def test_nobody_misses_what_was_taken_out() -> None:
    """Names, anchors and whole sections that can not be read are not said to be missing."""
    assert _said("""
        vars:
          a: b: c
        rules:
          - &x
            when: [a
          - when: b
            reply: "{{ vars.a }}"
          - <<: *x
            name: c
        tests:
          d: 'e
    """) == [
        '3:7: expected no ":" here',
        '6:11: expected a "]" for this one, got none before line 7',
        "12:6: expected a closing quote for this one, got the end of the file",
    ]


def test_a_file_without_rules_that_can_be_read() -> None:
    """Where nothing but the fault is known, nothing else is said."""
    assert _said("rules: [{when: a") == [
        '1:9: expected a "}" for this one, got none before the end of the file'
    ]
    assert len(_said("{rules: [")) == 1


def test_a_second_document_hides_only_itself() -> None:
    """What stands in the first is judged, but nobody misses what may stand in the second."""
    assert _said("""
        rules:
          - replay: a
          - when: b
            reply: "{{ vars.shop }}"
        ---
        vars: {shop: c}
    """) == [
        '3:5: rules[1].replay: expected a key known here, got "replay"',
        "6:1: expected one document, got a second one after ---",
    ]


def test_tabs_hide_nothing() -> None:
    """They are read as blanks; where that is no YAML, nothing is said but that they are tabs."""
    assert _said("rules:\n\t- when: a\n\t  replay: b\n\t\t  reply: c\n  - replay: d\n") == [
        "2:1: expected blanks, got a tab",
        "3:1: expected blanks, got a tab",
        "4:1: expected blanks, got a tab",
        '5:5: rules[2].replay: expected a key known here, got "replay"',
    ]
    assert _said("rules:\n\t- when: a\n\t  replay: b\n")[-1] == (
        '3:4: rules[1].replay: expected a key known here, got "replay"'
    )


def test_forbidden_characters_hide_only_their_line() -> None:
    """What else is wrong in that line may only follow from them."""
    assert _said("rules:\n- when: a\n  re\x01ply: b\n- replay: c\n") == [
        "3:5: expected text, got the character U+0001",
        '4:3: rules[2].replay: expected a key known here, got "replay"',
    ]


def test_slips_of_one_kind_come_together() -> None:
    """Who writes one colon of an input method writes more; in a text they are no slips."""
    assert _said("""
        rules：
          - when：a
            name：b
            reply: |
              reply：c
            continue：true
    """) == [
        '2:6: expected ":", got "："',
        '3:9: expected ":", got "："',
        '4:9: expected ":", got "："',
        '7:13: expected ":", got "："',
    ]


def test_looks_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in which nothing is YAML is given up, and one that is large is looked at twice."""
    looks: list[str] = []

    def counted(source: Source, text: str | None = None) -> Reading:
        looks.append(source.path)
        return parse(source, text)

    monkeypatch.setattr(salvage, "parse", counted)
    broken = "- a: b: c\n"
    with pytest.raises(RuleFaults) as caught:
        read_report("r.yaml", f"rules:\n{broken * 100}".encode())
    assert len(caught.value.details) == LOOKS_MAX
    assert len(looks) == LOOKS_MAX + 1
    looks.clear()
    monkeypatch.setattr(salvage, "LOOKED_CHARS_MAX", 10)
    with pytest.raises(RuleFaults):
        read_report("r.yaml", f"rules:\n{broken * 100}".encode())
    assert len(looks) == 3


RULE = st.sampled_from(
    [
        "- when: a\n  reply: b\n",
        "- when: [a\n",
        '- "a\n',
        "- a: b: c\n",
        "- x\n   y: z\n",
        "- |\n  a: [\n",
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(RULE, min_size=1, max_size=12))
def test_every_item_keeps_its_place(rules: list[str]) -> None:
    """Whatever is taken out, the others stand where they stood, and faults name them rightly."""
    text = f"rules:\n{''.join(rules)}"
    report = read_report("r.yaml", text.encode())
    assert isinstance(report.root, Mapping)
    node = report.root.get("rules")
    assert isinstance(node, Sequence)
    starts = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith("- ")]
    assert [item.line for item in node.items] == starts
