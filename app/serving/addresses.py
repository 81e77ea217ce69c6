"""Addresses of files that a page may show: nobody can guess them, and each is good for one file as it is now.

They hold for the life of this server.
"""

import hashlib
import hmac
import secrets
import stat
from pathlib import Path

import streamlit as st

HEADERS = {"Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff"}
_SECRET = secrets.token_bytes(32)
_base: list[str] = []  # what comes before every path, where a server with routes of ours runs in this process


def begin() -> None:
    """Note that the routes are there."""
    path = st.get_option("server.baseUrlPath").strip("/")
    _base[:] = [f"/{path}" if path else ""]


def are_served() -> bool:
    """Whether this process answers at such addresses."""
    return bool(_base)


def key_of(name: str, fingerprint: str) -> str:
    """What only this server can work out of a file's name and fingerprint."""
    told = f"{name}\n{fingerprint}".encode(errors="surrogateescape")
    return hmac.new(_SECRET, told, hashlib.sha256).hexdigest()


def fingerprint(path: Path) -> str:
    """Which file a path leads to; "": to none, or not straight."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return ""
    if not stat.S_ISREG(found.st_mode):
        return ""
    return f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns}"


def base() -> str:
    """What comes before the path of every address here."""
    return _base[0]


def origin(page_address: str) -> str:
    """Scheme, name and port of a page's address."""
    scheme, _, rest = page_address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
