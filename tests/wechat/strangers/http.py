"""HTTP as servers speak it, each in its manner; written by hand, so that nothing is tidied."""

from __future__ import annotations

import gzip
import json
import socket
import socketserver
import struct
import sys
import threading
import traceback
import zlib
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.wechat.strangers.variant import Variant

CUT_AFTER = 30
"""Bytes of a body that is cut."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """Without its query."""
        return urlsplit(self.target).path

    @property
    def name(self) -> str:
        """Of the call: the last part of the path, or its first for pages."""
        return self.path.rstrip("/").rpartition("/")[2]

    @property
    def query(self) -> dict[str, str]:
        """Decoded; the first of each."""
        pairs = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[0] for name, values in pairs.items()}

    @property
    def cookies(self) -> dict[str, str]:
        """As sent."""
        pairs = (one.strip().partition("=") for one in self.headers.get("cookie", "").split(";"))
        return {name: value for name, _, value in pairs if name}

    def json(self) -> dict[str, Any]:
        """The body, or nothing."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def form(self) -> dict[str, bytes]:
        """Parts of a multipart body."""
        kind = f"Content-Type: {self.headers.get('content-type', '')}\r\n\r\n"
        whole = message_from_bytes(kind.encode() + self.body)
        parts = [part for part in whole.walk() if not part.is_multipart()]
        names = [str(part.get_param("name", header="content-disposition")) for part in parts]
        data = [part.get_payload(decode=True) for part in parts]
        return {n: one for n, one in zip(names, data, strict=True) if isinstance(one, bytes)}


@dataclass(slots=True)
class Told:
    """An answer before it is written: `body` is text, or an object that becomes JSON.

    Args:
        body: Of the answer.
        status: HTTP status.
        kind: Content-Type; `""` is none.
        headers: Further ones, in order.
        harm: What happens to it on the way: `reset`, `malformed`, `cut`, or nothing.
    """

    body: str | bytes | dict[str, Any] = b""
    status: int = 200
    kind: str = "text/javascript"
    headers: list[tuple[str, str]] = field(default_factory=list)
    harm: str = ""


class Server(socketserver.ThreadingTCPServer):
    """Listens on a free port of the loopback; a thread for each connection."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, variant: Variant, answer: Callable[[Asked], Told]) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.variant = variant
        self.answer = answer
        self.faults: list[str] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is nobody's fault; anything else is a fault of this server."""
        del request, client_address
        if not isinstance(sys.exception(), OSError):
            self.faults.append(traceback.format_exc())


class _Connection(socketserver.StreamRequestHandler):
    """Requests of one connection, one after the other."""

    server: Server

    def handle(self) -> None:
        """Until either side closes."""
        while (asked := self._read()) is not None:
            told = self.server.answer(asked)
            if told.harm in {"reset", "malformed"}:
                self._harm(told.harm)
                return
            data = self._written(told)
            if told.harm == "cut":
                self.wfile.write(data[: data.index(b"\r\n\r\n") + 4 + CUT_AFTER])
                self._harm("reset")
                return
            self.wfile.write(data)
            if self.server.variant.framing in {"close", "http 1.0"}:
                return

    def _read(self) -> Asked | None:
        first = self.rfile.readline(65536).decode("latin-1").split()
        if len(first) != 3:
            return None
        headers = {}
        while line := self.rfile.readline(65536).decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        size = int(headers.get("content-length", "0"))
        body = self.rfile.read(size)
        if len(body) < size:  # the client has gone away
            return None
        return Asked(first[0], first[1], headers, body)

    def _harm(self, harm: str) -> None:
        if harm == "malformed":
            self.wfile.write(b"HTTP/1.1 0 -\r\n\r\n")
            return
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _written(self, told: Told) -> bytes:
        variant = self.server.variant
        headers, body = list(told.headers), told.body
        kind = told.kind
        if isinstance(body, dict):
            body = spelled(body, variant)
            kind = "" if variant.json_type == "none" else variant.json_type
        data = body.encode() if isinstance(body, str) else body
        if kind:
            headers.insert(0, ("Content-Type", kind))
        if data and variant.packing != "identity":
            data = _packed(data, variant.packing)
            headers.append(("Content-Encoding", variant.packing.removeprefix("raw ")))
        version = "HTTP/1.0" if variant.framing == "http 1.0" else "HTTP/1.1"
        if variant.framing == "chunked":
            headers.append(("Transfer-Encoding", "chunked"))
            data = _chunked(data)
        elif variant.framing == "length":
            headers.append(("Content-Length", str(len(data))))
        else:
            headers.append(("Connection", "close"))
        lines = [f"{version} {told.status} {'OK' if told.status == 200 else ''}"]
        lines += [f"{_cased(name, variant.header_case)}: {value}" for name, value in headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + data


def spelled(value: dict[str, Any], variant: Variant) -> str:
    """JSON in this server's spelling."""
    if variant.unknown_fields:
        value = {"X-Trace": {"a": [1, None, {}]}, **value, "Zz": 1.5e300, "": ""}
    value = _emptied(_typed(value, variant.types), variant.empties)
    match variant.json_form:
        case "compact":
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        case "mark":
            text = "\ufeff" + json.dumps(value, ensure_ascii=False)
        case "blanks":
            text = "\n\n" + json.dumps(value, ensure_ascii=False, indent="\t") + "\r\n \t\n\n"
        case "escaped":
            text = json.dumps(value).replace("/", "\\/")
        case "sorted":
            text = json.dumps(value, ensure_ascii=False, sort_keys=True)
        case _:
            text = json.dumps(value, ensure_ascii=False, indent=0)
    return text


def _typed(value: Any, types: str, name: str = "") -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {key: _typed(one, types, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_typed(one, types) for one in value]
    if types == "numbers as text" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if types == "ids as numbers" and name in {"MsgId", "MsgID", "FileSize"} and value:
        return int(value)
    return value


def _emptied(value: Any, empties: str, depth: int = 0) -> Any:  # noqa: ANN401 - JSON
    if empties == "kept":
        return value
    if isinstance(value, list):
        return [_emptied(one, empties, depth + 1) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: _emptied(one, empties, depth + 1)
        for key, one in value.items()
        if empties == "null" or (one not in ("", [], {}) and one is not None)
    }
    if empties == "null":
        kept = {key: None if one in ("", []) else one for key, one in kept.items()}
    return kept


def _packed(data: bytes, packing: str) -> bytes:
    if packing == "gzip":
        return gzip.compress(data, 1)
    packer = zlib.compressobj(1, wbits=-15 if packing == "raw deflate" else 15)
    return packer.compress(data) + packer.flush()


def _chunked(data: bytes) -> bytes:
    sizes = [data[at : at + 700] for at in range(0, len(data), 700)]
    return (
        b"".join(b"%X;x=y\r\n%s\r\n" % (len(one), one) for one in sizes) + b"0\r\nX-End: 1\r\n\r\n"
    )


def _cased(name: str, case: str) -> str:
    return {"lower": name.lower(), "UPPER": name.upper()}.get(case, name)
