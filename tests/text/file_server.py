"""A local HTTP server that serves one file and misbehaves as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Behaviour:
    """What the server does.

    drops: after how many bytes each of the first answers breaks off. ranges, length, tag: whether it offers them.
    statuses: codes that the first answers have instead of content. redirect: whether /file leads to /moved first.
    asked: the Range headers it got, None for none.
    """

    content: bytes
    drops: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    ranges: bool = True
    length: bool = True
    tag: str | None = '"one"'
    redirect: bool = False
    content_type: str = "application/zip"
    asked: list[str | None] = field(default_factory=list)


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[str]:
    """Run the server and give the address of its file."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if behaviour.redirect and self.path == "/file":
                self.send_response(302)
                self.send_header("Location", "/moved")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            behaviour.asked.append(self.headers.get("Range"))
            if behaviour.statuses:
                self.send_response(behaviour.statuses.pop(0))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._send(self._start())

        def _start(self) -> int:
            """The first byte that is asked for and may be given."""
            wanted = self.headers.get("Range", "")
            same = self.headers.get("If-Range") in (None, behaviour.tag)
            if not (behaviour.ranges and same and wanted.startswith("bytes=")):
                return 0
            return int(wanted.removeprefix("bytes=").split("-")[0])

        def _send(self, start: int) -> None:
            body = behaviour.content[start:]
            if start >= len(behaviour.content) > 0:
                self.send_response(416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Type", behaviour.content_type)
            if start:
                last = len(behaviour.content) - 1
                self.send_header("Content-Range", f"bytes {start}-{last}/{len(behaviour.content)}")
            if behaviour.length:
                self.send_header("Content-Length", str(len(body)))
            if behaviour.tag:
                self.send_header("ETag", behaviour.tag)
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body[: behaviour.drops.pop(0)] if behaviour.drops else body)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/file"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
