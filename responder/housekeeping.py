"""The housekeeping task: the journal forgets what is too old, a little at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import structlog
import trio

from responder.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.journal.pruning import Pruning
    from responder.wechat.kept import KeptMedia

EVERY_S = 60.0
"""How often something may be too old; texts that are not kept are gone within three minutes."""

BREATH_S = 0.5
"""Between two pieces: a million old rows are gone in three quarters of an hour, and nobody waits
for them longer than for one piece."""

log = structlog.get_logger(__name__)


async def keep_house(
    pruning: Pruning, kept: KeptMedia, keep_s: float, now: Callable[[], float]
) -> NoReturn:
    """Forget until cancelled.

    A journal that can not be written is no reason to stop: whoever has to write says so.

    Args:
        pruning: Forgets.
        kept: Media, which go as messages do.
        keep_s: How long that is, in seconds.
        now: Unix seconds.
    """
    while True:
        more = False
        try:
            more = pruning.prune(now())
            kept.prune(now() - keep_s)
        except JournalError as error:
            log.warning("nothing was forgotten", reason=str(error))
        await trio.sleep(BREATH_S if more else EVERY_S)
