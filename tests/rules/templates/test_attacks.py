"""Published escapes from Jinja's sandbox, and attacks on memory and time.

What people have written up about server-side template injection, and the advisories of Jinja
itself. An author of rules may be malicious, careless, or somebody else's spreadsheet. Each is
tried twice: as a rule file has it, checked first, and once more without the check, so that the
sandbox alone is in the way.
"""

from __future__ import annotations

import re

import pytest

from responder.rules.templates.budget import OUTPUT_CHARS_MAX, RenderError
from responder.rules.templates.engine import compiled, run
from responder.rules.templates.template import TemplateFaults, compile_template
from tests.hang import must_end
from tests.rules.templates.kit import KNOWN, by_place, unchecked, values

LEAK = re.compile(r"<class|<built-in|<function|<module|object at 0x|uid=|root:|__globals__|SECRET")
"""What the output of an escape that works looks like."""

WALKS = {
    "class of a text": "{{ ''.__class__ }}",
    "method resolution order": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "base class": "{{ ''.__class__.__base__.__subclasses__() }}",
    "bases of a list": "{{ [].__class__.__bases__[0] }}",
    "class by subscript": "{{ ''['__class__']['__mro__'][1]['__subclasses__']() }}",
    "class of a number": "{{ (1).__class__ }}",
    "class of a mapping": "{{ {}.__class__.__base__ }}",
    "class of a view": "{{ sender.__class__.__init__.__globals__ }}",
    "class of a moment": "{{ now.local.__class__ }}",
    "globals of a function": "{{ range.__globals__ }}",
    "globals of a filter's function": "{{ pick.__wrapped__.__globals__ }}",
    "builtins of a function": "{{ dice.__builtins__ }}",
    "globals of undefined": "{{ nix.__class__.__init__.__globals__ }}",
    "init of undefined": "{{ x.__init__.__globals__.__builtins__ }}",
    "warnings catcher": (
        "{% for c in [].__class__.__base__.__subclasses__() %}"
        "{% if c.__name__ == 'catch_warnings' %}"
        "{{ c.__init__.__globals__['__builtins__']['eval']('SECRET') }}{% endif %}{% endfor %}"
    ),
    "subclass by number": "{{ ''.__class__.__mro__[1].__subclasses__()[40]('/etc/passwd') }}",
    "reduce": "{{ ''.__reduce_ex__(2) }}",
    "dict of an object": "{{ sender.__dict__ }}{{ sender.__slots__ }}",
    "doc": "{{ ''.__doc__ }}",
    "dir": "{{ ''.__dir__() }}",
    "module": "{{ sender.__module__ }}",
    "getattribute": "{{ ''.__getattribute__('__class__') }}",
    "self of a method": "{{ ''.strip.__self__ }}",
    "name of a method": "{{ ''.strip.__name__.__class__ }}",
    "objclass of a method": "{{ ''.strip.__class__ }}",
    "entries of a table": "{{ vars._entries }}",
    "found of match": "{{ match._found }}",
    "format spec": "{{ ''.__format__('1000000') }}",
}

