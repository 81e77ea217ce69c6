"""A visitor without a browser: speaks Streamlit's websocket protocol as its pages do.

Keeps what a browser keeps: cookies, the address, which large messages the server need not send again.
"""

import http.cookiejar
import io
import urllib.request
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Self
from urllib.parse import urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import DoubleArray, FileUploaderState, FileURLs, UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

LARGEST_MESSAGE = 1 << 28  # bytes
PATIENCE_S = 120.0
ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
XSRF_COOKIE = "_streamlit_xsrf"


@dataclass
class Drawn:
    """What one run of a page's script sent: its elements in their order, and how many bytes."""

    elements: list[Any] = field(default_factory=list)
    popovers: list[str] = field(default_factory=list)
    received_bytes: int = 0
    login_address: str = ""

    def widget(self, kind: str, label: str) -> Any:
        """The first widget of a kind ("slider", "button", ...) whose label begins so; raises LookupError without one."""
        for widget in self._of_kind(kind):
            if widget.label.startswith(label):
                return widget
        raise LookupError(f"the page has no {kind} {label!r}: it says {self.texts()[:500]!r}")

    def faults(self) -> list[str]:
        """The exceptions and the errors that the page shows."""
        alerts = [alert.body for alert in self._of_kind("alert") if alert.format == Alert.ERROR]
        return [f"{fault.type}: {fault.message}" for fault in self._of_kind("exception")] + alerts

    def texts(self) -> str:
        """What the page says in headings, Markdown and alerts."""
        kinds = ("heading", "markdown", "alert")
        return "\n".join(part.body for kind in kinds for part in self._of_kind(kind))

    def buttons(self) -> list[str]:
        """The labels of the buttons."""
        return [button.label for button in self._of_kind("button")]

    def _of_kind(self, kind: str) -> list[Any]:
        return [getattr(part, kind) for part in self.elements if part.WhichOneof("type") == kind]


