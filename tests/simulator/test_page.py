"""The two web pages."""

from __future__ import annotations

from responder.simulator.page import index_page, phone_page


def test_the_phone_has_three_buttons() -> None:
    """Each calls the control interface with the uuid of the page."""
    page = phone_page("QdT7xKvm3A==", "waiting")
    assert [f'data-act="{act}"' in page for act in ("scan", "confirm", "cancel")] == [True] * 3
    assert '<body data-uuid="QdT7xKvm3A==">' in page
    assert ">waiting</output>" in page


def test_the_index_leads_to_every_login() -> None:
    """The uuid is encoded in the link; a name can not become a tag."""
    page = index_page("<小助手>", [("Qd==", "waiting"), ("Xy==", "expired")])
    assert 'href="/l/Qd%3D%3D"' in page
    assert "expired" in page
    assert "&lt;小助手&gt;" in page


def test_an_empty_index_says_so() -> None:
    """Before the first login."""
    assert "no login yet" in index_page("a", [])
