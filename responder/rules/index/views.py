"""What of a text stays when it is folded, so that an index has to look at one text only.

Patterns see a text as it was written, most other conditions see it folded. Folding never touches
Han characters that stand side by side, except in mentions and pictures. It knows what the steps
of folding do; it must not know rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from responder.rules.needs import How
from responder.rules.subject import TEXT_CHARS_MAX

if TYPE_CHECKING:
    from responder.rules.text.folding import Folding

_HAN = re.compile("[\u4e00-\u9fff]+")
"""Characters without a wider, smaller or composed form."""

_PART_CHARS_MIN = 2
"""A single character of a longer literal would be found in every other message."""


def steady(how: How, text: str, folding: Folding) -> tuple[How, str] | None:
    """What to look for in the folded text instead of something in the text as it was written.

    Args:
        how: One of the ways that concern the text as it was written.
        text: What is looked for.
        folding: Of the rule file.

    Returns:
        Whenever a text has what was asked for, and `keeps_han` says so, the folded text has this.
        None if nothing of the kind is known.
    """
    whole = _HAN.fullmatch(text) is not None
    if how is How.RAW_WHOLE:
        found = (How.WHOLE, text) if whole else None
    elif how is How.RAW_START:
        start = _HAN.match(text)
        found = None if start is None else (How.START, start[0])
    elif how is How.RAW_PART:
        part = text if whole else max(_HAN.findall(text), key=len, default="")
        found = (How.PART, part) if whole or len(part) >= _PART_CHARS_MIN else None
    else:
        return None
    return found if found is not None and folding.fold(found[1]) == found[1] else None


def keeps_han(text: str, folded: str) -> bool:
    """Whether Han characters side by side in `text` are so in `folded`, but for their forms.

    Args:
        text: As it was written.
        folded: The same, folded and cut.
    """
    return (
        "@" not in text
        and "[" not in text
        and "\uff3b" not in text
        and "/:" not in text
        and "<" not in text
        and len(folded) < TEXT_CHARS_MAX
    )
