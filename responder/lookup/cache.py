"""Answers that are used again for a while, each for just the same request.

It must not know how anything is asked.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from responder.rules.requests import Fetched

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.rules.requests import FetchRequest, FetchResult

KEPT_MAX: Final = 200
"""Answers, those used last: at their largest some hundred megabytes, mostly one."""


class Cache:
    """Keeps answers.

    Args:
        now: Unix seconds; a clock that is set back lets an answer end.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._kept: OrderedDict[FetchRequest, tuple[float, Fetched]] = OrderedDict()

    def get(self, request: FetchRequest) -> Fetched | None:
        """The answer to just this request, if it is fresh enough."""
        key = _same(request)
        if not request.cache_s or key not in self._kept:
            return None
        since_s, result = self._kept[key]
        if not 0 <= self._now() - since_s < request.cache_s:
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return result

    def put(self, request: FetchRequest, result: FetchResult) -> None:
        """Keep an answer, if the request wants that and it is one."""
        if not request.cache_s or not isinstance(result, Fetched):
            return
        key = _same(request)
        self._kept[key] = self._now(), result
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)


def _same(request: FetchRequest) -> FetchRequest:
    """The request without what differs from one event to the next."""

    def common(text: str) -> str:
        return text.replace(f"~{request.mark}~", "~~") if request.mark else text

    return replace(
        request,
        key="",
        mark="",
        url=common(request.url),
        body=common(request.body),
        headers=tuple((name, common(value)) for name, value in request.headers),
        query=tuple((name, common(value)) for name, value in request.query),
        timeout_s=0.0,
        cache_s=0.0,
    )