NAMES = {
    "names put together": "{{ ''['__cla' ~ 'ss__'] }}",
    "names added": "{{ ''['__cla' + 'ss__'] }}",
    "names joined": "{{ ''[['__cl', 'ass__'] | join] }}",
    "names reversed": "{{ ''['__ssalc__' | reverse] }}",
    "names replaced": "{{ ''['xxclassxx' | replace('x', '_')] }}",
    "names lowered": "{{ ''['__CLASS__' | lower] }}",
    "names sliced": "{{ ''['a__class__b'[1:-1]] }}",
    "names escaped": r"{{ ''['\x5f\x5fclass\x5f\x5f'] }}",
    "names in unicode escapes": r"{{ ''['\u005f\u005fclass\u005f\u005f'] }}",
    "names from the message": "{{ ''[message.text] }}",
    "names from a capture": "{{ sender[match.keyword] }}",
    "names in full width": "{{ ''.＿＿class＿＿ }}",
    "names in mathematical letters": "{{ sender.__𝒸lass__ }}",
    "names in full width by subscript": "{{ ''['__ｃlass__'] }}",
    "names with a combining mark": "{{ sender['__class__\u0301'] }}",
    "attr filter": "{{ '' | attr('__class__') }}",
    "attr filter twice": "{{ '' | attr('__class__') | attr('__mro__') }}",
    "attr by map": "{{ [''] | map('attr', '__class__') | list }}",
    "attribute of map": "{{ [''] | map(attribute='__class__') | list }}",
    "attribute of map, dotted": "{{ [''] | map(attribute='__class__.__base__') | join }}",
    "attribute of sum": "{{ [''] | sum(attribute='__class__') }}",
    "attribute of selectattr": "{{ [''] | selectattr('__class__') | list | join }}",
    "attribute of groupby": "{{ [''] | groupby('__class__') }}",
    "attribute of sort": "{{ ['', 'a'] | sort(attribute='__class__') | join }}",
    "attribute of unique": "{{ ['', 'a'] | unique(attribute='__class__') | join }}",
    "attribute of max": "{{ ['', 'a'] | max(attribute='__class__') }}",
    "attribute of top": "{{ ['', 'a'] | top(1, '__class__') | join }}",
    "items of a class": "{{ ''.__class__ | items }}",
    "filters by map": "{{ ['a'] | map('_joined') | join }}",
    "prices by name": "{{ 'a' | _each(0) }}",
}

GLOBALS = {
    "cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "joiner": "{{ joiner.__init__.__globals__.os.popen('id').read() }}",
    "namespace": "{{ namespace.__init__.__globals__.os.popen('id').read() }}",
    "lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "lipsum called": "{{ lipsum(n=100000) }}",
    "dict": "{{ dict(a=1).__class__ }}",
    "self": "{{ self.__init__.__globals__ }}",
    "self's context": "{{ self._TemplateReference__context.cycler.__init__.__globals__.os }}",
    "self's blocks": "{{ self.__dict__ }}",
    "context": "{{ context.environment }}",
    "environment": "{{ environment.filters }}",
    "config": "{{ config.items() }}",
    "config by class": "{{ config.__class__.__init__.__globals__['os'].popen('ls').read() }}",
    "request": "{{ request.application.__globals__.__builtins__ }}",
    "request arguments": "{{ request|attr(request.args.a) }}",
    "get_flashed_messages": "{{ get_flashed_messages.__globals__ }}",
    "url_for": "{{ url_for.__globals__ }}",
    "session": "{{ session }}",
    "g": "{{ g.pop.__globals__ }}",
    "import function": "{{ __import__('os').system('id') }}",
    "builtins": "{{ __builtins__ }}",
    "open": "{{ open('/etc/passwd').read() }}",
    "budget": "{{ _rendering.budget }}",
    "budget set": "{% set _rendering = 1 %}{{ 'x' }}{{ _rendering.drawn }}",
    "resolve": "{{ l_0_sender }}{{ missing }}",
    "loop's frame": "{% for x in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "loop's iterator": "{% for x in [1] %}{{ loop._iterator.gi_frame.f_globals }}{% endfor %}",
    "loop's undefined": "{% for x in [1] %}{{ loop._undefined }}{% endfor %}",
    "loop's changed": "{% for x in [1] %}{{ loop.changed.__globals__ }}{% endfor %}",
    "loop called": "{% for x in [1] %}{{ loop([1]) }}{% endfor %}",
    "caller": "{{ caller() }}",
    "varargs": "{{ varargs }}{{ kwargs }}",
}

