"""Who may ask the server anything: browsers that came by a known name, and pages of this server alone.

Without it, a page of the web could let its own name point to 127.0.0.1 and then read and change everything that a
browser on this computer may (DNS rebinding), or open connections from elsewhere. Streamlit checks the name at its
websocket alone, and takes pages of every port of this computer for its own.
"""

from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
USUAL_PORTS = {"http": ":80", "https": ":443"}
UNKNOWN_HOST = (
    "This server does not answer under the name by which it was asked. Whoever runs it can add the name to "
    "server.allowedHosts (docs/lab-server.md).\n"
)
UNKNOWN_ORIGIN = (
    "The request came from a page of another server. Whoever runs this one can add that page's address to "
    "server.corsAllowedOrigins; behind a proxy, the proxy must hand on the Host header (docs/lab-server.md).\n"
)


class Gate:
    """Refuses requests under unknown names, and changes and connections that pages of other servers ask for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the application what it must not see."""
        reason = _refusal(scope) if scope["type"] in {"http", "websocket"} else None
        if reason is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "not allowed"})
        else:
            await PlainTextResponse(reason, status_code=403)(scope, receive, send)


def _refusal(scope: Scope) -> str | None:
    """Why a request is refused; None: it isn't."""
    headers = Headers(scope=scope)
    host, origin = headers.get("host"), headers.get("origin")
    if not _is_known(host or ""):
        return UNKNOWN_HOST
    changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
    if changes and origin is not None and not _is_own(origin, host or ""):
        return UNKNOWN_ORIGIN
    return None


def _is_known(host: str) -> bool:
    """Whether the server may be asked under this name, by server.allowedHosts: names, "*.lab.example", or "*"."""
    try:
        parts = urlsplit(f"//{host}")
        name, _ = (parts.hostname or "").rstrip("."), parts.port  # a port that is none raises, too
    except ValueError:
        return False
    if not name or parts.netloc != host or "@" in host:
        return False
    allowed = [pattern.strip().casefold().rstrip(".") for pattern in st.get_option("server.allowedHosts")]
    return not allowed or any(
        name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern.strip("[]")
        for pattern in allowed
    )


def _is_own(origin: str, host: str) -> bool:
    """Whether a page's origin is the name by which the server was asked, or one that is allowed beside it."""
    if origin in st.get_option("server.corsAllowedOrigins"):
        return True
    scheme, place = urlsplit(origin)[:2]
    usual = USUAL_PORTS.get(scheme, "")
    return bool(place) and place.casefold().removesuffix(usual) == host.casefold().removesuffix(usual)
