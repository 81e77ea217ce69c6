"""The parts of the server that stand before Streamlit's own."""

import asyncio
import gc
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from app.serving import addresses, film_route, picture_route, received
from app.serving.gate import Gate
from app.serving.uploads_to_disk import UploadsToDisk

LOOK_ROUND_S = 60  # seconds between two looks for what can be given up


def middleware() -> list[Middleware]:
    """What every request passes, in this order."""
    return [Middleware(Gate), Middleware(UploadsToDisk)]


def routes() -> list[Route]:
    """What is answered here instead of by Streamlit."""
    addresses.begin()
    return [film_route.route(), picture_route.route()]


@asynccontextmanager
async def lifespan(server: Any) -> AsyncIterator[None]:
    """Tidy up before the server's life, in it and after it; open the browser of the person who started it."""
    received.remove_abandoned()
    gc.collect()
    gc.freeze()  # libraries stay; they need not be looked through again and again
    task = asyncio.create_task(_look_round())
    if not st.get_option("server.headless"):
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, _address_for_browsers())
    try:
        yield
    finally:
        task.cancel()
        received.close()


def _address_for_browsers() -> str:
    named, listens = st.get_option("browser.serverAddress"), st.get_option("server.address") or ""
    host = listens if named == "localhost" and listens not in {"", "0.0.0.0", "::"} else named
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    path = st.get_option("server.baseUrlPath").strip("/")
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{st.get_option('server.port')}/{path}"


async def _look_round() -> None:
    while True:
        await asyncio.sleep(LOOK_ROUND_S)
        await asyncio.to_thread(received.forget_closed_sessions)
        await asyncio.to_thread(gc.collect)  # instead of after every run of a page (.streamlit/config.toml)