FORMATS = {
    "CVE-2016-10745, str.format": "{{ '{0.__class__.__init__.__globals__}'.format(sender) }}",
    "CVE-2019-10906, format_map": "{{ '{a.__class__}'.format_map({'a': sender}) }}",
    "CVE-2024-56326, a kept reference": (
        "{% set f = '{0.__class__}'.format %}{{ [sender] | map(f) | join }}"
    ),
    "CVE-2024-56326, a reference called": "{% set f = '{0.__class__}'.format %}{{ f(sender) }}",
    "CVE-2025-27516, attr of format": "{{ ('{0.__class__}' | attr('format'))(sender) }}",
    "CVE-2024-56201, name of a template": (
        "{% set ns = '{{ 1 }}' %}{% include ns %}{% import 'a%}{{b' as c %}"
    ),
    "CVE-2014-1402, a cache in the file system": "{% include '/tmp/__jinja2_x.cache' %}",
    "CVE-2020-28493, urlize": "{{ ('@' * 50 ~ '.a') | urlize }}",
    "CVE-2024-22195, xmlattr": "{{ {'a b onclick=': 'x'} | xmlattr }}",
    "format by subscript": "{{ '{0.__class__}'['format'](sender) }}",
    "format filter": "{{ '%s' | format(sender.__class__) }}",
    "percent": "{{ '%s' % sender }}",
    "percent with a mapping": "{{ '%(a)s' % {'a': 1} }}",
    "a method as a filter's argument": "{{ ['a'] | sort(key=''.strip) | join }}",
    "string template": "{{ ''.maketrans({'a': 'b'}) }}{{ ''.translate({}) }}",
    "encode": "{{ 'x'.encode() }}",
    "bytes": "{{ 'x'.encode().decode.__self__ }}",
}

STATEMENTS = {
    "import": "{% import 'os' as os %}{{ os.system('id') }}",
    "from import": "{% from 'os' import system %}{{ system('id') }}",
    "include": "{% include '/etc/passwd' %}",
    "include of a value": "{% include message.text %}",
    "extends": "{% extends 'x' %}",
    "block": "{% block a %}{{ self.a() }}{% endblock %}",
    "macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "macro's globals": "{% macro m() %}{% endmacro %}{{ m.__init__.__globals__ }}",
    "call block": "{% call(x) pick([1]) %}{{ caller.__globals__ }}{% endcall %}",
    "filter block": "{% filter upper %}{{ sender.__class__ }}{% endfilter %}",
    "set block": "{% set x %}{{ 'x' * 10**9 }}{% endset %}{{ x }}",
    "set of an attribute": "{% set sender.name = 'x' %}{{ sender.name }}",
    "set of a namespace": "{% set ns = namespace() %}{% set ns.x = 1 %}{{ ns.x }}",
    "with": "{% with a = sender.__class__ %}{{ a }}{% endwith %}",
    "do": "{% do vars.update({'a': 1}) %}",
    "debug": "{% debug %}",
    "autoescape": "{% autoescape false %}{{ sender.__class__ }}{% endautoescape %}",
    "trans": "{% trans %}x{% endtrans %}",
    "recursive loop": "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "break": "{% for x in range(9) %}{% break %}{% endfor %}",
}

CHANGES = {
    "append": "{{ vars.items.append(1) }}",
    "update": "{{ vars.update({'a': 1}) }}",
    "clear": "{{ {'a': 1}.clear() }}",
    "pop": "{{ vars.pop('shop') }}",
    "list pop": "{{ [1].pop() }}",
    "setdefault": "{{ vars.setdefault('a', 1) }}",
    "extend": "{% set a = [1] %}{{ a.extend(a) }}",
    "sort in place": "{{ [2, 1].sort() }}",
    "iterate a generator": "{{ (vars.items | map('upper')).gi_frame }}",
    "coroutine": "{{ sender.cr_frame }}{{ sender.gi_code }}{{ sender.f_back }}",
}

