"""The QR code for a person."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from responder.terminal import LIGHT_ON_DARK, PLAIN, draw_qr, save_qr, svg_of_code

if TYPE_CHECKING:
    from pathlib import Path

CODE = "https://login.weixin.qq.com/l/QdT7xKvm3A=="


def test_the_drawing_is_square_and_fits_a_terminal() -> None:
    """Lines of equal width, half as many as columns, and both fit 80 by 24."""
    lines = draw_qr(CODE).splitlines()
    widths = {len(line.removeprefix(LIGHT_ON_DARK).removesuffix(PLAIN)) for line in lines}
    assert len(lines) <= 24
    assert len(widths) == 1
    assert len(lines) == (widths.pop() + 1) // 2


def test_the_colours_do_not_depend_on_the_terminals() -> None:
    """Each line sets its own colours and ends them, so that no terminal shows a negative."""
    for line in draw_qr(CODE).splitlines():
        assert line.startswith(LIGHT_ON_DARK)
        assert line.endswith(PLAIN)


def test_different_codes_differ() -> None:
    """The drawing depends on the text."""
    assert draw_qr(CODE) != draw_qr(CODE + "x")


def test_the_picture_is_a_png_for_its_owner_only(tmp_path: Path) -> None:
    """The saved code is a PNG with mode 0600 and leaves no other file."""
    path = tmp_path / "qr.png"
    save_qr(CODE, path)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_picture_replaces_the_old(tmp_path: Path) -> None:
    """The file always holds the newest code."""
    path = tmp_path / "qr.png"
    save_qr(CODE, path)
    first = path.read_bytes()
    save_qr("https://login.weixin.qq.com/l/another", path)
    assert path.read_bytes() != first


def test_the_code_for_a_browser_is_dark_on_light() -> None:
    """Whatever the page's colours, so that every phone reads it; without style or script."""
    picture = svg_of_code(CODE)
    assert picture.startswith(b"<svg")
    assert b'fill="#fff"' in picture
    assert b"style=" not in picture
    assert svg_of_code(CODE + "x") != picture
