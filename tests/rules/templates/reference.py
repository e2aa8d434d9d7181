"""Writes `docs/templates.md`, the page of all filters and functions, from their table.

`python -m tests.regenerate` does it; a test says when it has to be done.
"""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from responder.rules.templates.budget import OUTPUT_CHARS_MAX, WORK_MAX
from responder.rules.templates.entry import Use
from responder.rules.templates.filters import SECTIONS
from responder.rules.templates.predicates import TESTS
from responder.rules.templates.words import TEXT_METHODS
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from responder.rules.templates.entry import Entry

PAGE: Path = ROOT / "docs" / "templates.md"

HEAD = f"""# Filters and functions of templates

A reply is a text in which `{{{{ … }}}}` stands for a value; [the rule file](rules.md#replies) says
which values there are. What stands here changes a value or makes one. A filter stands behind its
value and a bar, and several may follow one another; a function stands in front of brackets:

```yaml
rules:
  - when: 菜单
    reply: 今天是{{{{ now | weekday_name }}}}，推荐{{{{ ['红茶', '绿茶'] | join('、') }}}}。
  - when: 骰子
    reply: "{{{{ sender.name }}}} 掷出了 {{{{ dice(2, 6) }}}} 点。"
```

Every example below is carried out by a test, on Tuesday, 24 November 2026 at 10:00. 小明 wrote,
whom WeChat knows as Ming, the file has the table `teas`: 红茶 for 8 and 绿茶 for 5, and as
`everyone.karma` 5 is [stored](rules.md#memory) for 小红 and 2 for 小明.

Where a filter writes words of its own, they are Chinese, because most replies are; `'en'` makes
them English. Dates may be `now`, `message.time`, Unix seconds, or texts such as `2026-11-23`,
`2026年11月23日 18:30` and `18:30` (today). What is drawn by chance depends on the message, the rule
and the place alone: the same message gets the same answer again.

No template can do too much: a reply has at most {OUTPUT_CHARS_MAX:,} characters, and a rendering
takes at most {WORK_MAX:,} steps, of which an ordinary one needs fifty. A template that needs more
fails, and nothing is sent.
"""


WRITTEN_STAR = "\\*"
"""A star that makes nothing bold."""

WIDTH = 99
"""Columns of the page's own sentences."""


def page() -> str:
    """The whole page."""
    sections = "".join(_section(title, entries) for title, entries in SECTIONS.items())
    return f"{HEAD}{sections}\n{_tests()}\n{_methods()}"


def _section(title: str, entries: tuple[Entry, ...]) -> str:
    rows = "\n".join(map(_row, sorted(entries, key=lambda entry: entry.name)))
    return (
        f"\n## {title}\n\n| name | gives | example | result |\n| --- | --- | --- | --- |\n{rows}\n"
    )


def _row(entry: Entry) -> str:
    names = ", ".join(f"`{_call(name, entry.use)}`" for name in entry.names)
    result = entry.result.replace("\n", " ⏎ ").replace("\N{FOUR-PER-EM SPACE}", " ")
    example = entry.example.replace("|", "\\|")
    return f"| {names} | {entry.says} | `{example}` | {result.replace('*', WRITTEN_STAR)} |"


def _call(name: str, use: Use) -> str:
    return {
        Use.FILTER: name,
        Use.FUNCTION: f"{name}()",
        Use.BOTH: f"{name}`, `{name}()",
    }[use]


def _tests() -> str:
    words = ", ".join(f"`{name}`" for name in sorted(TESTS) if name.isalpha())
    said = "What may stand behind `is`, and as a text in `select`, `reject`, `selectattr` and"
    return f"## Tests\n\n{fill(f'{said} `rejectattr`: {words}.', WIDTH)}\n"


def _methods() -> str:
    words = ", ".join(f"`{name}`" for name in sorted(TEXT_METHODS))
    said = f"A text has these, as in `message.text.startswith('查')`: {words}."
    return f"""## Methods of texts

{fill(said, WIDTH)}

A mapping has `get`, `items`, `keys` and `values`.
"""
