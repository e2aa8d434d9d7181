"""The environment of reply templates."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from responder.rules.table import Table
from responder.rules.templates import engine
from responder.rules.templates.budget import RenderError
from responder.rules.templates.rendering import RENDERING, Rendering
from responder.rules.templates.sandbox import Missing
from responder.rules.templates.views import MatchView, person
from tests.rules.templates.kit import ANN


def _run(source: str, **values: object) -> str:
    """Render without the check at load, so that only the sandbox is in the way."""
    rendering = Rendering()
    code = engine.compiled(source)
    context = code.new_context({**values, RENDERING: rendering})
    rendering.enter(context)
    return "".join(code.root_render_func(context))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 1 + 2 * 3 - 4 }}", "3"),
        ("{{ 7 // 2 }} {{ 7 % 2 }} {{ 2 ** 3 }} {{ 7 / 2 }}", "3 1 8 3.5"),
        ("{{ 'a' ~ 1 ~ true }}", "a1true"),
        ("{{ 'a' + 'b' }} {{ 'ab' * 2 }} {{ 2 * 'ab' }}", "ab abab abab"),
        ("{{ 'x' if 1 == 1 else 'y' }} {{ 'a' in 'abc' }}", "x true"),
        ("{% for i in range(3) %}{{ i }}{% endfor %}", "012"),
        ("{% for i in [1, 2] %}{{ loop.index }}/{{ loop.length }} {% endfor %}", "1/2 2/2 "),
        ("{% for k in t %}{{ k }}{{ t[k] }}{% endfor %}", "items7"),
        ("{{ s.strip().upper() }} {{ s[1:3] }} {{ s[::-1] }}", "ABC ab  cba "),
        ("{{ s.split('b') | join('-') }}", " a-c "),
        ("{{ 'ABC' is upper }} {{ 4 is even }} {{ nix is defined }}", "true true false"),
    ],
)
def test_ordinary_templates_work(source: str, text: str) -> None:
    """The usual operations do the usual things."""
    assert _run(source, s=" abc ", t=Table({"items": 7})) == text


def test_keys_of_a_table_come_before_its_methods() -> None:
    """`vars.items` is the value of that name, where there is one."""
    assert _run("{{ t.items }}", t=Table({"items": 7})) == "7"
    assert (
        _run("{% for k, v in t.items() %}{{ k }}={{ v }}{% endfor %}", t=Table({"a": 1})) == "a=1"
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'x' * 10**9 }}",
        "{{ 10**9 * 'x' }}",
        "{{ [1] * 10**9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ 2.5 ** 100000 }}",
        "{% for i in range(10**12) %}{% endfor %}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}",
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
        "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a + a %}" * 60 + "{{ a }}",
        "{% set a = 9 %}" + "{% set a = a * a %}" * 60 + "{{ a }}",
        "{% set a = [1, 2] %}" + "{% set a = [a, a] %}" * 60 + "{{ a }}",
        "{% set a = {1: 2} %}" + "{% set a = {1: a, 2: a} %}" * 60 + "{{ a }}",
        "{{ s | replace('', s * 1000) }}",
        "{{ range(10000) | join(s * 1000) }}",
        "{{ 5 | round(-10**9) }}",
        "{{ [1, 2] }}",
        "{{ none }}",
        "{{ [] | first }}",
        "{{ 'a' + 1 }}",
        "{% for x in 5 %}{% endfor %}",
        "{% for x in range(9000) %}{{ s * 100 == s * 99 }}{% endfor %}",
    ],
)
def test_what_grows_or_makes_no_sense_is_refused(source: str) -> None:
    """Every way to blow up a value ends with our error, before it is made."""
    with pytest.raises((RenderError, TypeError)):
        _run(source, s=" abcdefgh ")


@pytest.mark.parametrize(
    "source",
    [
        "{{ p.__class__ }}",
        "{{ p['__class__'] }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ m._found }}",
        "{{ s.center(10**9) }}",
        "{{ s.format(p) }}",
        "{{ '{:999999999}'.format(1) }}",
        "{{ '{:999999999}'['format'](1) }}",
        "{{ '{a.__class__}'.format_map({'a': 1}) }}",
        "{{ s.join([]) }}",
        "{{ (5).to_bytes(10**9) }}",
        "{{ p.__init__.__globals__ }}",
        "{{ t._entries }}",
        "{{ t.clear() }}",
        "{{ range.__self__ }}",
        "{{ nix }}",
        "{{ p.nix }}",
        "{{ cycler }}{{ lipsum() }}{{ namespace() }}",
    ],
)
def test_what_may_not_be_read_does_not_exist(source: str) -> None:
    """Underscores, growing methods and Jinja's globals are undefined, and that is an error."""
    with pytest.raises(UndefinedError):
        _run(source, p=person(ANN), m=MatchView({"id": "7"}), s="abc", t=Table({"a": 1}))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ nix }}", '"nix" does not exist here'),
        ("{{ p.nix }}", 'person has no "nix"'),
        ("{{ g.name }}", 'an empty value has no "name"'),
        ("{{ s.center() }}", 'a text has no "center"'),
        ("{{ t.nix }}", 'a mapping has no "nix"'),
        ("{{ (1).real }}", 'a number has no "real"'),
        ("{{ [1][7] }}", 'a list has no "7"'),
    ],
)
def test_missing_values_are_explained(source: str, words: str) -> None:
    """The sentence names what was asked of what, without Python's class names."""
    with pytest.raises(UndefinedError) as caught:
        _run(source, p=person(ANN), g=None, s="", t=Table())
    assert caught.value.message == words


