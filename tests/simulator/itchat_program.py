"""What a user of itchat-uos would write; run as a program, with the simulator's address.

itchat keeps its state at module level and starts threads that never end, so it gets a process of
its own. It answers texts of friends, and in groups those that mention it.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import warnings
from typing import Any

LIFE_S_MAX = 45.0
"""The process ends by then, whatever happens."""


def main(server: str) -> None:
    """Log in, answer, and run until the session ends."""
    warnings.simplefilter("ignore")
    import itchat  # type: ignore[import-untyped]  # noqa: PLC0415 - it warns on import
    from itchat.content import TEXT  # type: ignore[import-untyped]  # noqa: PLC0415 - the same

    itchat.config.BASE_URL = server
    logging.getLogger("itchat").setLevel(logging.DEBUG)

    def on_text(message: Any) -> str:  # noqa: ANN401 - a class of itchat
        return f"回 {message['Text']}"

    def on_group_text(message: Any) -> str | None:  # noqa: ANN401 - a class of itchat
        return f"@{message['ActualNickName']} 收到" if message["IsAt"] else None

    itchat.msg_register(TEXT)(on_text)
    itchat.msg_register(TEXT, isGroupChat=True)(on_group_text)
    itchat.auto_login(qrCallback=lambda **_: None, loginCallback=lambda: None)
    itchat.run(blockThread=True)


if __name__ == "__main__":
    watch = threading.Timer(LIFE_S_MAX, lambda: os._exit(1))
    watch.daemon = True
    watch.start()
    main(sys.argv[1])
