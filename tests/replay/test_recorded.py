"""Whom a name means in a replay; what a whole journal gives is in the tests of replaying."""

from __future__ import annotations

from responder.models import ChatKind
from responder.replay.recorded import find_among
from responder.wechat.people.identity import Identities, Identity, Kind

PEOPLE = Identities(
    (
        Identity("p1", Kind.PERSON, remark="老王", nick_name="王"),
        Identity("p2", Kind.PERSON, nick_name="老王", alias="wang"),
        Identity("p3", Kind.PERSON, nick_name="小李"),
        Identity("p4", Kind.PERSON, nick_name="小李"),
        Identity("g1", Kind.GROUP, nick_name="老王"),
        Identity("o1", Kind.OFFICIAL, nick_name="新闻"),
    )
)


def test_a_remark_means_one_person_alone() -> None:
    """Others are known by nickname and WeChat id; groups and people are looked for apart."""
    find = find_among(PEOPLE)
    for kind, name, ids in (
        (ChatKind.PRIVATE, "老王", ["p1"]),
        (ChatKind.PRIVATE, "王", []),
        (ChatKind.PRIVATE, "wang", ["p2"]),
        (ChatKind.PRIVATE, "小李", ["p3", "p4"]),
        (ChatKind.GROUP, "老王", ["g1"]),
        (ChatKind.PRIVATE, "新闻", []),
    ):
        assert [one.id for one in find(kind, name)] == ids
