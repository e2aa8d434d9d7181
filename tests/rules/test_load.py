"""Loading rule files, good and broken ones."""

from __future__ import annotations

import contextlib
import gc
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.errors import EnvironmentFault, RuleFileError
from responder.models import Limits, Rate, Span
from responder.rules.load import draft, load
from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.nodes import Node
from responder.rules.ruleset import Rule, RuleSet
from responder.rules.table import Table
from tests.rules.rulekit import CLIENTS, answer, fault, faults, rules, says, texts
from tests.shelf import Shelf, shelf

BROKEN = Path(__file__).parent / "broken"
EXAMPLE = Path(__file__).parents[2] / "rules.example.yaml"
SMALLEST = "rules:\n- when: 你好\n  reply: 您好！\n"


def _broken() -> list[str]:
    return sorted(path.stem for path in BROKEN.glob("*.yaml"))


@pytest.mark.parametrize("name", _broken())
def test_broken_file_is_reported_word_for_word(name: str) -> None:
    """Each fault is named with place, rule, field, source line, caret and way out."""
    path = BROKEN / f"{name}.yaml"
    with pytest.raises(RuleFileError) as caught:
        load(path.name, shelf(path.read_bytes(), path.name))
    assert f"{caught.value}\n" == path.with_suffix(".txt").read_text("utf-8")


def test_every_expected_message_has_its_file() -> None:
    """Messages and broken files belong together, and there are many."""
    assert sorted(path.stem for path in BROKEN.glob("*.txt")) == _broken()
    assert len(_broken()) >= 60


def test_smallest_file() -> None:
    """Three lines are a useful rule file."""
    rule_set = rules(SMALLEST)
    assert [rule.name for rule in rule_set.rules] == ["你好"]
    assert texts(rule_set, says("你好")) == ["您好！"]


def test_path_is_given_to_the_reader() -> None:
    """Files come through the argument, and nothing else is read."""
    rule_set = load("some/where.yaml", shelf(SMALLEST, "some/where.yaml"))
    assert (rule_set.path, rule_set.files) == ("some/where.yaml", ("some/where.yaml",))


def test_what_the_reader_raises_passes() -> None:
    """A file that can not be read is not a faulty rule file."""
    with pytest.raises(EnvironmentFault):
        load("gone.yaml", shelf(SMALLEST))


def test_whole_head_is_read() -> None:
    """Time zone, vars and limits arrive in the rule set."""
    rule_set = rules("""
        version: 1
        timezone: Asia/Shanghai
        vars: {shop: 小店}
        limits: {delay: off, per_chat: 2/5s, per_account: off}
        rules: [{reply: a}]
    """)
    assert (rule_set.timezone, rule_set.zone) == ("Asia/Shanghai", ZoneInfo("Asia/Shanghai"))
    assert rule_set.names == Table({"shop": "小店"})
    assert rule_set.limits == Limits(None, Rate(2, 5), None)


def test_defaults() -> None:
    """Without a head there is the default pace and the machine's time zone."""
    rule_set = rules("rules: [{reply: a}]")
    assert (rule_set.timezone, rule_set.zone, rule_set.limits) == (None, None, Limits())
    assert rule_set.limits.delay == Span(1, 3)


def test_hash_is_of_the_bytes() -> None:
    """The same file has the same hash, any other one another."""
    one, other = rules(SMALLEST), rules(SMALLEST + "# changed\n")
    assert one.hash == rules(SMALLEST).hash
    assert one.hash != other.hash
    assert len(one.hash) == 32


def test_lines_of_rules() -> None:
    """Each rule knows where it begins."""
    rule_set = rules("rules:\n  - reply: a\n    when: x\n\n  - reply: b\n")
    assert [rule.line for rule in rule_set.rules] == [2, 5]


def test_faults_are_all_reported_in_order() -> None:
    """Head, schema, patterns, templates and names are checked in one look."""
    found = faults("""
        timezone: Nowhere
        rules:
          - {name: a, when: {chat: x}, reply: "{{ nix }}"}
          - {name: a, when: {text: {regex: '('}}, reply: b}
          - {when: x, replay: y}
          - 7
    """)
    assert [one.line for one in found] == [2, 4, 4, 5, 5, 6, 7]


def test_source_spelling_is_kept_in_a_reply() -> None:
    """Numbers, dates and YAML 1.1 words are sent as they are spelled."""
    rule_set = rules("""
        vars: {phone: 08001234567}
        rules:
          - {when: 电话, reply: 08001234567}
          - {when: 几点, reply: 22:00}
          - {when: 开吗, reply: yes}
          - {when: 08, reply: "{{ vars.phone }}"}
    """)
    sent = [texts(rule_set, says(text))[0] for text in ("电话", "几点", "开吗", "08")]
    assert sent == ["08001234567", "22:00", "yes", "08001234567"]


