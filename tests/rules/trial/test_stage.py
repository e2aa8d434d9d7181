"""Who is who in a made-up message, and which names rules may trust."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.models import ChatKind, EventKind, MessageType
from responder.rules.trial.stage import FILEHELPER, Contact, Room, Said, Stage, StageError
from responder.wechat.people.names import Remarks

WANG = Contact(remark="老王", nickname="隔壁")
FAKER = Contact(nickname="老王", alias="faker")
PEOPLE = Stage(me="小店", contacts=(WANG, FAKER, Contact(nickname="小红", alias="hong")))


def test_a_private_message() -> None:
    """Sender, chat and words; the id and the time are left to the caller."""
    event = Stage().event(Said("小明", "你好"))
    assert (event.kind, event.type, event.text) == (EventKind.MESSAGE, MessageType.TEXT, "你好")
    assert event.sender.name == "小明"
    assert event.sender.known_as == {"小明"}
    assert (event.chat.kind, event.chat.id) == (ChatKind.PRIVATE, event.sender.id)
    assert (event.id, event.time_s, event.group, event.from_me) == ("", 0.0, None, False)


def test_a_remark_is_trusted_alone() -> None:
    """A contact with a remark is known by it and not by what he calls himself."""
    event = PEOPLE.event(Said("老王", "在吗"))
    assert (event.sender.remark, event.sender.nickname) == ("老王", "隔壁")
    assert event.sender.known_as == {"老王"}


def test_nobody_passes_for_a_remark() -> None:
    """A nickname that is the remark of another counts for nothing; an alias does."""
    event = PEOPLE.event(Said("faker", "在吗"))
    assert event.sender.name == "老王"
    assert event.sender.known_as == {"faker"}


def test_a_stranger_who_looks_like_a_remark_is_nobody() -> None:
    """Another width or a blank more does not make a name trusted."""
    assert PEOPLE.event(Said("老王\u200b", "在吗")).sender.known_as == frozenset()


def test_remark_before_alias_before_nickname() -> None:
    """A name means whoever bears it as remark, then as alias, then as nickname."""
    stage = Stage(contacts=(Contact(nickname="a"), Contact(nickname="b", alias="a"), Contact("a")))
    assert stage.event(Said("a", "x")).sender.remark == "a"
    assert Stage(contacts=stage.contacts[:2]).event(Said("a", "x")).sender.alias == "a"


def test_a_contact_has_one_name_for_display() -> None:
    """The remark, else the nickname, else the alias."""
    assert [Contact("r", "n", "a").name, Contact("", "n", "a").name, Contact(alias="a").name] == [
        *("r", "n", "a")
    ]


def test_people_stay_themselves() -> None:
    """Two messages of one name have one id, whatever the way it was found."""
    ids = {PEOPLE.event(Said(name, "x")).sender.id for name in ("老王", "faker", "小红", "hong")}
    assert len(ids) == 3
    assert Stage().event(Said("a", "x")).chat == Stage().event(Said("a", "y")).chat


@given(st.lists(st.tuples(*[st.text("aAＡ \u200b", max_size=2)] * 3), max_size=4))
def test_names_are_trusted_as_in_life(people: list[tuple[str, str, str]]) -> None:
    """The address book of the daemon trusts the same names of the same contacts."""
    contacts = tuple(Contact(*(name.strip() for name in names)) for names in people)
    remarks = Remarks()
    for one in contacts:
        remarks.add(one.remark)
    stage = Stage(me="z", contacts=contacts)
    for one in contacts:
        if sum(one.alias == other.alias for other in contacts) == 1 and one.alias:
            if any(one.alias == other.remark for other in contacts):
                continue
            sender = stage.event(Said(one.alias, "x")).sender
            assert sender.known_as == remarks.known_as(one.remark, (one.nickname, one.alias))


def test_two_of_one_name_must_be_told_apart() -> None:
    """Who is meant is never guessed."""
    stage = Stage(contacts=(Contact(nickname="小明"), Contact(nickname="小明", alias="m2")))
    with pytest.raises(StageError) as caught:
        stage.event(Said("小明", "x"))
    assert caught.value.key == "from"
    assert "2 contacts" in caught.value.message
    assert stage.event(Said("m2", "x")).sender.alias == "m2"


def test_i_am_nobody_else() -> None:
    """My own name in `from` is a mistake with a way out."""
    with pytest.raises(StageError) as caught:
        PEOPLE.event(Said("小店", "x"))
    assert "from_me" in caught.value.hint


def test_a_group_anybody_may_write_in() -> None:
    """A group that is not on the stage comes into being, and nobody knows who owns it."""
    event = Stage().event(Said("小红", "x", group="客户群"))
    assert event.group is not None
    assert event.group.name == "客户群"
    assert event.group.known_as == {"客户群"}
    assert event.group.owned is None
    assert (event.chat.kind, event.chat.name) == (ChatKind.GROUP, "客户群")


def test_members_and_their_names_in_the_group() -> None:
    """A member has the name shown there; whoever is none can not write there."""
    stage = Stage(rooms={"群": Room({"小红": "红红", "小明": ""}, owner="me")})
    event = stage.event(Said("小红", "x", group="群"))
    assert event.sender.display_name == "红红"
    assert event.group is not None
    assert event.group.owned is True
    with pytest.raises(StageError) as caught:
        stage.event(Said("小红花", "x", group="群"))
    assert (caught.value.key, caught.value.hint) == ("from", 'did you mean "小红"?')


@pytest.mark.parametrize(("owner", "owned"), [("", None), ("小红", False), ("小店", True)])
def test_whose_group_it_is(owner: str, owned: bool | None) -> None:  # noqa: FBT001 - a case's value
    """Mine by my own name, too; unknown where nothing is said."""
    stage = Stage(me="小店", rooms={"群": Room(owner=owner)})
    group = stage.event(Said("小红", "x", group="群")).group
    assert group is not None
    assert group.owned is owned


def test_a_mention_is_written_into_the_text() -> None:
    """As a phone writes it, and once; it needs a group."""
    stage = Stage(me="小店")
    event = stage.event(Said("a", "价格", group="群", mention=True))
    assert (event.mentioned, event.text, event.my_names) == (
        *(True, "@小店\u2005价格"),
        ("小店",),
    )
    again = stage.event(Said("a", "@小店 价格", group="群", mention=True))
    assert again.text == "@小店 价格"
    with pytest.raises(StageError, match="private"):
        stage.event(Said("a", "价格", mention=True))


@pytest.mark.parametrize(
    ("text", "mention", "mentioned"),
    [
        ("@小店 价格", None, True),
        ("价格 @小店", None, True),
        ("@小店铺 价格", None, False),
        ("价格", None, False),
        ("@小店 价格", False, False),
    ],
)
def test_the_text_alone_may_mention(text: str, mention: bool | None, mentioned: bool) -> None:  # noqa: FBT001 - a case's values
    """An @ with my name counts in a group unless the author says otherwise."""
    stage = Stage(me="小店")
    assert stage.event(Said("a", text, group="群", mention=mention)).mentioned is mentioned
    assert stage.event(Said("a", text)).mentioned is False


def test_what_i_write() -> None:
    """On the phone: to somebody, in a group, or to the file helper; the author is me."""
    private = PEOPLE.event(Said(text="稍等", to="老王", from_me=True))
    assert (private.from_me, private.sender.id, private.chat.name) == (True, "me", "老王")
    group = PEOPLE.event(Said(text="@小店 x", group="群", from_me=True))
    assert (group.chat.kind, group.mentioned) == (ChatKind.GROUP, False)
    helper = PEOPLE.event(Said(text="ping", kind=ChatKind.FILEHELPER, from_me=True))
    assert (helper.chat.id, helper.chat.kind) == (FILEHELPER, ChatKind.FILEHELPER)


def test_other_types_have_their_title_for_words() -> None:
    """What a link says is its title, unless words are given."""
    link = Said("a", type=MessageType.LINK, title="新闻", url="https://x.example")
    event = Stage().event(link)
    assert (event.text, event.title, event.url) == ("新闻", "新闻", "https://x.example")
    assert Stage().event(Said("a", type=MessageType.IMAGE)).text == ""


def test_an_official_account_writes() -> None:
    """The chat is with the account."""
    event = Stage().event(Said("快递", "到了", kind=ChatKind.OFFICIAL))
    assert (event.chat.kind, event.chat.name) == (ChatKind.OFFICIAL, "快递")
