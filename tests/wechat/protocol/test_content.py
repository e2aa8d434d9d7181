"""Tests of the models of a message's content."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import get_args

import pytest

from responder.wechat.protocol import content as kinds
from responder.wechat.protocol.content import Content

KINDS = get_args(Content)


def test_the_union_has_every_kind() -> None:
    """A model outside the union would be one that nobody handles."""
    models = {m for m in vars(kinds).values() if isinstance(m, type) and is_dataclass(m)}
    assert set(KINDS) == models


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_a_value(kind: type[Content]) -> None:
    """Frozen, without a dictionary, comparable: it can be handed to any task."""
    required = {"text": "x", "msg_type": 7}
    names = {f.name for f in fields(kind)}
    arguments = {name: value for name, value in required.items() if name in names}
    one, same = kind(**arguments), kind(**arguments)  # type: ignore[arg-type]  # by name above
    assert one == same
    assert not hasattr(one, "__dict__")
    with pytest.raises(FrozenInstanceError):
        setattr(one, next(iter(names)), "y")


def test_keys_of_downloads_do_not_print() -> None:
    """Whoever has them can fetch the file or accept the friend."""
    shown = repr((kinds.File("a", 1, "MEDIA", "ENCRY"), kinds.FriendRequest(ticket="v2_x")))
    assert not any(secret in shown for secret in ("MEDIA", "ENCRY", "v2_x"))
