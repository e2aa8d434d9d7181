"""Two small web pages: the logins that wait, and the phone that answers one of them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEAD = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>WeChat simulator</title>
<meta name="viewport" content="width=device-width">
<style>body{font:16px sans-serif;max-width:32em;margin:2em auto;padding:0 1em}
button{font:inherit;padding:.5em 1em;margin-right:.5em}</style></head><body>
"""

_SCRIPT = """<script>
for (const button of document.querySelectorAll("button")) {
  button.onclick = async () => {
    const answer = await fetch("/_sim/" + button.dataset.act, {
      method: "POST", body: JSON.stringify({uuid: document.body.dataset.uuid})});
    const value = await answer.json();
    document.querySelector("output").textContent = value.error || value.state;
  };
}
</script>"""


def phone_page(uuid: str, state: str) -> str:
    """Buttons that scan, confirm and cancel one login."""
    head = _HEAD.replace("<body>", f'<body data-uuid="{escape(uuid)}">')
    return (
        f"{head}<h1>手机</h1><p>Login <code>{escape(uuid)}</code>: "
        f"<output>{escape(state)}</output></p><p>"
        '<button data-act="scan">扫描 scan</button>'
        '<button data-act="confirm">确认 confirm</button>'
        '<button data-act="cancel">取消 cancel</button></p>'
        f"{_SCRIPT}</body></html>"
    )


def index_page(name: str, logins: Iterable[tuple[str, str]]) -> str:
    """The logins, each leading to its phone."""
    rows = "".join(
        f'<li><a href="/l/{quote(uuid)}"><code>{escape(uuid)}</code></a>: {escape(state)}</li>'
        for uuid, state in logins
    )
    return f"{_HEAD}<h1>{escape(name)}</h1><ul>{rows or '<li>no login yet</li>'}</ul></body></html>"
