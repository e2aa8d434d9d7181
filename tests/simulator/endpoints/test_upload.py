"""Uploads in one part or several."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from responder.simulator.endpoints.upload import encry_file_name
from responder.simulator.media import CHUNK_BYTES

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver

DATA = b"\x89PNG\r\n\x1a\n\r\n--not a boundary"


def form(online: Driver, data: bytes, whole: bytes, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """The parts of one request, in the official order."""
    request = {
        "UploadType": 2,
        "BaseRequest": online.base_request,
        "ClientMediaId": 1546217858497,
        "TotalLen": len(whole),
        "StartPos": 0,
        "DataLen": len(whole),
        "MediaType": 4,
        "FileMd5": hashlib.md5(whole, usedforsecurity=False).hexdigest(),
        **changes.pop("request", {}),
    }
    fields = {
        "id": "WU_FILE_0",
        "name": "IMG_2071.JPG",
        "type": "image/jpeg",
        "lastModifieDate": "Sat Jun 23 2018",
        "size": str(len(whole)),
        "mediatype": "pic",
        "uploadmediarequest": json.dumps(request),
        "webwx_data_ticket": online.http.cookies["webwx_data_ticket"],
        "pass_ticket": "undefined",
        **changes,
    }
    parts: dict[str, Any] = {name: (None, value) for name, value in fields.items()}
    return {**parts, "filename": ("IMG_2071.JPG", data, "application/octet-stream")}


async def upload(online: Driver, data: bytes = DATA, whole: bytes = DATA, **changes: Any) -> Any:  # noqa: ANN401 - JSON
    """One request; gives the parsed answer."""
    url = online.url("webwxuploadmedia?f=json")
    response = await online.http.post(url, files=form(online, data, whole, **changes))
    return response.json()


async def test_a_small_file_goes_in_one_request(online: Driver) -> None:
    """The answer has the id, the size as StartPos, and the encoded name."""
    answer = await upload(online)
    assert answer["BaseResponse"]["Ret"] == 0
    assert answer["MediaId"].startswith("@crypt_")
    assert answer["StartPos"] == len(DATA)
    assert answer["EncryFileName"] == "IMG%5F2071%2EJPG"
    assert online.found() == []


async def test_a_large_file_goes_in_chunks(online: Driver, sim: Simulator) -> None:
    """Only the answer to the last one has an id."""
    whole = bytes(range(256)) * 5000
    chunks = [whole[i : i + CHUNK_BYTES] for i in range(0, len(whole), CHUNK_BYTES)]
    answers = [
        await upload(online, chunk, whole, chunk=str(i), chunks=str(len(chunks)))
        for i, chunk in enumerate(chunks)
    ]
    assert [bool(answer["MediaId"]) for answer in answers] == [False, False, True]
    assert [answer["StartPos"] for answer in answers] == [0, 0, len(whole)]
    medium = sim.world.media.of_id(answers[-1]["MediaId"])
    assert medium is not None
    assert medium.data == whole
    assert online.found() == []


async def test_an_uploaded_picture_can_be_sent(online: Driver, sim: Simulator) -> None:
    """By its id; the report names the file."""
    media_id = (await upload(online))["MediaId"]
    body = online.message("filehelper", "", Type=3, MediaId=media_id)
    assert (await online.post("webwxsendmsgimg?fun=async", body))["BaseResponse"]["Ret"] == 0
    assert [(s.text, s.type) for s in sim.sent] == [("IMG_2071.JPG", "image")]


async def test_an_uploaded_file_can_be_sent(online: Driver, sim: Simulator) -> None:
    """By the attachid in its XML; the report names the title."""
    media_id = (await upload(online))["MediaId"]
    xml = f"<appmsg><title>a &amp; b.pdf</title><attachid>{media_id}</attachid></appmsg>"
    body = online.message("filehelper", xml, Type="6")
    assert (await online.post("webwxsendappmsg?fun=async", body))["BaseResponse"]["Ret"] == 0
    assert [(s.text, s.type) for s in sim.sent] == [("a & b.pdf", "file")]


async def test_sending_media_splits_the_keys(online: Driver, sim: Simulator) -> None:
    """Where that mode is on: the poll with the old key is answered at once."""
    sim.set(split_keys=True)
    await online.sync()
    media_id = (await upload(online))["MediaId"]
    await online.post("webwxsendvideomsg", online.message("filehelper", "", MediaId=media_id))
    assert await online.check() == ("0", "3")
    await online.sync()
    assert await online.check() == ("0", "0")
    assert online.found() == []


async def test_an_upload_may_show_its_ticket_alone(online: Driver) -> None:
    """As ItChat 1.2 and wxpy do it, without a cookie; the official client has them, too."""
    parts = form(online, DATA, DATA)
    online.http.cookies.clear()
    response = await online.http.post(online.url("webwxuploadmedia?f=json"), files=parts)
    assert response.json()["MediaId"].startswith("@crypt_")
    assert online.found("error") == []
    assert online.found("warning") == [("webwxuploadmedia", "Cookie")]


@pytest.mark.parametrize(
    ("changes", "strict"),
    [
        ({"webwx_data_ticket": "wrong"}, False),
        ({"request": {"BaseRequest": {"Sid": "made up"}}}, False),
        ({}, True),
    ],
)
async def test_an_upload_without_cookies_needs_the_ticket_of_its_session(
    online: Driver, sim: Simulator, changes: dict[str, Any], *, strict: bool
) -> None:
    """Code 1102; in strict mode whatever it shows."""
    parts = form(online, DATA, DATA, **changes)
    online.http.cookies.clear()
    sim.set(strict=strict)
    response = await online.http.post(online.url("webwxuploadmedia?f=json"), files=parts)
    assert response.json()["BaseResponse"]["Ret"] == 1102
    assert online.found("error") == [("webwxuploadmedia", "Cookie")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"webwx_data_ticket": "wrong"}, "webwx_data_ticket"),
        ({"request": {"FileMd5": "00"}}, "uploadmediarequest"),
        ({"request": {"TotalLen": 5}}, "uploadmediarequest"),
        ({"request": {"TotalLen": 0}}, "uploadmediarequest"),
        ({"request": {"ClientMediaId": ""}}, "uploadmediarequest"),
    ],
)
async def test_a_wrong_upload_is_refused(
    online: Driver, changes: dict[str, Any], field: str
) -> None:
    """Without an id, and with a word about it."""
    answer = await upload(online, **changes)
    assert answer["BaseResponse"]["Ret"] != 0
    assert answer["MediaId"] == ""
    assert online.found("error") == [("webwxuploadmedia", field)]


async def test_a_chunk_that_is_too_large_is_a_502(online: Driver) -> None:
    """As the proxy in front of the service does it."""
    data = bytes(CHUNK_BYTES + 1)
    response = await online.http.post(
        online.url("webwxuploadmedia"), files=form(online, data, data)
    )
    assert (response.status_code, response.content) == (502, b"")
    assert online.found("error") == [("webwxuploadmedia", "filename")]


async def test_a_form_without_its_json_is_not_parsed(online: Driver) -> None:
    """Ret 1200, also when the JSON is broken."""
    for part in ({"a": (None, "b")}, {"uploadmediarequest": (None, "{")}):
        response = await online.http.post(online.url("webwxuploadmedia"), files=part)
        assert response.json()["BaseResponse"]["Ret"] == 1200


async def test_a_picture_that_is_uploaded_anew_for_a_repetition_is_the_same(
    online: Driver, sim: Simulator
) -> None:
    """Its bytes say so; another one under the same ClientMsgId is lost, and blamed."""
    ids = []
    for data in (DATA, DATA, DATA + b"other"):
        media_id = (await upload(online, data, data))["MediaId"]
        body = online.message("filehelper", "", "17", Type=3, MediaId=media_id)
        ids.append((await online.post("webwxsendmsgimg?fun=async", body))["MsgID"])
    assert len(set(ids)) == 1
    assert len(sim.sent) == 1
    assert online.found("error") == [("webwxsendmsgimg", "Msg.ClientMsgId")]


async def test_an_echo_of_a_file_can_be_opened(online: Driver, sim: Simulator) -> None:
    """It has what a received one has, and its bytes."""
    sim.set(echo=True)
    media_id = (await upload(online))["MediaId"]
    xml = f"<appmsg><title>a.pdf</title><attachid>{media_id}</attachid></appmsg>"
    answer = await online.post("webwxsendappmsg", online.message("filehelper", xml, Type=6))
    (echo,) = await online.sync_all()
    assert echo["MsgId"] == answer["MsgID"]
    assert (echo["MsgType"], echo["AppMsgType"]) == (49, 6)
    assert (echo["FileName"], echo["FileSize"]) == ("a.pdf", str(len(DATA)))
    medium = sim.world.media.of_message(answer["MsgID"])
    assert medium is not None
    assert medium.data == DATA


async def test_a_file_that_is_here_need_not_be_uploaded(online: Driver, sim: Simulator) -> None:
    """The check gives its MediaId and the signature that its message must carry."""
    media_id = (await upload(online))["MediaId"]
    md5 = hashlib.md5(DATA, usedforsecurity=False).hexdigest()
    body = {"BaseRequest": online.base_request, "FileName": "a.zip", "FileMd5": md5}
    answer = await online.post("webwxcheckupload", {**body, "FileSize": 31457280})
    assert answer["MediaId"] == media_id
    for signature in ("made up", answer["Signature"]):
        message = online.message("filehelper", "", Type=3, MediaId=media_id, Signature=signature)
        await online.post("webwxsendmsgimg", message)
    assert online.found() == [("webwxsendmsgimg", "Msg.Signature")]
    await online.post("webwxcheckupload", {**body, "FileSize": 9})
    assert online.found()[-1] == ("webwxcheckupload", "FileSize")


async def test_a_very_large_upload_should_be_announced(
    online: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes through all the same."""
    monkeypatch.setattr("responder.simulator.endpoints.upload.CHECK_ABOVE_BYTES", 10)
    assert (await upload(online))["MediaId"]
    assert online.found() == [("webwxuploadmedia", "uploadmediarequest")]


async def test_a_check_before_the_upload_asks_for_it(online: Driver) -> None:
    """Nothing is known already; key and signature are given."""
    body = {"BaseRequest": online.base_request, "FileName": "a b.zip", "FileSize": 31457280}
    answer = await online.post("webwxcheckupload", body)
    assert answer["MediaId"] == ""
    assert answer["AESKey"]
    assert answer["Signature"]
    assert answer["EncryFileName"] == "a%20b%2Ezip"


@pytest.mark.parametrize(
    ("name", "encoded"),
    [("a.zip", "a%2Ezip"), ("报", "%E6%8A%A5"), ("a_B-9", "a%5FB%2D9"), ("é", "%C3%A9"), ("", "")],
)
def test_a_name_is_encoded_to_its_last_dot(name: str, encoded: str) -> None:
    """Every byte that is no ASCII letter or digit."""
    assert encry_file_name(name) == encoded
