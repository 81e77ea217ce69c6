"""Who uses this server: one person alone, or several; and which films its paths may lead to."""

from dataclasses import replace
from ipaddress import ip_address

import streamlit as st

from app import state
from crvae_core.project.lab import LabSettings, lab_settings
from crvae_core.project.paths import FilmPlaces, film_places


def lab() -> LabSettings:
    """The settings of the workspace; where they don't say whether it is shared, how the server is reached says it."""
    settings = lab_settings(state.workspace())
    return settings if settings.shared is not None else replace(settings, shared=_reached_from_elsewhere())


def places() -> FilmPlaces:
    """Where films may be read by a path."""
    return film_places(state.workspace(), lab())


def _reached_from_elsewhere() -> bool:
    address = st.get_option("server.address")
    try:
        return address != "localhost" and not ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return True
