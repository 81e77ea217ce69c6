"""Uploads go to disk as they arrive.

Streamlit reads a whole upload into memory, twice for a while, and keeps it as long as the session lives. Here the film goes
to a file chunk by chunk, and Streamlit gets an empty file under the same name, so that its widget works as ever;
`app.uploads` finds the film by the id of the upload.
"""

import errno
import logging
import re
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO

import streamlit as st
from anyio import to_thread
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from app.serving import received

logger = logging.getLogger(__name__)

UPLOAD = re.compile(r".*/_stcore/upload_file/(?P<session>[^/]+)/(?P<file>[^/]+)")
CHUNK = 1 << 20  # bytes that are gathered before they are written
MEGABYTE = 1 << 20
SPARE = 64 << 20  # bytes that stay free on the disk
FULL = {errno.ENOSPC, errno.EDQUOT}
NO_ROOM = "There is no room for this file on the server's disk.\n"


class UploadsToDisk:
    """Takes the file out of an upload before Streamlit sees it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Store an upload, or remove it; hand all else on."""
        match = UPLOAD.fullmatch(scope.get("path", "")) if scope["type"] == "http" else None
        if match and scope["method"] == "PUT" and _is_welcome(scope, match["session"]):
            await self._store(scope, receive, send, (match["session"], match["file"]))
        elif match and scope["method"] == "DELETE":
            await self._answer(scope, receive, send, lambda: received.forget(match["session"], match["file"]))
        else:
            await self.app(scope, receive, send)

    async def _store(self, scope: Scope, receive: Receive, send: Send, name: tuple[str, str]) -> None:
        path = None
        try:
            path = received.new_file()
            form = await _read_form(scope, receive, path)
            await self._answer(*form.request(scope), send, lambda: received.keep(*name, path))
        except UploadRefusedError as error:
            await PlainTextResponse(str(error), status_code=error.status)(scope, receive, send)
        except OSError as error:
            logger.warning("an upload could not be stored: %s", error)
            said = NO_ROOM if error.errno in FULL else f"The server can't store uploads: {error.strerror}.\n"
            await PlainTextResponse(said, status_code=507)(scope, receive, send)
        except ClientDisconnect:
            pass  # nobody waits for an answer
        finally:
            if path and received.find(*name) != path:
                path.unlink(missing_ok=True)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, on_success: Callable[[], None]
    ) -> None:
        """Let Streamlit answer; where it agrees, do the rest before the browser hears of it."""

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 300:
                on_success()
            await send(message)

        await self.app(scope, receive, watch)


class UploadRefusedError(Exception):
    """An upload that is not taken; `status` is HTTP's word for it."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status


class _Form:
    """A form with one file, read as it arrives: the file goes to `target`, the headers of its part are kept."""

    def __init__(self, boundary: bytes, target: BinaryIO) -> None:
        self.boundary, self.target = boundary, target
        self.headers: list[bytes] = []
        self.parts = self.size = 0
        self.complete = False
        self._name = self._value = b""
        self._waiting = bytearray()
        self.parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_part_data": self._data,
                "on_end": self._end,
            },
        )

    def request(self, scope: Scope) -> tuple[Scope, Receive]:
        """The request as Streamlit is to see it: the same form with an empty file."""
        body = b"--%b\r\n%b\r\n\r\n--%b--\r\n" % (self.boundary, b"".join(self.headers), self.boundary)
        changed = dict(scope, headers=list(scope["headers"]))
        headers = MutableHeaders(scope=changed)
        headers["content-length"] = str(len(body))
        del headers["transfer-encoding"]

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        return changed, receive

    async def flush(self, at_least: int = 0) -> None:
        """Write what has gathered, outside the event loop."""
        if len(self._waiting) > at_least:
            await to_thread.run_sync(self.target.write, bytes(self._waiting))
            self._waiting.clear()

    def _begin(self) -> None:
        self.parts += 1

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self.headers.append(self._name + b": " + self._value + b"\r\n")
        self._name = self._value = b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._waiting += data[start:end]
        self.size += end - start

    def _end(self) -> None:
        self.complete = True


async def _read_form(scope: Scope, receive: Receive, path: Path) -> _Form:
    """Write the file of an upload to `path`; raises UploadRefusedError, ClientDisconnect or OSError."""
    headers = Headers(scope=scope)
    _check_room(int(headers.get("content-length", 0)), path.parent)
    _, options = parse_options_header(headers["content-type"])
    with path.open("wb") as target:
        form = _Form(options[b"boundary"], target)
        try:
            async for piece in _body(receive):
                form.parser.write(piece)
                await form.flush(CHUNK)
                if form.size > _largest():
                    raise UploadRefusedError(413, "File too large")
        except FormParserError as error:
            raise UploadRefusedError(400, "The upload is no form with a file.\n") from error
        if not form.complete:
            raise UploadRefusedError(400, "The upload breaks off.\n")
        if form.parts != 1:
            raise UploadRefusedError(400, f"Expected 1 file, but got {form.parts}")
        await form.flush()
    return form


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        yield message.get("body", b"")
        more = message.get("more_body", False)


def _is_welcome(scope: Scope, session_id: str) -> bool:
    """Whether Streamlit would take the upload; if not, it says why itself, before it reads anything."""
    headers = Headers(scope=scope)
    kind, options = parse_options_header(headers.get("content-type"))
    length = headers.get("content-length", "0")
    return (
        kind == b"multipart/form-data"
        and b"boundary" in options
        and length.isdecimal()
        and int(length) <= _largest()
        and runtime.get_instance().is_active_session(session_id)
    )


def _largest() -> int:
    return st.get_option("server.maxUploadSize") * MEGABYTE


def _check_room(size: int, folder: Path) -> None:
    if shutil.disk_usage(folder).free < size + SPARE:
        raise UploadRefusedError(507, NO_ROOM)
