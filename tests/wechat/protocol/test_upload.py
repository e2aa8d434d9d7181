"""Uploading a file on the wire."""

from __future__ import annotations

import json
from dataclasses import replace
from email.parser import BytesParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.upload import (
    CHUNK_BYTES,
    Clearance,
    Parcel,
    Uploaded,
    build_check_upload,
    build_upload_media,
    parse_check_upload,
    parse_upload_media,
)
from tests.wechat.protocol.samples import (
    BASE_REQUEST,
    FRIEND,
    SELF,
    SESSION,
    STAMP,
    TICKET,
    answer,
    path_of,
    query_of,
    sent_json,
)

if TYPE_CHECKING:
    from email.message import Message

    from responder.wechat.protocol.request import Request

ONLINE = replace(SESSION, data_ticket="gSd/0a+1")
PICTURE = Parcel('菜单 "1".PNG', b"\x89PNG\r\n\x1a\n\r\n--", 1546217858497)


def parts_of(request: Request) -> dict[str, Message]:
    """The form as a mail reader reads it: an implementation that is not ours."""
    (kind,) = (value for name, value in request.headers if name == "Content-Type")
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    read = BytesParser().parsebytes(head + (request.body or b""))
    parts = [part for part in read.walk() if not part.is_multipart()]
    named = {str(part.get_param("name", header="content-disposition")): part for part in parts}
    assert len(named) == len(parts)
    return named


def texts_of(request: Request) -> dict[str, str]:
    """The fields of the form without the file."""
    parts = parts_of(request)
    return {
        name: part.get_payload(decode=True).decode()  # type: ignore[union-attr]  # bytes, says decode=True
        for name, part in parts.items()
        if name != "filename"
    }


def test_a_small_file_goes_up_in_one_request() -> None:
    """To the file host, with the fields of the official client in its order."""
    request = build_upload_media(
        ONLINE, STAMP, to_user_name=FRIEND, parcel=PICTURE, md5=PICTURE.md5, chunk=0
    )
    assert path_of(request) == "https://file.wx2.qq.com/cgi-bin/mmwebwx-bin/webwxuploadmedia"
    assert query_of(request) == {"f": "json"}
    fields = texts_of(request)
    told = json.loads(fields.pop("uploadmediarequest"))
    assert list(fields.items()) == [
        ("id", "WU_FILE_0"),
        ("name", PICTURE.name),
        ("type", "image/png"),
        ("size", str(len(PICTURE.data))),
        ("mediatype", "pic"),
        ("webwx_data_ticket", "gSd/0a+1"),
        ("pass_ticket", TICKET),
    ]
    assert told == {
        "UploadType": 2,
        "BaseRequest": BASE_REQUEST,
        "ClientMediaId": 1546217858497,
        "TotalLen": len(PICTURE.data),
        "StartPos": 0,
        "DataLen": len(PICTURE.data),
        "MediaType": 4,
        "FromUserName": SELF,
        "ToUserName": FRIEND,
        "FileMd5": PICTURE.md5,
    }
    assert b'; filename="' + "菜单 %221%22.PNG".encode() + b'"\r\n' in (request.body or b"")
    assert PICTURE.data in (request.body or b"")


def test_a_large_one_in_chunks_that_are_tied_together() -> None:
    """Each says which it is; sizes and digest are always those of the whole."""
    whole = Parcel("a.zip", bytes(range(256)) * 5000, 7)
    clearance = Clearance(base=parse_check_upload(answer()).base, aes_key="k", signature="s")
    joined = b""
    for chunk in range(whole.chunks):
        request = build_upload_media(
            ONLINE,
            STAMP,
            to_user_name=FRIEND,
            parcel=whole,
            md5=whole.md5,
            chunk=chunk,
            clearance=clearance,
        )
        fields = texts_of(request)
        told = json.loads(fields["uploadmediarequest"])
        assert (fields["chunks"], fields["chunk"]) == ("3", str(chunk))
        assert (fields["mediatype"], fields["type"]) == ("doc", "application/octet-stream")
        assert (told["AESKey"], told["Signature"], told["ClientMediaId"]) == ("k", "s", 7)
        assert (told["TotalLen"], told["DataLen"], told["StartPos"]) == (1_280_000, 1_280_000, 0)
        part = whole.data[chunk * CHUNK_BYTES : (chunk + 1) * CHUNK_BYTES]
        assert part in (request.body or b"")
        joined += part
    assert joined == whole.data


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.mp4", "video"), ("A.JPEG", "pic"), ("a.gif", "doc"), ("a", "doc"), (".png", "doc")],
)
def test_the_kind_of_a_medium_is_that_of_its_name(name: str, expected: str) -> None:
    """As the clients sort them; a name that is all extension has none."""
    parcel = Parcel(name, b"x", 1)
    request = build_upload_media(
        ONLINE, STAMP, to_user_name=FRIEND, parcel=parcel, md5=parcel.md5, chunk=0
    )
    assert texts_of(request)["mediatype"] == expected


@given(st.binary(min_size=1, max_size=60))
def test_any_bytes_arrive_as_they_are(data: bytes) -> None:
    """Also those that look like the end of a form."""
    tail = b"\r\n------ResponderFormBoundary0000000000000000--\r\n"
    parcel = Parcel("a.bin", tail + data, 1)
    request = build_upload_media(
        ONLINE, STAMP, to_user_name=FRIEND, parcel=parcel, md5=parcel.md5, chunk=0
    )
    (kind,) = (value for name, value in request.headers if name == "Content-Type")
    boundary = kind.partition("boundary=")[2].encode()
    body = request.body or b""
    begin = body.index(b"\r\n\r\n", body.index(b'name="filename"')) + 4
    assert body[begin:] == parcel.data + b"\r\n--" + boundary + b"--\r\n"


def test_only_the_last_answer_has_an_id() -> None:
    """One that comes with a refusal is worth nothing."""
    assert parse_upload_media(answer(MediaId="@crypt_1")).media_id == "@crypt_1"
    assert parse_upload_media(answer(MediaId="")).media_id == ""
    refused = parse_upload_media(answer(1205, MediaId="@crypt_1"))
    assert refused == Uploaded(refused.base)
    assert refused.base.ret == 1205


def test_a_very_large_file_is_announced() -> None:
    """With its digest and size; the answer may know it already."""
    request = build_check_upload(
        ONLINE, STAMP, to_user_name=FRIEND, parcel=PICTURE, md5=PICTURE.md5
    )
    assert path_of(request).endswith("/webwxcheckupload")
    assert sent_json(request) == {
        "BaseRequest": BASE_REQUEST,
        "FileMd5": PICTURE.md5,
        "FileName": PICTURE.name,
        "FileSize": len(PICTURE.data),
        "FileType": 7,
        "FromUserName": SELF,
        "ToUserName": FRIEND,
    }
    found = parse_check_upload(answer(MediaId="", AESKey="k", Signature="s"))
    assert (found.media_id, found.aes_key, found.signature) == ("", "k", "s")


def test_an_answer_without_a_verdict_is_none() -> None:
    """A page of a proxy is no success."""
    for parse in (parse_upload_media, parse_check_upload):
        with pytest.raises(RemoteProtocolError):
            parse(b"<html>")


def test_a_log_shows_no_bytes() -> None:
    """Neither of the file nor of the request."""
    request = build_upload_media(
        ONLINE, STAMP, to_user_name=FRIEND, parcel=PICTURE, md5=PICTURE.md5, chunk=0
    )
    assert "PNG\\r" not in repr(PICTURE)
    assert TICKET not in repr(request)
