"""Downloads and their rules for Range."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from responder.simulator.media import GIF, JPEG, MP3, MP4

if TYPE_CHECKING:
    import httpx

    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver

ALL = {"Range": "bytes=0-"}


async def said(online: Driver, sim: Simulator, **fields: object) -> dict[str, str]:
    """What the client gets of a message of a type."""
    sim.say(from_="小明", **fields)
    (message,) = await online.sync_all()
    return message


@pytest.mark.parametrize("name", ["MsgID", "msgid"])
async def test_a_picture_is_called_a_jpeg(online: Driver, sim: Simulator, name: str) -> None:
    """Under either spelling of the parameter."""
    message = await said(online, sim, type="image")
    response = await online.get(f"webwxgetmsgimg?&{name}={message['MsgId']}&type=slave")
    assert response.content == JPEG
    assert response.headers["content-type"] == "image/jpeg"


async def test_a_sticker_is_called_a_jpeg_too(online: Driver, sim: Simulator) -> None:
    """The bytes say what it is; one from the shop has none."""
    message = await said(online, sim, type="sticker")
    response = await online.get(f"webwxgetmsgimg?MsgID={message['MsgId']}")
    assert response.content == GIF
    assert response.headers["content-type"] == "image/jpeg"
    bought = await said(online, sim, type="sticker", shop=True)
    assert (await online.get(f"webwxgetmsgimg?MsgID={bought['MsgId']}")).content == b""


async def test_a_picture_may_be_the_scripts_own(online: Driver, sim: Simulator) -> None:
    """Given as base64."""
    message = await said(online, sim, type="image", data=b64encode(b"\x89PNG").decode())
    assert (await online.get(f"webwxgetmsgimg?MsgID={message['MsgId']}")).content == b"\x89PNG"


async def test_an_unknown_message_has_no_bytes(online: Driver) -> None:
    """As one that is too old."""
    response = await online.get("webwxgetmsgimg?MsgID=7")
    assert (response.status_code, response.content) == (200, b"")


async def test_a_voice_comes_with_and_without_a_range(online: Driver, sim: Simulator) -> None:
    """206 with, 200 without."""
    message = await said(online, sim, type="voice")
    path = f"webwxgetvoice?msgid={message['MsgId']}"
    plain, ranged = await online.get(path), await online.get(path, headers=ALL)
    assert (plain.status_code, ranged.status_code) == (200, 206)
    assert plain.content == ranged.content == MP3
    assert plain.headers["content-type"] == "audio/mp3"


async def test_a_video_needs_a_range(online: Driver, sim: Simulator) -> None:
    """Without it the body is empty."""
    message = await said(online, sim, type="video")
    path = f"webwxgetvideo?msgid={message['MsgId']}"
    assert (await online.get(path)).content == b""
    assert online.found("warning") == [("webwxgetvideo", "Range")]
    response = await online.get(path, headers=ALL)
    assert response.status_code == 206
    assert response.content == MP4
    assert response.headers["content-range"] == f"bytes 0-{len(MP4) - 1}/{len(MP4)}"
    assert response.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("wanted", "status", "span"),
    [
        ("bytes=4-7", 206, slice(4, 8)),
        ("bytes=90-9999", 206, slice(90, None)),
        ("bytes=99999-", 200, slice(None)),
        ("bytes=-5", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
    ],
)
async def test_a_range_is_cut_out(
    online: Driver, sim: Simulator, wanted: str, status: int, span: slice
) -> None:
    """What can not be met is answered whole."""
    message = await said(online, sim, type="video")
    response = await online.get(
        f"webwxgetvideo?msgid={message['MsgId']}", headers={"Range": wanted}
    )
    assert response.status_code == status
    assert response.content == MP4[span]


async def file_of(online: Driver, message: dict[str, str], **changes: str) -> httpx.Response:
    """Download the file of a message."""
    query = {
        "sender": message["FromUserName"],
        "mediaid": message["MediaId"],
        "encryfilename": message["EncryFileName"],
        "fromuser": online.credentials["wxuin"],
        "webwx_data_ticket": online.http.cookies["webwx_data_ticket"],
        **changes,
    }
    text = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    return await online.get(f"webwxgetmedia?{text}")


async def test_a_file_comes_with_its_name(online: Driver, sim: Simulator) -> None:
    """And with the size the message told."""
    message = await said(online, sim, type="file", name="report.zip")
    response = await file_of(online, message)
    assert len(response.content) == int(message["FileSize"])
    assert response.headers["content-disposition"] == 'attachment; filename="report.zip"'
    assert online.found() == []


@pytest.mark.parametrize("field", ["mediaid", "webwx_data_ticket"])
async def test_a_wrong_question_gets_no_file(online: Driver, sim: Simulator, field: str) -> None:
    """An empty body, and a word about it."""
    message = await said(online, sim, type="file")
    assert (await file_of(online, message, **{field: "wrong"})).content == b""
    assert online.found("error") == [("webwxgetmedia", field)]


@pytest.mark.parametrize("call", ["webwxgeticon", "webwxgetheadimg"])
async def test_everybody_has_a_face(online: Driver, call: str) -> None:
    """The same."""
    response = await online.get(f"{call}?seq=1&username=filehelper")
    assert response.content == JPEG


async def test_the_address_in_a_contact_leads_to_its_face(online: Driver) -> None:
    """It is used as it stands."""
    for contact in await online.contacts():
        assert (await online.get(contact["HeadImgUrl"])).content == JPEG
    assert online.found() == []
