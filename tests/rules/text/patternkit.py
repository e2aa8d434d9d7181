"""Random patterns, and texts that they are likely to fit."""

from __future__ import annotations

from hypothesis import strategies as st

LETTERS = "ab价格kKsſ_1 "

_ATOMS = st.sampled_from(
    [
        *"ab价格k",
        "ab",
        "价格",
        "s_1",
        ".",
        "(?s:.)",
        r"\w",
        r"\W",
        r"\d",
        r"\s",
        r"\S",
        r"\pL",
        r"\p{Han}",
        "[ab]",
        "[^a]",
        "[价格k]",
        "[a-z]",
        r"[\w ]",
        r"[^\s价]",
        "[[:alpha:]]",
        "^",
        "$",
        r"\A",
        r"\z",
        r"\b",
        r"\B",
        r"\Qa\E",
        r"\x{4ef7}",
        r"\x61",
        "(?i)",
        "(?m)",
        "(?-i)",
        "",
    ]
)
_REPEATS = st.sampled_from(
    ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}", "{2,}", "{0}"]
)


def _extended(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    opening = st.sampled_from(["(", "(?:", "(?i:", "(?P<x>", "(?-i:", "(?m:"])
    group = st.builds("{}{})".format, opening, inner)
    return st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
        group,
        st.builds("{}{}".format, group, _REPEATS),
        st.builds("{}{}".format, _ATOMS, _REPEATS),
    )


PATTERNS = st.recursive(_ATOMS, _extended, max_leaves=8)
"""Sources, most of which RE2 accepts."""

TEXTS = st.lists(st.sampled_from([*LETTERS, "价格", "ab", "A", "B", "\n", ""]), max_size=8).map(
    "".join
)
"""Short texts over the letters of the patterns."""
