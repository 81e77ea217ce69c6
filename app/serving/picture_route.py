"""The pictures of moments are sent from disk, once to each browser.

Streamlit reads and hashes a picture again whenever a page that shows it is drawn, and a page may show a hundred.
"""

import hmac
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app import state
from app.serving import addresses
from crvae_core.errors import ProjectError
from crvae_core.project.project import Project

_A_DAY = 24 * 3600  # seconds


def picture_address(folder: str, video_id: str, picture: Path, page_address: str = "") -> str | None:
    """Where a browser finds a picture of a video that may be shown; None where this process serves none.

    folder: of the project, its name in the workspace. page_address: of the page that shows it, as the browser has it;
    without it the address is one on the page's own server.
    """
    if not addresses.are_served():
        return None
    name = f"{folder}/{video_id}/{picture.name}"
    key = addresses.key_of(name, addresses.fingerprint(picture))
    server = addresses.origin(page_address) if page_address else ""
    return f"{server}{addresses.base()}/picture/{key}/{quote(name)}"


def route() -> Route:
    """The route of pictures."""
    return Route(f"{addresses.base()}/picture/{{key}}/{{folder}}/{{video_id}}/{{name}}", _send)


async def _send(request: Request) -> Response:
    asked = request.path_params
    folder, video_id, name = asked["folder"], asked["video_id"], asked["name"]
    try:
        path = Project(state.workspace() / folder, "", "", ()).video_file(video_id, f"thumbs/{name}")
        fingerprint = addresses.fingerprint(path)
        expected = addresses.key_of(f"{folder}/{video_id}/{name}", fingerprint)
        if not fingerprint or not hmac.compare_digest(asked["key"].encode(), expected.encode()):
            raise FileNotFoundError
        data = path.read_bytes()
    except (OSError, ValueError, ProjectError):
        return PlainTextResponse("There is no such picture, or it has changed: open the page again.\n", 404)
    headers = {"Cache-Control": f"private, max-age={_A_DAY}, immutable", **addresses.HEADERS}
    return Response(data, headers=headers, media_type="image/jpeg")
