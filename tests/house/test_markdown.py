"""The reader of the documents sees what is there."""

from __future__ import annotations

import pytest

from tests.house.markdown import Block, anchors, blocks, code_spans, links, table

DOCUMENT = """\
# The `first` thing, done

See [there](other.md#part) and `[not](a-link)` and ![picture](a.png), `code` too.

```console run
$ [not](a-link)
# not a heading
```

````
```
inner
```
````

| a | b |
| --- | --- |
| 1 | `x` |
| 2 | y |

| c |
| --- |
"""


def test_blocks_come_with_language_marks_and_line() -> None:
    """A longer fence may hold a shorter one."""
    assert blocks(DOCUMENT) == (
        Block("console", ("run",), "$ [not](a-link)\n# not a heading\n", 6),
        Block("", (), "```\ninner\n```\n", 11),
    )


def test_links_in_code_are_none() -> None:
    """What stands in a code block or span is shown, not followed."""
    assert links(DOCUMENT) == ("other.md#part", "a.png")


def test_code_spans_are_those_outside_blocks() -> None:
    """Spans are found in prose, headings and tables."""
    assert code_spans(DOCUMENT) == ("first", "[not](a-link)", "code", "x")


def test_a_heading_is_an_anchor() -> None:
    """Headings become lower case with hyphens; a comment in a code block is no heading."""
    assert anchors(DOCUMENT) == {"the-first-thing-done"}


def test_a_table_is_found_by_its_header() -> None:
    """Rows come as mappings, and end where the table ends."""
    assert table(DOCUMENT, "a", "b") == ({"a": "1", "b": "`x`"}, {"a": "2", "b": "y"})
    with pytest.raises(LookupError, match="no table with the columns b, a"):
        table(DOCUMENT, "b", "a")