RESOURCES = {
    "a long text": "{{ 'x' * 10**8 }}",
    "a long text, other way round": "{{ 10**8 * 'x' }}",
    "a long list": "{{ [0] * 10**8 }}",
    "a long range": "{{ range(10**9) | list | length }}",
    "an endless range": "{{ range(10**30) }}",
    "a range of many ranges": "{% for a in range(19999) %}{{ range(19999) | sum }}{% endfor %}",
    "loops in each other": "{% for a in range(9999) %}{% for b in range(9999) %}x"
    "{% endfor %}{% endfor %}",
    "silent loops": "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}x",
    "a loop with a condition": "{% for a in range(19999) if 'x' * 9999 == 'y' %}{% endfor %}x",
    "powers": "{{ 9 ** 9 ** 9 }}",
    "negative powers": "{{ 10 ** -(10 ** 9) ** 9 }}",
    "powers of floats": "{{ 9.9 ** 99999 }}",
    "powers of powers": "{% set a = 99 %}" + "{% set a = a ** 9 %}" * 9 + "{{ a }}",
    "a wide format": "{{ '%1000000000d' % 1 }}",
    "a wide format by star": "{{ '%*d' % (1000000000, 1) }}",
    "a wide format by brace": "{{ '{:>1000000000}'.format(1) }}",
    "a wide format by test": "{{ '%1000000000d' is odd }}x",
    "a wide format by another test": "{{ '%1000000000d' is divisibleby 1 }}x",
    "a wide format by select": "{{ ['%1000000000d'] | select('even') | join }}x",
    "center": "{{ 'x' | center(10**9) }}",
    "center method": "{{ 'x'.center(10**9) }}",
    "ljust": "{{ 'x'.ljust(10**9) }}",
    "zfill": "{{ 'x'.zfill(10**9) }}",
    "expandtabs": "{{ '\\t'.expandtabs(10**9) }}",
    "wordwrap": "{{ 'x' | wordwrap(1, wrapstring='x' * 9999) }}",
    "indent": "{{ 'x\\nx' | indent(10**9) }}",
    "truncate": "{{ 'x' | truncate(1, end='x' * 10**9) }}",
    "batch": "{{ [1] | batch(10**9, 0) }}",
    "slice": "{{ [1] | slice(10**9) }}",
    "filesizeformat": "{{ (10**400) | filesizeformat }}",
    "digits of a number": "{{ 10 ** 5000 }}",
    "digits of a text": "{{ ('9' * 5000) | int }}",
    "digits written out": "{{ " + "9" * 5000 + " }}",
    "rounding": "{{ 1.5 | round(10**9) }}",
    "rounding back": "{{ 5 | round(-10**9) }}",
    "replacing with more": "{{ ('a' * 19999) | replace('a', 'b' * 19999) }}",
    "replacing nothing": "{{ ('a' * 19999) | replace('', 'b' * 19999) }}",
    "replacing often": "{% set a = 'aa' %}" + "{% set a = a | replace('a', 'aaa') %}" * 30,
    "joining squares": "{{ range(9999) | join('x' * 9999) }}",
    "doubling": "{% set a = 'xxxx' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
    "doubling by addition": "{% set a = 'xxxx' %}" + "{% set a = a + a %}" * 60 + "{{ a }}",
    "doubling in a loop": "{% set a = 'x' %}{% for i in range(99) %}{% set a = a ~ a %}"
    "{{ a }}{% endfor %}",
    "squaring": "{% set a = 9 %}" + "{% set a = a * a %}" * 60 + "{{ a }}",
    "lists of lists": "{% set a = [1] %}" + "{% set a = [a, a] %}" * 60 + "{{ a | string }}",
    "mappings of mappings": "{% set a = {} %}" + "{% set a = {1: a, 2: a} %}" * 60 + "{{ a }}",
    "list addition": "{% set a = [1] %}" + "{% set a = a + a %}" * 60 + "{{ a | length }}",
    "slices": "{% for i in range(19999) %}{{ ('x' * 9999)[i:] | length }}{% endfor %}",
    "comparisons": "{% for i in range(9999) %}{{ 'x' * 9999 == 'x' * 9998 }}{% endfor %}",
    "searches": "{% for i in range(9999) %}{{ 'x' * 99 in 'y' * 9999 }}{% endfor %}",
    "counts": "{% for i in range(9999) %}{{ ('x' * 9999).count('xx') }}{% endfor %}",
    "strips": "{% for i in range(9999) %}{{ ('x' * 9999).strip('yx') }}{% endfor %}x",
    "splits": "{% for i in range(9999) %}{{ ('x' * 9999).split('x') | length }}{% endfor %}",
    "urlencode": "{% for i in range(9999) %}{{ ('价' * 9999) | urlencode | length }}{% endfor %}",
    "json": "{% for i in range(9999) %}{{ range(9999) | list | json | length }}{% endfor %}",
    "upper cases": "{{ ('ΐ' * 19999).upper().upper() | length }}",
    "map over maps": "{{ range(19999) | map('string') | map('list') | map('join') | join }}",
    "map of map": "{{ range(19999) | map('default', range(19999)) | map('sum') | sum }}",
    "select over much": "{{ range(19999) | select('in', range(19999) | list) | list | length }}",
    "sorts": "{% for i in range(999) %}{{ range(9999) | sort | first }}{% endfor %}",
    "shuffles": "{{ range(19999) | shuffle | shuffle | first }}",
    "dice": "{{ dice(10**9, 6) }}",
    "dice again and again": "{% for i in range(9999) %}{{ dice(100, 6) }}{% endfor %}",
    "dates": "{% for i in range(9999) %}{{ now | date('%A' * 999) | length }}{% endfor %}",
    "far dates": "{{ now | plus(days=10**30) }}",
    "money": "{{ (10**70) | money }}",
    "duration": "{% for i in range(19999) %}{{ (2**250) | duration }}{% endfor %}",
    "masks": "{{ ('x' * 19999) | mask(-10**9, -10**9) | length }}{{ 'x' * 5001 }}",
    "deep brackets": "{{ " + "(" * 4000 + "1" + ")" * 4000 + " }}",
    "deep negation": "{{ " + "not " * 2000 + "1 }}",
    "deep signs": "{{ " + "-" * 4000 + "1 }}",
    "deep lists": "{{ " + "[" * 3000 + "]" * 3000 + " }}",
    "deep calls": "{{ sender" + ".name.strip()" * 700 + " }}",
    "deep filters": "{{ sender" + "|upper" * 1500 + " }}",
    "deep ifs": "{% if 1 %}" * 400 + "{% endif %}" * 400,
    "deep loops": "{% for x in vars.items %}" * 40 + "{% endfor %}" * 40,
    "long sums": "{{ 1" + " + 1" * 2000 + " }}",
    "an infinite number": "{{ 1e999 }}",
    "not a number": "{{ 1e999 - 1e999 }}",
    "looping over oneself": "{% for k in vars %}{% for k in vars %}{% for k in vars %}"
    "{% for k in range(9999) %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}x",
}