class Form:
    """A form with one file, read piece by piece, as a browser sends it."""

    def __init__(self, name: str, size: int, data: BinaryIO) -> None:
        self.boundary = uuid.uuid4().hex
        quoted = name.replace("\\", "\\\\").replace('"', "%22")
        head = (
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        tail = f"\r\n--{self.boundary}--\r\n".encode()
        self.size = len(head) + size + len(tail)
        self._parts = [io.BytesIO(head), data, io.BytesIO(tail)]

    def read(self, size: int = -1) -> bytes:
        """The next piece; empty at the end."""
        while self._parts:
            if piece := self._parts[0].read(size):
                return piece
            self._parts.pop(0)
        return b""


class Visitor:
    """One session: `open` runs a page, `slide` moves a slider, and the page runs again.

    address: of the server, such as "http://127.0.0.1:8501". headers: sent with the connection, beside the usual ones.
    cookies: of an earlier visit.
    """

    def __init__(
        self,
        address: str,
        headers: dict[str, str] | None = None,
        cookies: http.cookiejar.CookieJar | None = None,
    ) -> None:
        self.address = address.rstrip("/")
        self.headers = headers or {}
        self.cookies = http.cookiejar.CookieJar() if cookies is None else cookies
        self.session_id = ""
        self._state = ClientState()
        self._kept: set[str] = set()  # hashes of large messages, as a browser keeps them
        self._socket: ClientConnection | None = None
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        self.fetch("/_stcore/health").close()  # gives the cookie with the token
        at = urlsplit(self.address)
        named = self.headers.get("Host", at.netloc)  # the name under which the server is asked
        with ExitStack() as opened:
            self._socket = opened.enter_context(
                connect(
                    f"{at.scheme.replace('http', 'ws', 1)}://{named}/_stcore/stream",
                    address=(at.hostname, at.port or 80),
                    origin=Origin(self.headers.get("Origin", self.address)),
                    subprotocols=[Subprotocol("streamlit"), Subprotocol(self.xsrf_token())],
                    additional_headers={"Cookie": self.cookie_header()} | _without_own(self.headers),
                    max_size=LARGEST_MESSAGE,
                    ping_interval=None,  # as a browser: it answers pings, it sends none
                    proxy=None,
                )
            )
            self._opened = opened.pop_all()
        return self

    def __exit__(self, *unused: object) -> None:
        self._opened.close()

    def open(self, page: str = "", query: str = "") -> Drawn:
        """Run a page by its name in the address, with the part of the address after "?"."""
        self._state = ClientState(query_string=query, page_name=page)
        self._state.context_info.url = f"{self.address}/{page}"
        return self._run()

    def slide(self, slider: Any, value: float) -> Drawn:
        """Move a slider that the page has drawn."""
        return self._change(WidgetState(id=slider.id, double_array_value=DoubleArray(data=[value])))

    def press(self, button: Any) -> Drawn:
        """Press a button that the page has drawn."""
        try:
            return self._change(WidgetState(id=button.id, trigger_value=True))
        finally:
            self._forget(button.id)

    def fill(self, text_input: Any, text: str) -> None:
        """Type into a field of a form; it counts with the next button."""
        self._forget(text_input.id)
        self._state.widget_states.widgets.append(WidgetState(id=text_input.id, string_value=text))

    def upload(self, uploader: Any, name: str, size: int, data: BinaryIO) -> Drawn:
        """Give a file of `size` bytes to an uploader that the page has drawn."""
        file_id = str(uuid.uuid4())
        place = f"/_stcore/upload_file/{self.session_id}/{file_id}"
        form = Form(name, size, data)
        self.fetch(
            place,
            "PUT",
            form,
            Content_Type=f"multipart/form-data; boundary={form.boundary}",
            Content_Length=str(form.size),
            X_Xsrftoken=self.xsrf_token(),
        ).close()
        urls = FileURLs(file_id=file_id, upload_url=place, delete_url=place)
        taken = UploadedFileInfo(file_id=file_id, name=name, size=size, file_urls=urls)
        files = FileUploaderState(uploaded_file_info=[taken])
        return self._change(WidgetState(id=uploader.id, file_uploader_state_value=files))

    def fetch(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> Any:
        """Send an HTTP request with this visitor's cookies; raises HTTPError for an answer that is none."""
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(
            f"{self.address}{path}", body, _without_own(self.headers) | named, method=method
        )
        return opener.open(request, timeout=PATIENCE_S)

    def xsrf_token(self) -> str:
        """The token that Streamlit wants to see beside its cookie."""
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == XSRF_COOKIE), "")

    def cookie_header(self) -> str:
        """The cookies as a header."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)

    def _change(self, widget: WidgetState) -> Drawn:
        self._forget(widget.id)
        self._state.widget_states.widgets.append(widget)
        return self._run()

    def _forget(self, widget_id: str) -> None:
        kept = [state for state in self._state.widget_states.widgets if state.id != widget_id]
        del self._state.widget_states.widgets[:]
        self._state.widget_states.widgets.extend(kept)

    def _run(self) -> Drawn:
        """Run the page's script and read to its end."""
        assert self._socket is not None
        del self._state.cached_message_hashes[:]
        self._state.cached_message_hashes.extend(self._kept)
        self._socket.send(BackMsg(rerun_script=self._state).SerializeToString())
        drawn = Drawn()
        while True:
            data = self._socket.recv(timeout=PATIENCE_S)
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            drawn.received_bytes += len(data)
            self._read(message, drawn)
            if message.WhichOneof("type") == "script_finished" and message.script_finished in ENDED:
                return drawn

    def _read(self, message: ForwardMsg, drawn: Drawn) -> None:
        kind = message.WhichOneof("type")
        if message.hash and message.metadata.cacheable:
            self._kept.add(message.hash)
        if kind == "new_session":
            self.session_id = message.new_session.initialize.session_id
            drawn.elements.clear()  # the script began anew
            drawn.popovers.clear()
        elif kind == "navigation":
            self._state.page_script_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self._state.query_string = message.page_info_changed.query_string
        elif kind == "auth_redirect":
            drawn.login_address = message.auth_redirect.url
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            drawn.elements.append(message.delta.new_element)
        elif kind == "delta" and message.delta.add_block.WhichOneof("type") == "popover":
            drawn.popovers.append(message.delta.add_block.popover.label)


def _without_own(headers: dict[str, str]) -> dict[str, str]:
    """The headers but for those that have a place of their own in the handshake."""
    return {name: value for name, value in headers.items() if name not in {"Host", "Origin"}}
