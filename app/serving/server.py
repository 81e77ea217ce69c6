"""The parts of the server that stand before Streamlit's own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config
from streamlit.cli_util import open_browser
from streamlit.web.server.server_util import get_display_address, get_url

from app.serving import received
from app.serving.gate import Gate
from app.serving.uploads_to_disk import UploadsToDisk

LOOK_ROUND_S = 60  # seconds between two looks for sessions that have ended


def middleware() -> list[Middleware]:
    """What every request passes, in this order."""
    return [Middleware(Gate), Middleware(UploadsToDisk)]


@asynccontextmanager
async def lifespan(server: Any) -> AsyncIterator[None]:
    """Tidy up before the server's life, in it and after it; open the browser of the person who started it."""
    received.remove_abandoned()
    task = asyncio.create_task(_look_round())
    if not st.get_option("server.headless"):
        await asyncio.to_thread(open_browser, get_url(_address_for_browsers()))
    try:
        yield
    finally:
        task.cancel()
        received.close()


def _address_for_browsers() -> str:
    if config.is_manually_set("browser.serverAddress"):
        return st.get_option("browser.serverAddress")
    return get_display_address(st.get_option("server.address") or "localhost")


async def _look_round() -> None:
    while True:
        await asyncio.sleep(LOOK_ROUND_S)
        await asyncio.to_thread(received.forget_closed_sessions)
