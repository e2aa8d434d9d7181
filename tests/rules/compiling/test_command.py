"""Compiling the condition `command`."""

from __future__ import annotations

from responder.rules.compiling.command import shapes_of_args
from responder.rules.conditions.command import CommandCondition
from responder.rules.templates.words import TEXT
from tests.rules.whenkit import compiled, fault_of


def _condition(text: str) -> CommandCondition:
    (condition,) = compiled(f"{{command: {text}}}").wants
    assert isinstance(condition, CommandCondition)
    return condition


def test_vars_are_filled_in() -> None:
    """A shop's name may be part of its command."""
    assert _condition("'/{{ vars.shop }} {x}'").lines[0].words == ("/小店",)


def test_templates_know_texts_from_numbers() -> None:
    """A number has no methods of texts; where aliases differ nothing is known."""
    assert shapes_of_args(_condition("'/a {x} {n:int} {f:number} {u:c|f} {r:rest}'")) == {
        "x": TEXT,
        "n": None,
        "f": None,
        "u": TEXT,
        "r": TEXT,
    }
    assert shapes_of_args(_condition("['/a {x}', '/b {x:int}']")) == {"x": None}


def test_aliases_have_the_same_arguments() -> None:
    """A template could not use an argument that only one of the commands has."""
    found = fault_of("{command: ['/a {x}', '/b {y}', '/c {x:int}']}")
    assert found == (
        "rules[1].when.command[2]: expected the arguments of the first command, {x}, got {y}; "
        "commands of one rule have the same arguments"
    )
    assert "got none" in fault_of("{command: ['/a {x}', /b]}")


def test_mistakes_of_the_grammar_are_faults_at_their_place() -> None:
    """The second of three lines is wrong, and the others are read all the same."""
    found = fault_of("{command: ['/a {x}', '/b {x:integer}', '/c {x}']}")
    assert found.startswith('rules[1].when.command[2]: expected a kind of argument, got "integer"')
    assert found.endswith('did you mean "int"?')
