"""Every other host than the server is blocked, and each try to reach one is counted."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

OWN = {"127.0.0.1", "localhost"}
NAMED = """() => [...document.querySelectorAll("link[href], img[src], script[src], iframe[src], video[src], source[src]")]
    .map(element => element.href || element.src)"""


def count_tries(page: Page) -> list[str]:
    """The addresses elsewhere that the page asks for from now on; the list grows."""
    tries: list[str] = []

    def look(address: str) -> None:
        if _is_elsewhere(address):
            tries.append(address)

    page.on("request", lambda request: look(request.url))
    page.on("websocket", lambda socket: look(socket.url))
    return tries


def named_elsewhere(page: Page) -> list[str]:
    """Addresses elsewhere that the page names, such as its icon, for which a headless browser doesn't ask."""
    return [address for address in page.evaluate(NAMED) if _is_elsewhere(address)]


def _is_elsewhere(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in OWN