def test_rules_may_be_put_to_use_before_they_are_reviewed() -> None:
    """They are the same then, but for the warnings; who wants none lets go of what finds them."""
    text = "rules: [{when: a, reply: b}, {when: a, reply: c}]\nlists: {unused: [a]}"
    whole = load("rules.yaml", shelf(text))
    one, another = draft("rules.yaml", shelf(text)), draft("rules.yaml", shelf(text))
    assert one.rule_set == replace(whole, warnings=())
    assert texts(one.rule_set, says("a")) == ["b"]
    assert one.reviewed() == one.reviewed() == one.rule_set == whole
    assert len(whole.warnings) == 2
    another.let_go()
    assert another.reviewed() is another.rule_set == replace(whole, warnings=())


def test_example_file_works_as_its_comments_say() -> None:
    """The shipped example loads without a warning and answers."""
    rule_set = load("rules.yaml", shelf(EXAMPLE.read_bytes()))
    assert rule_set.warnings == ()
    assert texts(rule_set, says("你好")) == ["您好！"]
    assert texts(rule_set, says("多少钱")) == [
        "小明 您好，小店的价格：\n标准版 3500 元\n品牌版 6000 元"
    ]
    assert texts(rule_set, says("查订单 1234567")) == [
        "订单 1234567 已收到，请拨打 08001234567 查询。"
    ]
    assert texts(rule_set, says("地址在哪"))[1] == "欢迎光临小店！"
    assert answer(rule_set, says("贷款吗")).rule == "广告"
    assert texts(rule_set, says("随便说说")) == ["您好，我现在不方便，稍后回复您。"]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_rule_file_error(data: bytes) -> None:
    """Whatever a file holds, it is loaded or refused with our error."""
    with contextlib.suppress(RuleFileError):
        assert load("r.yaml", shelf(data, "r.yaml")).rules


KEYS = [
    "name",
    "when",
    "reply",
    "do",
    "silent",
    "text",
    "contains",
    "regex",
    "chat",
    "rules",
    "<<",
    "x",
]
plain = st.sampled_from(
    ["a", "'{{ sender.name }}'", "'{{ x'", "true", "", "group", "'('", "7", "[]"]
)
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{key}: {item}" for key, item in items.items()) + "}"
        ),
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from([*KEYS, "vars", "limits", "timezone"]), values, max_size=4))
def test_no_structure_raises_anything_but_a_rule_file_error(entries: dict[str, str]) -> None:
    """Keys and values of the language in any arrangement are loaded or refused."""
    text = "".join(f"{key}: {value}\n" for key, value in entries.items())
    with contextlib.suppress(RuleFileError):
        assert load("r.yaml", shelf(text, "r.yaml")).rules


@settings(deadline=None, max_examples=200)
@given(st.lists(values, min_size=1, max_size=3))
def test_no_rule_raises_anything_but_a_rule_file_error(entries: list[str]) -> None:
    """Rules of any shape are loaded or refused."""
    text = "rules:\n" + "".join(f"- {entry}\n" for entry in entries)
    with contextlib.suppress(RuleFileError):
        assert load("r.yaml", shelf(text, "r.yaml")).rules


def test_file_without_rules_is_refused() -> None:
    """Neither the main file nor one that it includes has any."""
    assert "expected `rules:`, got a file without it" in fault("version: 1")


def test_included_rules_come_first() -> None:
    """In the order of the files' names, so that the main file may end with a rule for the rest."""
    files = Shelf(
        {
            "shop/main.yaml": "include: parts/*.yaml\nrules: [{name: 其他, reply: d}]",
            "shop/parts/b.yaml": "rules: [{name: b, reply: '{{ vars.who }}'}]",
            "shop/parts/a.yaml": "vars: {who: 我}\nrules: [{name: a, when: a, reply: a}]",
        }
    )
    rule_set = load("shop/main.yaml", files)
    assert [(rule.name, rule.file) for rule in rule_set.rules] == [
        ("a", "shop/parts/a.yaml"),
        ("b", "shop/parts/b.yaml"),
        ("其他", "shop/main.yaml"),
    ]
    assert texts(rule_set, says("x")) == ["我"]
    assert rule_set.patterns == ("shop/parts/*.yaml",)
    assert set(rule_set.files) == {"shop/main.yaml", "shop/parts/a.yaml", "shop/parts/b.yaml"}


def test_main_file_may_hold_settings_alone() -> None:
    """All rules may stand in included files."""
    files = Shelf({"m.yaml": "include: r.yaml", "r.yaml": "rules: [{name: r, reply: x}]"})
    assert [rule.name for rule in load("m.yaml", files).rules] == ["r"]