ESCAPES = {**WALKS, **NAMES, **GLOBALS, **FORMATS, **STATEMENTS, **CHANGES}


PYTHONS = (
    *("__class__", "__class__.__mro__", "name.__class__", "__init__.__globals__", "__dict__"),
    *("__doc__", "__len__", "__getitem__", "mro", "format", "format_map", "encode", "local"),
    *("_found", "_entries", "gi_frame", "f_globals", "func_globals", "0.__class__"),
    *("\uff3f\uff3fclass\uff3f\uff3f", "__\U0001d4b8lass__", "__class__\u200b"),
)
"""Attributes that Python's values have, some of them in letters that look like theirs."""

NAMED = (
    *(
        "{{ x[n] }}",
        "{{ x | attr(n) }}",
        "{{ x | map(n) | join }}",
        "{{ x | map('attr', n) | join }}",
    ),
    *("{{ [x] | map(attribute=n) | join }}", "{{ [x] | map(attribute=n, default='-') | join }}"),
    *("{{ [x] | sum(attribute=n) }}", "{{ [x, x] | sort(attribute=n) | join }}"),
    *("{{ [x, x] | sort(true, n) | join }}", "{{ [x, x] | unique(n) | join }}"),
    *(
        "{{ [x, x] | min(n) }}",
        "{{ [x, x] | max(attribute=n) }}",
        "{{ [x, x] | top(1, n) | join }}",
    ),
    *("{{ {'k': x} | top(1, n) | join }}", "{{ {'k': x} | dictsort(n) | join }}"),
    *("{{ [x] | groupby(n) }}", "{{ [x] | selectattr(n, 'defined') | join('+') }}x"),
    *("{{ [x] | rejectattr(n, 'undefined') | join('+') }}x", "{{ [x] | selectattr('name', n) }}"),
    *("{{ [x] | select(n) | join }}", "{{ [x] | reject(n) | join }}", "{{ x | default(n, true) }}"),
    *(
        "{{ x is in n }}",
        "{{ (x ~ '')[n] }}",
        "{{ vars[n] }}{{ tables.teas[n] }}",
        "{{ match[n] }}",
    ),
    *("{% for y in [x] %}{{ loop[n] }}{% endfor %}", "{{ memory.sender[n] }}", "{{ now[n] }}"),
    *("{{ pick([x])[n] }}", "{{ [x, x] | shuffle | map(attribute=n) | join }}"),
)
"""Every way in which a template may name something by a value."""

