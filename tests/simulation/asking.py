"""What lines ask for, as the manners of an account want it.

Drawn apart from who writes, and when, so that all else stays as it was.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.simulation import rulefiles
from tests.simulation.rulefiles import WAITS_S

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from tests.simulation.rulefiles import Manners
    from tests.simulation.scenario import Episode, Line

LOOKED_UP_SHARE = 0.5

REST_S_MAX = 39_600.0
"""A daemon that rests for longer may find a message too old. A question whose answer it never gets
it would ask again."""


def asked_for(lines: list[Line], manners: Manners, strict: Random, later: Random) -> list[Line]:
    """Lines as the manners of an account want them."""
    match manners.rules:
        case rulefiles.SAME_RULE:
            return [_same(line) for line in lines]
        case rulefiles.WAITING_RULES:
            return [_waiting(line, strict) for line in lines]
        case rulefiles.FETCHING_RULES:
            return [_looking(line, later) for line in lines]
        case rulefiles.ASKING_RULES:
            return _asking(lines)
    return lines


def may_be_missed(line: Line, episodes: Iterable[Episode]) -> bool:
    """Whether a daemon that does not hear a line at once may find it too old when it does."""
    later_s = [one.begin_s for one in episodes if one.begin_s > line.at_s]
    return bool(later_s) and min(later_s) - line.at_s > REST_S_MAX


def _same(line: Line) -> Line:
    """What nobody would have answered asks for the same as ever."""
    if line.replies or line.author == "me" or line.chat.members:
        return line
    return replace(line, text=f"same {line.token}")


def _waiting(line: Line, rng: Random) -> Line:
    """What has two answers in a private chat gets the second one later."""
    if line.replies < 2 or line.chat.members:
        return line
    return replace(line, text=f"{rng.choice([*WAITS_S])} {line.token}")


def _looking(line: Line, rng: Random) -> Line:
    """Much of what is answered in private chats has to be looked up."""
    if not line.replies or line.chat.members or rng.random() > LOOKED_UP_SHARE:
        return line
    return replace(line, text=f"look {line.token}", replies=2)


def _asking(lines: list[Line]) -> list[Line]:
    """All that friends write is a question to be asked, and the answer to it, in turn."""
    by_friend = dict.fromkeys((line.talk for line in lines), 0)
    left = Counter(line.talk for line in lines)
    found = []
    for line in lines:
        if line.author == "me" or line.chat.members:
            found.append(line)
            continue
        number, by_friend[line.talk] = by_friend[line.talk], by_friend[line.talk] + 1
        left[line.talk] -= 1
        if number % 2 or left[line.talk]:  # the last of them would be left without an answer
            text = f"yes {line.token}" if number % 2 else f"ask {line.token}"
            found.append(replace(line, text=text, replies=1))
    return found
