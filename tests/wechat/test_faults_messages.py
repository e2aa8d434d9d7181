"""Fault catalogue, rows 22 and 27 to 37: messages that repeat, surprise, or are damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.models import EventKind, MessageType
from responder.wechat.directory import ASK_AGAIN_S
from tests.wechat.stage import ANN, BOB, ROOM, START_S, Stage, service

if TYPE_CHECKING:
    from pathlib import Path

    from trio.testing import MockClock

END_OF_2099_S = 4_102_444_800

BOMB = "".join(
    [
        '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha">',
        *(f'<!ENTITY a{n + 1} "{f"&a{n or str()};" * 10}">' for n in range(9)),
        "]><msg><appmsg><title>&a9;</title><type>5</type></appmsg></msg>",
    ]
)
"""Ten to the ninth times "ha", for a parser that expands entities."""

CALLS = ("webwxinit", "webwxgetcontact", "webwxbatchgetcontact", "webwxsync")


@pytest.mark.parametrize("value", ["list", "next"])
async def test_row_22_a_message_that_comes_twice_is_told_by_its_id(
    tmp_path: Path, autojump_clock: MockClock, value: str
) -> None:
    """Twice in one answer or in two: both are handed on, and their common id tells them apart."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "duplicate", value)
        msg_id = stage.says("only once")
        events = await stage.heard(120.0)
        assert [event.id for event in events] == [msg_id]
        assert stage.repeats == 1


