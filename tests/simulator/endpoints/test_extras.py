"""Calls that nobody needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.simulator.media import JPEG

if TYPE_CHECKING:
    from tests.simulator.driver import Driver


@pytest.mark.parametrize("call", ["webwxstatreport?fun=new", "webwxsendfeedback"])
async def test_reports_are_taken(online: Driver, call: str) -> None:
    """Ret 0, whatever they say."""
    body = {"BaseRequest": online.base_request, "Count": 1, "List": [{"Text": "{}", "Type": 1}]}
    assert await online.post(call, body) == {"BaseResponse": {"Ret": 0, "ErrMsg": ""}}


async def test_a_search_finds_nothing(online: Driver) -> None:
    """An empty list."""
    body = {"BaseRequest": online.base_request, "KeyWord": "小"}
    assert (await online.post("webwxsearchcontact", body))["List"] == []


async def test_the_page_in_front_of_a_link_is_a_page(online: Driver) -> None:
    """HTML."""
    response = await online.get("webwxcheckurl?requrl=x")
    assert response.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("call", ["webwxpreview?fun=preview", "webwxgetpubliclinkimg?url=xxx"])
async def test_thumbnails_are_pictures(online: Driver, call: str) -> None:
    """The same one."""
    assert (await online.get(call)).content == JPEG
