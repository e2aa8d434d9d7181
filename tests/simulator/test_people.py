"""Finding people by what a script calls them."""

from __future__ import annotations

import pytest

from responder.errors import SettingError
from responder.simulator.people import AddressBook, Kind, Person, Room


@pytest.fixture
def book() -> AddressBook:
    """Two persons of one name, one with a remark, and a group."""
    book = AddressBook()
    book.add_person(Person("wxid_1", "小明"))
    book.add_person(Person("wxid_2", "小红", remark="红姐"))
    book.add_person(Person("wxid_3", "双", alias="double"))
    book.add_person(Person("wxid_4", "双"))
    book.add_room(Room("1@chatroom", "客户群"))
    return book


@pytest.mark.parametrize("word", ["小红", "红姐", "wxid_2"])
def test_a_person_is_found_by_name_remark_or_id(book: AddressBook, word: str) -> None:
    """All three lead to the same one."""
    assert book.person(word, "say").id == "wxid_2"
    assert book.has_person(word)


def test_a_group_is_found_by_name_or_id(book: AddressBook) -> None:
    """Groups and persons do not get into each other's way."""
    assert book.room("客户群", "say") is book.room("1@chatroom", "say")
    assert not book.has_person("客户群")
    assert not book.has_room("小明")


def test_an_unknown_name_gets_a_sentence_with_a_way_out(book: AddressBook) -> None:
    """It names who is known, and the call that adds somebody."""
    with pytest.raises(SettingError) as caught:
        book.person("小刚", "say: from")
    assert str(caught.value) == (
        "say: from: no contact is called '小刚' (known are 小明, 小红, 双, 双); "
        "POST /_sim/contacts adds one"
    )
    with pytest.raises(SettingError, match=r"no group is called 'x' \(known are 客户群\)"):
        book.room("x", "say")


def test_an_empty_book_says_so() -> None:
    """Instead of an empty list of names."""
    with pytest.raises(SettingError, match="there is none yet"):
        AddressBook().person("a", "say")


def test_two_of_one_name_have_to_be_told_apart(book: AddressBook) -> None:
    """The sentence gives both ids."""
    with pytest.raises(SettingError, match="2 contacts are called '双'; use an id: wxid_3, wxid_4"):
        book.person("双", "say")
    assert book.person("wxid_4", "say").alias == ""


def test_an_old_name_leads_nowhere(book: AddressBook) -> None:
    """After a change of name only the new one counts."""
    person = book.person("小明", "x")
    person.name = "大明"
    book.add_person(person)
    assert book.person("大明", "x") is person
    assert not book.has_person("小明")


def test_an_old_name_can_come_back(book: AddressBook) -> None:
    """Somebody takes the old name again and is found once."""
    person = book.person("小明", "x")
    for name in ("大明", "小明"):
        person.name = name
        book.add_person(person)
    assert book.person("小明", "x") is person


def test_a_chat_is_a_person_a_group_or_the_phone(book: AddressBook) -> None:
    """In this order where a name fits several."""
    assert book.chat("filehelper", "x") == "filehelper"
    assert book.chat("客户群", "x") == "1@chatroom"
    assert book.chat("小明", "x") == "wxid_1"
    book.add_person(Person("wxid_9", "客户群"))
    assert book.chat("客户群", "x") == "wxid_9"


def test_reports_name_people_as_the_script_did(book: AddressBook) -> None:
    """Not by their remark; and the unknown by their id."""
    assert book.name_of("wxid_2") == "小红"
    assert book.name_of("1@chatroom") == "客户群"
    assert book.name_of("filehelper") == "filehelper"


def test_permanent_ids_are_the_same_in_every_run() -> None:
    """A restarted simulator gives the same people the same ids, namesakes different ones."""
    ids = []
    for _ in range(2):
        book = AddressBook()
        for kind in (Kind.FRIEND, Kind.FRIEND, Kind.OFFICIAL):
            book.add_person(Person(book.new_person_id("小明", kind), "小明", kind=kind))
        ids.append(list(book.persons))
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3
    assert ids[0][0].startswith("wxid_")
    assert ids[0][2].startswith("gh_")


def test_room_ids_have_the_services_form() -> None:
    """Digits and the suffix."""
    book = AddressBook()
    first = book.new_room_id("群")
    book.add_room(Room(first, "群"))
    assert first.removesuffix("@chatroom").isdigit()
    assert book.new_room_id("群") != first
