"""What the console costs: its pages over a great journal, and replies beside browsers that stall.

    python -m tests.bench.console [ROWS] [MESSAGES]

Each page is asked for over a journal of ten thousand messages and over one of ROWS (a million), in
turns; the ratio of the medians of the processor time is what counts (aim: at most 1.5). Then
messages come in at a steady pace, in rounds with fifty browsers that have a page open and read
nothing, and rounds without.
"""

from __future__ import annotations

import platform
import socket
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack, ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
import trio

from responder.rules.recording import event_to_text
from tests.bench.edits import FRIENDS, Course, percentile, rule_text, write
from tests.console.kit import NOW_S, Shop, event
from tests.e2e.browser import url_of
from tests.e2e.processes import daemon, simulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEW, MANY = 10_000, 1_000_000
PAGES = ("/", "/live", "/live?chat=p7", "/live?rule=price", "/live?outcome=unanswered", "/outgoing")
ASKED = 30
BROWSERS = 50
ROUNDS = 5
CHATS = 40

_EVENTS = sa.text("""
    INSERT INTO event (number, event_id, chat_id, sender_id, time_s, taken_in_s, event, outcome,
        rule, rule_set, decision)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)
    SELECT i, 'e' || i, 'p' || (i % :chats), 'p', :now_s, :now_s, :event,
        CASE i % 2 WHEN 0 THEN 'answered' ELSE 'unanswered' END,
        CASE i % 2 WHEN 0 THEN 'hours' ELSE '' END, 'hash', '' FROM n
""")
_TEXTS = sa.text("""
    INSERT INTO outgoing (client_msg_id, chat_id, chat_name, text, event_id, rule, not_before_s,
        created_s, state, reason, login_id, msg_id, to_owner, ended_s)
    SELECT printf('%017d', number), chat_id, 'Ann', 'text', event_id, rule, 0, :now_s - number * 60,
        'sent', '', '', '', 0, :now_s FROM event WHERE number % 2 = 0
""")


@contextmanager
def shop(rows: int) -> Iterator[Shop]:
    """A console over a journal of so many messages, half of them answered."""
    with tempfile.TemporaryDirectory() as name:
        one = Shop(Path(name))
        with closing(one.journal):
            with one.journal._database.writing() as connection:
                sample = event_to_text(event("e", "几点开门"))
                values = {"rows": rows, "chats": CHATS, "now_s": NOW_S}
                connection.execute(_EVENTS, {**values, "event": sample})
                connection.execute(_TEXTS, {"now_s": NOW_S})
            yield one


async def pages_ms(shops: Sequence[Shop], path: str, asked: int) -> list[float]:
    """The median time of a page over each journal, in all threads of this process."""
    took: list[list[float]] = [[] for _ in shops]
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(one.owner()) for one in shops]
        for _ in range(asked):
            for browser, times in zip(browsers, took, strict=True):
                begun = time.process_time()
                answer = await browser.get(path)
                times.append((time.process_time() - begun) * 1000)
                assert answer.status_code == 200
    return [statistics.median(times) for times in took]


def pages(many: int = MANY, asked: int = ASKED) -> float:
    """Print each page over both journals.

    Returns:
        The worst ratio.
    """
    worst = 0.0
    with shop(min(FEW, many)) as small, shop(many) as great:
        for path in PAGES:
            few, more = trio.run(pages_ms, (small, great), path, asked)
            worst = max(worst, more / few)
            print(f"{path:26} {few:6.1f} ms   {more:6.1f} ms   ratio {more / few:.2f}")
    print(f"worst ratio over {many:,} messages: {worst:.2f} (aim: at most 1.5)")
    return worst


@contextmanager
def stalled(url: str, count: int) -> Iterator[None]:
    """Browsers that ask for pages and read nothing."""
    origin, _, token = url.removeprefix("http://").partition("/?token=")
    host, _, port = origin.partition(":")
    head = f"GET /news HTTP/1.1\r\nhost: {origin}\r\nauthorization: Bearer {token}\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(count):
            one = stack.enter_context(socket.create_connection((host, int(port))))
            one.sendall(head.encode())
        yield


def replies(messages: int, rounds: int = ROUNDS) -> float:
    """Print how long replies take with browsers that stall, and without.

    Returns:
        The ratio of the 99th percentiles.
    """
    with tempfile.TemporaryDirectory() as folder, simulator() as service:
        home = Path(folder)
        write(home, rule_text(0, 100))
        service.post("contacts", {"contacts": [{"name": f"友{n}"} for n in range(FRIENDS)]})
        service.post("confirm", {"auto": True})
        with daemon(home, service, "--console", "127.0.0.1:0") as ours:
            ours.wait_state("online")
            course, count = Course(home, service, ours, 100), messages // rounds
            for _ in range(rounds):
                course.round(count, 0)
                with stalled(url_of(ours), BROWSERS):
                    course.round(count, 0)
                course.edited[-count:] = [True] * count
            calm, beside = course.delays_ms()
    ratio = percentile(beside) / percentile(calm)
    print(f"nobody looks: p99 {percentile(calm):.1f} ms of {len(calm):,} replies")
    print(f"{BROWSERS} browsers stall: p99 {percentile(beside):.1f} ms of {len(beside):,}")
    print(f"ratio {ratio:.2f}")
    return ratio


def main(rows: int = MANY, messages: int = 2_000) -> None:
    """Print both."""
    print(f"{platform.platform()}, Python {platform.python_version()}")
    pages(rows)
    replies(messages)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
