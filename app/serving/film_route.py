"""Films are sent from disk, in the pieces for which a player asks.

Streamlit reads a film into memory for its player. Here a page that may show a film gets an address for it that nobody can
guess, good for this file as it is now and for the life of this server.
"""

import hashlib
import hmac
import mimetypes
import secrets
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

_SECRET = secrets.token_bytes(32)
_served: list[bool] = []  # whether a server with the route runs in this process
_films: dict[str, tuple[Path, str]] = {}  # by the last part of the address: the film, and what it was like


def film_address(path: Path, page_address: str | None) -> str | None:
    """Where a player finds a film that may be shown; None where this process serves no films.

    page_address: of the page that shows it, as the browser has it.
    """
    if not page_address or not _served:
        return None
    fingerprint = _fingerprint(path)
    key = hmac.new(_SECRET, f"{path}\n{fingerprint}".encode(errors="surrogateescape"), hashlib.sha256)
    _films[key.hexdigest()] = (path, fingerprint)
    scheme, _, rest = page_address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}{_base()}/film/{key.hexdigest()}"


def routes() -> list[Route]:
    """The route of films."""
    _served.append(True)
    return [Route(f"{_base()}/film/{{key}}", _send)]


async def _send(request: Request) -> Response:
    path, fingerprint = _films.get(request.path_params["key"], (None, ""))
    if path is None or _fingerprint(path) != fingerprint:
        return PlainTextResponse("There is no such film, or it has changed: open the page again.\n", 404)
    kind = mimetypes.guess_type(path.name)[0] or ""
    headers = {
        "Cache-Control": "private",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(path, headers=headers, media_type=kind if kind.startswith("video/") else "video/mp4")


def _fingerprint(path: Path) -> str:
    """Which file a path leads to; "": to none, or not straight."""
    try:
        if path.is_symlink() or not path.is_file():
            return ""
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns}"


def _base() -> str:
    path = st.get_option("server.baseUrlPath").strip("/")
    return f"/{path}" if path else ""