async def test_row_27_messages_keep_the_order_of_the_list(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Times out of order, of 1970 and of 2099: the list's order counts, the times are handed on."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        times = [END_OF_2099_S, 0, int(START_S), 1]
        stage.sim.say(
            [{"from": ANN, "text": str(n), "create_time": at} for n, at in enumerate(times)]
        )
        events = await stage.heard(10.0)
        assert [event.text for event in events] == ["0", "1", "2", "3"]
        assert [event.time_s for event in events] == times


async def test_row_27_a_shuffled_answer_is_not_sorted(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Nothing is rearranged by id or time: what the answer says is what is handed on."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "shuffle")
        stage.sim.say([{"from": ANN, "text": str(n)} for n in range(9)])
        batch = await stage.next_batch()
        shuffled = [message.text for message in batch.answer.messages]
        assert [event.text for event in await stage.take_in(batch)] == shuffled
        assert sorted(shuffled) == [str(n) for n in range(9)] != shuffled


async def test_row_28_an_unknown_sender_is_looked_up_once_and_heard_anyway(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Somebody no call tells about: one look-up a minute, and every message is processed."""
    stage = Stage(tmp_path)
    stage.sim.add_contacts([{"name": "无名", "visibility": "unknown"}])
    async with stage.playing():
        await stage.listening()
        stage.says("hello?", by="无名")
        (event,) = await stage.heard(5.0)
        assert (event.text, event.sender.name) == ("hello?", "")
        assert event.chat.id == event.sender.id != ""
        stage.says("anybody?", by="无名")
        assert await stage.heard_text(5.0) == ["anybody?"]
        assert len(stage.asked("webwxbatchgetcontact")) == 1
        await stage.heard(ASK_AGAIN_S)
        stage.says("well…", by="无名")
        assert await stage.heard_text(5.0) == ["well…"]
        assert len(stage.asked("webwxbatchgetcontact")) == 2


async def test_row_28_an_unlisted_sender_gets_a_name_by_the_look_up(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A friend whom the contact list leaves out is known before the message is decided."""
    stage = Stage(tmp_path)
    stage.sim.add_contacts([{"name": "老王", "visibility": "unlisted"}])
    async with stage.playing():
        await stage.listening()
        stage.says("it's me", by="老王")
        (event,) = await stage.heard(5.0)
        assert event.sender.name == "老王"


async def test_row_28_a_failed_look_up_is_not_repeated_for_the_same_message(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """One unknown sender and a broken look-up: one call, then the message goes on without it."""
    stage = Stage(tmp_path)
    stage.sim.add_contacts([{"name": "老王", "visibility": "unlisted"}])
    async with stage.playing():
        await stage.listening()
        stage.fails("webwxbatchgetcontact", "status", 500, times=None)
        stage.says("it's me", by="老王")
        assert await stage.heard_text(5.0) == ["it's me"]
        assert len(stage.asked("webwxbatchgetcontact")) == 1


async def test_row_29_an_unknown_member_refreshes_the_group_once_a_minute(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Somebody outside the member list: the group is asked for once a minute, the name is empty."""
    stage = Stage(tmp_path)
    stage.sim.add_contacts([{"name": "路人", "kind": "stranger", "visibility": "unknown"}])
    async with stage.playing():
        await stage.listening()
        for text in ("a", "b", "c"):
            stage.says(text, by="路人", group=ROOM, unlisted=True)
        events = await stage.heard(5.0)
        assert [(event.text, event.sender.name) for event in events] == [
            ("a", ""),
            ("b", ""),
            ("c", ""),
        ]
        assert all(event.group is not None and event.group.name == ROOM for event in events)
        assert len(stage.asked("webwxbatchgetcontact")) == 1
        await stage.heard(ASK_AGAIN_S)
        stage.says("d", by="路人", group=ROOM, unlisted=True)
        assert await stage.heard_text(5.0) == ["d"]
        assert len(stage.asked("webwxbatchgetcontact")) == 2


async def test_row_30_missing_fields_have_defaults(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """An older answer lacks half of its fields: the text is heard all the same."""
    fields = "ModContactCount ModContactList DelContactCount DelContactList Profile ContinueFlag"
    message = "CreateTime Status RecommendInfo AppInfo NewMsgId Url FileName VoiceLength SubMsgType"
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        paths = [*fields.split(), "SKey", *(f"AddMsgList.*.{name}" for name in message.split())]
        stage.fails("webwxsync", "omit", paths)
        stage.says("short and good")
        (event,) = await stage.heard(120.0)
        assert (event.text, event.sender.name, event.time_s) == ("short and good", ANN, 0.0)
        assert stage.troubles == []


async def test_row_30_a_login_with_missing_fields_completes(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Contacts with nothing but a UserName and lists that are not there end no login."""
    stage = Stage(tmp_path)
    stage.fails("webwxinit", "omit", ["ContactList", "ChatSet", "SKey", "SystemTime", "Count"])
    stage.fails("webwxgetcontact", "omit", ["Seq", "MemberCount", "MemberList.*.NickName"])
    async with stage.playing():
        await stage.listening()
        stage.says("who am I?")
        assert await stage.heard_text() == ["who am I?"]


async def test_row_31_numbers_as_text_and_text_as_numbers_are_read(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Every number a text and every digit text a number, in all JSON calls: nothing is lost."""
    stage = Stage(tmp_path)
    everywhere = ["BaseResponse.Ret", "Seq", "SyncKey.Count", "User.Uin", "ContinueFlag"]
    keys = [
        f"{key}.List.*.{part}" for key in ("SyncKey", "SyncCheckKey") for part in ("Key", "Val")
    ]
    message = [f"AddMsgList.*.{name}" for name in ("MsgId", "NewMsgId", "MsgType", "CreateTime")]
    for call in CALLS:
        stage.fails(call, "retype", [*everywhere, *keys, *message], times=None)
    async with stage.playing():
        await stage.listening()
        msg_id = stage.says("numbers")
        assert [event.id for event in await stage.heard(120.0)] == [msg_id]
        assert stage.gaps("synccheck")[1:3] == [25.0, 25.0]
        assert stage.sim.violations == []


async def test_row_31_the_push_logins_ret_may_be_a_number(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """`{"ret": 0}` is as good as `{"ret": "0"}`: the phone is asked, no code is shown."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxpushloginurl", "retype", ["ret"])
        stage.sim.expire(1100)
        await stage.online()
        assert stage.codes == []


async def test_row_32_null_is_empty(tmp_path: Path, autojump_clock: MockClock) -> None:
    """`null` where a list, an object or a text belongs: the round goes on as with an empty one."""
    stage = Stage(tmp_path)
    stage.fails("webwxinit", "null", ["ContactList", "ChatSet", "SKey", "MPSubscribeMsgList"])
    stage.fails("webwxgetcontact", "null", ["MemberList.*.RemarkName", "Seq"])
    async with stage.playing():
        await stage.listening()
        lists = ["ModContactList", "DelContactList", "Profile", "SKey", "ModChatRoomMemberList"]
        message = ["AddMsgList.*.RecommendInfo", "AddMsgList.*.Url", "AddMsgList.*.AppInfo"]
        stage.fails("webwxsync", "null", [*lists, *message])
        stage.says("something")
        (event,) = await stage.heard(120.0)
        assert (event.text, event.sender.name) == ("something", ANN)
        stage.fails("webwxsync", "null", ["AddMsgList"])
        stage.says("swallowed by the service itself")
        assert await stage.heard_text(60.0) == []
        assert stage.troubles == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw_deflate", "identity"])
async def test_row_33_every_content_encoding_is_read(
    tmp_path: Path, autojump_clock: MockClock, encoding: str
) -> None:
    """Gzip, both sorts of deflate and plain bodies, in every call from the login on."""
    stage = Stage(tmp_path)
    stage.fails("*", "encoding", encoding, times=None)
    async with stage.playing():
        await stage.listening()
        stage.says("压缩")
        assert await stage.heard_text(60.0) == ["压缩"]
        assert stage.troubles == []


async def test_row_34_bytes_are_utf8_whatever_the_header_says(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """JSON as `text/plain` of a wrong charset is no Latin-1: names and texts are whole."""
    stage = Stage(tmp_path)
    stage.fails("*", "header", {"Content-Type": "text/plain; charset=iso-8859-1"}, times=None)
    async with stage.playing():
        await stage.listening()
        stage.says("没有乱码")
        (event,) = await stage.heard(60.0)
        assert (event.text, event.sender.name) == ("没有乱码", ANN)


@pytest.mark.parametrize("damage", ["invalid_utf8", "control"])
async def test_rows_34_35_broken_bytes_break_only_themselves(
    tmp_path: Path, autojump_clock: MockClock, damage: str
) -> None:
    """Invalid UTF-8 is replaced, control characters pass: the answer around them is read."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxsync", "bytes", damage)
        stage.says("damaged")
        (event,) = await stage.heard(120.0)
        assert event.text.endswith("damaged")
        assert stage.troubles == []
        assert len(stage.asked("webwxsync")) == 1


@pytest.mark.parametrize(
    "content",
    [
        "&lt;msg&gt;&lt;appmsg&gt;&lt;title&gt;cut o",
        "&lt;msg&gt;&lt;appmsg&gt;&lt;/msg&gt;&lt;/appmsg&gt;",
        "@e3ee6aaee77f:<br/>&amp;&amp;&lt;",
    ],
)
async def test_row_36_xml_that_does_not_parse_is_still_a_message(
    tmp_path: Path, autojump_clock: MockClock, content: str
) -> None:
    """A link whose XML is broken arrives as a message, and so does what comes after it."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.says("", type="link", content=content)
        stage.says("after it")
        link, text = await stage.heard(60.0)
        assert link.kind is EventKind.MESSAGE
        assert text.text == "after it"
        assert stage.troubles == []


async def test_row_37_a_huge_text_arrives(tmp_path: Path, autojump_clock: MockClock) -> None:
    """A message of 100 kB is one message, and the poll goes on after it."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.says("长", repeat=100_000)
        stage.says("short")
        huge, short = await stage.heard(60.0)
        assert set(huge.text) == {"长"}
        assert short.text == "short"


async def test_row_37_an_xml_bomb_is_not_expanded(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A document type in a message is never read: the message stays small and unknown."""
    escaped = BOMB.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.says("", type="link", content=escaped)
        (event,) = await stage.heard(60.0)
        assert event.type in {MessageType.UNKNOWN, MessageType.LINK}
        assert len(event.text) + len(event.title) < 10 * len(BOMB)


async def test_a_service_with_small_batches_loses_nothing(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Rows 22 and 7 together: chains of ContinueFlag with every third link lost, exactly once."""
    stage = Stage(tmp_path, sim=service(batch=2))
    async with stage.playing():
        await stage.listening()
        for after in (1, 4, 7):
            stage.fails("webwxsync", "reset", when="after", after_calls=after)
            stage.fails("webwxsync", "duplicate", "list", after_calls=after + 1)
        texts = [str(n) for n in range(30)]
        stage.sim.say([{"from": BOB, "text": text} for text in texts])
        assert await stage.heard_text(300.0) == texts