def test_hash_is_of_all_files() -> None:
    """A change of an included file or of a table makes another rule set."""

    def hash_of(included: str, table: str) -> str:
        main = "include: r.yaml\ntables: {faq: {file: faq.csv}}\nrules: [{reply: a}]"
        return load("m.yaml", Shelf({"m.yaml": main, "r.yaml": included, "faq.csv": table})).hash

    first = hash_of("rules: [{when: a, reply: x}]", "k,v\na,b\n")
    assert first == hash_of("rules: [{when: a, reply: x}]", "k,v\na,b\n")
    assert first != hash_of("rules: [{when: a, reply: y}]", "k,v\na,b\n")
    assert first != hash_of("rules: [{when: a, reply: x}]", "k,v\na,c\n")


def test_faults_name_their_own_file() -> None:
    """Those of all files come at once, each with the file it stands in."""
    files = Shelf(
        {
            "m.yaml": "include: [a.yaml]\ntables: {faq: {file: faq.csv}}\n"
            "rules: [{name: a, repli: x}]",
            "a.yaml": "rules:\n- {name: a, reply: '{{ nix }}'}",
            "faq.csv": "k,v\na,b\na,c\n",
        }
    )
    with pytest.raises(RuleFaults) as caught:
        load("m.yaml", files)
    places = [(one.file, one.line) for one in caught.value.details]
    assert places == [("a.yaml", 2), ("m.yaml", 3), ("m.yaml", 3), ("faq.csv", 3)]


def test_table_that_can_not_be_read_is_a_fault_of_its_name() -> None:
    """The rule file says where it looked."""
    found = fault("tables: {faq: {file: faq.csv}}\nrules: [{reply: a}]")
    assert found.startswith("1:22: tables.faq.file: expected a file that can be read: faq.csv: ")


def test_table_answers() -> None:
    """The value of the row that fits is in the reply."""
    files = Shelf(
        {
            "m.yaml": "tables: {faq: {file: faq.csv}}\n"
            "rules: [{when: {text: {in: faq}}, reply: '{{ match.keyword }}：{{ match.value }}'}]",
            "faq.csv": "问题,回答\n价格,3500\n地址,人民路\n",
        }
    )
    rule_set = load("m.yaml", files)
    assert texts(rule_set, says("价格")) == ["价格：3500"]
    assert texts(rule_set, says("地址")) == ["地址：人民路"]


def test_defaults_count_where_a_rule_says_nothing() -> None:
    """`chat` and `continue` of the file; a rule that says it itself is not asked."""
    rule_set = rules("""
        defaults: {chat: any, continue: true}
        rules: [{name: a, reply: a}, {name: b, when: {chat: private}, continue: false, reply: b}]
    """)
    assert texts(rule_set, says("x", group=CLIENTS)) == ["a"]
    assert texts(rule_set, says("x")) == ["a", "b"]
    assert [rule.proceeds for rule in rule_set.rules] == [True, False]


def test_delay_of_a_rule() -> None:
    """A rule may have a pause of its own, or none; the others have that of the file."""
    rule_set = rules("""
        limits: {delay: 2s}
        rules: [{reply: a}, {delay: off, reply: b}, {delay: 5s..6s, reply: c}]
    """)
    assert [rule.delay for rule in rule_set.rules] == [Span(2, 2), None, Span(5, 6)]


@pytest.mark.parametrize(
    "head",
    [
        "timezone: Asia/Shangai",
        "limits: {delay: 3}",
        "fold: {wdith: true}",
        "version: 2",
        "nonsense: 1",
    ],
)
def test_one_fault_of_the_head_makes_no_others(head: str) -> None:
    """What rules name stays known, and what is wrong in them is said all the same."""
    text = f"""
{head}
lists: {{l: [a]}}
tables: {{t: {{a: 1}}}}
rules:
  - {{name: r, when: {{text: {{contains: {{list: l}}}}}}, reply: "{{{{ tables.t.a }}}}"}}
  - {{name: s, reply: "{{{{ nix }}}}"}}
"""
    found = faults(text)
    assert [one.line for one in found] == [2, 7]


