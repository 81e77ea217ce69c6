"""Who uses this server: one person alone, or several, with a login or without; and what they may open and remove."""

from dataclasses import replace
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from app import state
from crvae_core.project.lab import LabSettings, lab_settings
from crvae_core.project.ownership import Ownership, Visitor, ownership, save_ownership
from crvae_core.project.paths import FilmPlaces, film_places
from crvae_core.project.project import Project

NOT_OPEN = "there is no project of this name that you may open: ask its owner to share it with you"


def lab() -> LabSettings:
    """The settings of the workspace; where they don't say whether it is shared, the login and the address do."""
    settings = lab_settings(state.workspace())
    if settings.shared is not None:
        return settings
    return replace(settings, shared=settings.login or has_login() or _reached_from_elsewhere())


def places() -> FilmPlaces:
    """Where films may be read by a path."""
    return film_places(state.workspace(), lab())


def has_login() -> bool:
    """Whether people log in here: by OpenID Connect ([auth] in secrets.toml), or at a proxy that names them."""
    return bool(_providers() is not None or st.get_option("server.trustedUserHeaders"))


def providers() -> list[str | None]:
    """The names of the login's providers, as `st.login` takes them; None: the only one."""
    return _providers() or []


def visitor() -> Visitor:
    """Who is at this page."""
    settings = lab()
    if not settings.login and not has_login():
        return Visitor(None, bool(settings.shared))
    person = _person(st.user.to_dict())
    return Visitor(person, True, person.casefold() in settings.administrators)


def may_open(project: Project) -> bool:
    """Whether who is at this page may see and open a project."""
    return ownership(project.folder).may_open(visitor())


def may_remove(project: Project) -> bool:
    """Whether who is at this page may remove from a project, or share it."""
    return ownership(project.folder).may_remove(visitor())


def claim(project: Project, public: bool = False) -> None:
    """Note who made a project that is new; public: it is nobody's, and everybody may open it."""
    who = visitor()
    if who.person and ownership(project.folder) == Ownership():
        save_ownership(project.folder, Ownership("" if public else who.person, (), public))


def _providers() -> list[str | None] | None:
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        return None
    named = [
        name for name, value in st.secrets["auth"].items() if hasattr(value, "items") and "client_id" in value
    ]
    return [*([None] if "client_id" in st.secrets["auth"] else []), *named]


def _person(user: dict[str, Any]) -> str:
    """By what name somebody is known: an address that the provider doesn't call unverified, else the provider's number."""
    if user.get("is_logged_in") is False:
        return ""
    email, number, issuer = (str(user.get(key) or "").strip() for key in ("email", "sub", "iss"))
    if email and user.get("email_verified") is not False:
        return email
    return f"{number}@{urlsplit(issuer).hostname}" if number and issuer else ""


def _reached_from_elsewhere() -> bool:
    address = st.get_option("server.address")
    try:
        return address != "localhost" and not ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return True
