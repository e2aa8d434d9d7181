"""What is said in conversations where no rule says it.

It must not know when.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is said in conversations where no rule says it.

    Args:
        cancelled: To whoever ends one.
        gone: To whoever answers in one whose rule is gone.
    """

    cancelled: str = "已取消。"
    gone: str = "这个话题已经结束了，请重新开始。"