def test_missing_value_with_a_hint_shows_it() -> None:
    """A hint of Jinja's own is passed on."""
    with pytest.raises(UndefinedError, match="no else"):
        str(Missing(hint="no else"))


def test_arithmetic_on_what_is_missing_names_it() -> None:
    """The missing name is the message, not the operator."""
    with pytest.raises(UndefinedError, match="nix"):
        _run("{{ nix + 1 }}")
    with pytest.raises(UndefinedError, match="nix"):
        _run("{% for x in nix %}{% endfor %}")


def test_environment_keeps_no_state_of_a_rendering() -> None:
    """Each rendering has the whole budget."""
    code = engine.compiled("{{ 'a' ~ 'b' }}")
    spent = []
    for _ in range(2):
        rendering = Rendering()
        context = code.new_context({RENDERING: rendering})
        rendering.enter(context)
        assert "".join(code.root_render_func(context)) == "ab"
        spent.append(rendering.budget.work)
    assert spent[0] == spent[1] < Rendering().budget.work


def test_large_tables_can_be_looked_up() -> None:
    """One key of a table of 100,000 rows costs what it costs in a small one."""
    large = Table({str(number): "x" for number in range(100_000)})
    assert _run("{{ t['7'] }}{{ t.get('8') }}{{ '9' in t }}", t=large) == "xxtrue"
    assert _run("{{ '9' in t.keys() }}{{ ('9', 'x') in t.items() }}", t=large) == "truetrue"
    with pytest.raises(RenderError, match="longer than"):
        _run("{% for k in t %}{{ k }}{% endfor %}", t=large)
    with pytest.raises(RenderError, match="does too much"):
        _run("{{ t == t }}", t=Table({"a": large, "b": large, "c": large, "d": large}))


@pytest.mark.parametrize("what", ["items", "values"])
def test_what_stands_in_large_tables_is_paid_for(what: str) -> None:
    """Comparing or searching the rows of tables goes through all of them."""
    rows = Table({str(n): Table({str(m): m for m in range(1_000)}) for n in range(100)})
    with pytest.raises(RenderError, match="does too much"):
        _run(f"{{{{ t.{what}() == t.{what}() }}}}", t=rows)
    with pytest.raises(RenderError, match="does too much"):
        _run("{{ 1 in t.values() }}", t=rows)


def test_root_of_a_number_below_zero_is_named() -> None:
    """Python makes a complex number of it, which no reply can print."""
    with pytest.raises(RenderError, match=r"^the template takes a root of a number below zero"):
        _run("{{ (-8) ** 0.5 }}")
    assert _run("{{ (-8) ** 2.0 }} {{ (-2) ** -1 }} {{ 9 ** 0.5 }}") == "64 -0.5 3"


def test_missing_key_is_quoted_in_part() -> None:
    """A stranger's whole message, looked up and not found, is not repeated in the error."""
    with pytest.raises(UndefinedError, match=r'^a mapping has no "x+…"$') as caught:
        _run("{{ prices[key] }}", prices=Table(), key="x" * 5_000)
    assert len(str(caught.value)) < 100
