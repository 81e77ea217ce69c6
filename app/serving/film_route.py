"""Films are sent from disk, in the pieces for which a player asks; Streamlit reads a film into memory for its player."""

import mimetypes
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.serving import addresses

_films: dict[str, tuple[Path, str]] = {}  # by the last part of the address: the film, and what it was like


def film_address(path: Path, page_address: str | None) -> str | None:
    """Where a player finds a film that may be shown; None where this process serves no films.

    page_address: of the page that shows it, as the browser has it.
    """
    if not page_address or not addresses.are_served():
        return None
    fingerprint = addresses.fingerprint(path)
    key = addresses.key_of(str(path), fingerprint)
    _films[key] = (path, fingerprint)
    return f"{addresses.origin(page_address)}{addresses.base()}/film/{key}"


def route() -> Route:
    """The route of films."""
    return Route(f"{addresses.base()}/film/{{key}}", _send)


async def _send(request: Request) -> Response:
    path, fingerprint = _films.get(request.path_params["key"], (None, ""))
    if path is None or addresses.fingerprint(path) != fingerprint:
        return PlainTextResponse("There is no such film, or it has changed: open the page again.\n", 404)
    kind = mimetypes.guess_type(path.name)[0] or ""
    headers = {"Cache-Control": "private", **addresses.HEADERS}
    return FileResponse(path, headers=headers, media_type=kind if kind.startswith("video/") else "video/mp4")