@pytest.mark.parametrize(
    ("head", "asked"),
    [
        ("lists: {l: [[a]]}", "lists.l"),
        ("lists: {' ': [a], l: [a]}", "lists.vip"),
        ("tables: {t: {a: [b]}}", "tables.t.a"),
        ("tables: [t]", "tables.faq.a"),
        ("list: {l: [a], vip: [b]}", "lists.vip"),
        ("table: {faq: {a: b}}", "tables.faq.a"),
        ("var: {shop: 小店}", "vars.shop"),
        ("vars: [a]", "vars.shop"),
        ("defaults: {chat: nowhere}", "group.name"),
        ("include: gone.yaml", "vars.shop ~ lists.vip ~ tables.faq.a"),
        ("include: [[a]]", "vars.shop"),
    ],
)
def test_rules_are_not_judged_by_what_nobody_knows(head: str, asked: str) -> None:
    """A faulty list is one fault, however many rules use it, and hides no other."""
    names = "contains: {list: l}" if "list" in head else "contains: a"
    text = f"{head}\nrules:\n- {{when: {{text: {{{names}}}}}, reply: '{{{{ {asked} }}}}'}}\n"
    assert [one.line for one in faults(text)] == [1]
    assert [one.line for one in faults(text.replace(asked, "nix"))] == [1, 3]


@pytest.mark.parametrize(
    "when",
    [
        "{text: {regex: '(?P<id>'}}",
        "{command: '/a {id:itn}'}",
        "{text: {regex: '{{ vars.nix }}(?P<id>.)'}}",
        "{text: {regex: '(?P<id>'}, if: match.id == args.id}",
        "{text: {regex: '(?P<id>'}, any: [{if: match.id}, a]}",
    ],
)
def test_what_broken_conditions_would_find_is_not_missed(when: str) -> None:
    """The broken pattern or command is said once, not again in each answer that relies on it."""
    inner = "{when: {if: match.id}, reply: '{{ match.id }} {{ args.id }}'}"
    text = f"rules:\n- when: {when}\n  reply: '{{{{ match.id }}}} {{{{ args.id }}}}'\n"
    assert [one.line for one in faults(text)] == [2]
    assert [one.line for one in faults(f"{text}  rules:\n  - {inner}\n")] == [2]
    assert [one.line for one in faults(text.replace("args.id }}'", "nix }}'"))] == [2, 3]


def test_a_file_without_rules_whose_include_is_broken() -> None:
    """Its rules may stand in what it would include."""
    assert [one.line for one in faults("include: gone.yaml")] == [1]


def test_what_rules_store_is_not_missed_where_rules_are() -> None:
    """A slip in `rules` or `include` is one fault, though a test names what a rule would store."""
    rules_ = "rules:\n- {when: a, do: [{count: sender.n}]}\n"
    test = "{name: t, memory: {sender: {小明: {n: 2}}}, steps: [{from: 小明, says: a}]}"
    text = f"{rules_}tests:\n- {test}\n"
    assert [one.line for one in faults(text.replace("rules:", "rulez:"))] == [1]
    assert [one.line for one in faults(f"include: gone.yaml\n{text}".replace(".n}", ".m}"))] == [1]
    assert [one.line for one in faults(text.replace(".n}", ".m}"))] == [4]


def test_rules_are_judged_though_a_table_file_is_faulty() -> None:
    """Whatever they ask of that table may be there; what else is wrong with them is said."""
    files = Shelf(
        {
            "m.yaml": "tables: {faq: {file: faq.csv}}\n"
            "rules:\n- {when: {text: {in: faq}}, reply: '{{ match.value.x }}{{ tables.faq.y }}'}\n"
            "- {name: b, reply: '{{ nix }}'}\n",
            "faq.csv": "k,v\na,b\na,c\n",
        }
    )
    with pytest.raises(RuleFaults) as caught:
        load("m.yaml", files)
    assert [(one.file, one.line) for one in caught.value.details] == [("m.yaml", 4), ("faq.csv", 3)]


def test_default_delay_is_that_of_the_defaults() -> None:
    """`defaults` wins over `limits`, and may be `off`."""
    head = "limits: {delay: 2s}\ndefaults: {delay: %s}\nrules: [{reply: a}, {delay: 1s, reply: b}]"
    assert [rule.delay for rule in rules(head % "5s").rules] == [Span(5, 5), Span(1, 1)]
    assert [rule.delay for rule in rules(head % "off").rules] == [None, Span(1, 1)]


@pytest.mark.parametrize(
    "text", [EXAMPLE.read_text("utf-8"), "rules: [{nam: a}]"], ids=["good", "broken"]
)
def test_what_was_loaded_ends_without_the_collector(text: str) -> None:
    """The rules and all that was made of the file; while it is loaded the collector rests."""
    kinds = (Rule, RuleSet, Node, RuleFaults)
    before = sum(isinstance(one, kinds) for one in gc.get_objects())
    gc.disable()
    try:
        with contextlib.suppress(RuleFaults):
            assert load("m.yaml", shelf(text, "m.yaml")).rules
        assert sum(isinstance(one, kinds) for one in gc.get_objects()) == before
    finally:
        gc.enable()