QUOTED = re.compile(r'"[^"]*"|memory\.sender\.\S+')
SENTENCE = re.compile(r"(?!.*(View|Table|operand|argument))[a-z]+ [^<>]+", re.DOTALL)

OWNERS = ("sender", "message", "now", "match", "group", "tables.teas", "'a'", "pick", "7", "memory")


@pytest.mark.parametrize("source", NAMED)
@pytest.mark.parametrize("owner", OWNERS)
def test_names_that_are_values_reach_nothing(source: str, owner: str) -> None:
    """Nothing of Python is shown, and whatever fails says so in a sentence of ours."""
    for name in PYTHONS:
        template = f"{{% set x, n = {owner}, {name!r} %}}{source}"
        try:
            shown = unchecked(template)
        except RenderError as error:
            shown = str(error)
            assert SENTENCE.fullmatch(shown), shown
        assert not LEAK.search(QUOTED.sub("", shown))


def _checked(source: str) -> str | None:
    """What a rule file's reply gives; None where it was refused, before or while rendering."""
    try:
        return compile_template(source, KNOWN).render(values("__class__"), by_place)
    except (TemplateFaults, RenderError):
        return None


def _bare(source: str) -> str | None:
    """The same with nothing but the sandbox in the way."""
    try:
        return run(compiled(source), values("__class__"), by_place)
    except RenderError:
        return None


@pytest.mark.parametrize("source", ESCAPES.values(), ids=ESCAPES)
def test_escapes_are_refused(source: str) -> None:
    """No rule file gets further than a complaint or a failed rendering."""
    assert _checked(source) is None


@pytest.mark.parametrize("source", ESCAPES.values(), ids=ESCAPES)
def test_escapes_leak_nothing_without_the_check(source: str) -> None:
    """The sandbox alone shows nothing of Python either."""
    with must_end():
        shown = _bare(source)
    assert shown is None or not LEAK.search(shown)


@pytest.mark.parametrize("source", RESOURCES.values(), ids=RESOURCES)
def test_attacks_on_resources_end(source: str) -> None:
    """Memory, time and output have an end, which is an error or a text of ordinary length."""
    with must_end():
        for shown in (_checked(source), _bare(source)):
            assert shown is None or len(shown) <= 2 * OUTPUT_CHARS_MAX


HELD = {
    *("dates", "silent loops", "loops in each other", "sorts", "json", "map of map"),
    *("select over much", "shuffles", "dice again and again", "duration", "searches"),
}


@pytest.mark.parametrize("name", sorted(HELD))
def test_work_is_what_ends_them(name: str) -> None:
    """What is slow rather than large is stopped by its budget."""
    with pytest.raises(RenderError, match=r"does too much|longer than"):
        unchecked(RESOURCES[name])


@pytest.mark.parametrize("text", [*ESCAPES.values(), "{{ 7*7 }}", "${7*7}", "#{7*7}", "<%= 7*7 %>"])
def test_message_text_is_never_a_template(text: str) -> None:
    """What a stranger writes comes back letter by letter."""
    template = compile_template("{{ message.text }}", KNOWN)
    assert template.render(values(text)) == text.strip()


def test_names_of_the_collection_are_told_apart() -> None:
    """A case that hides another by its name would not run."""
    kinds = (WALKS, NAMES, GLOBALS, FORMATS, STATEMENTS, CHANGES)
    assert len(ESCAPES) == sum(map(len, kinds))
    assert len(ESCAPES) + len(RESOURCES) > 180
    assert set(RESOURCES) >= HELD
