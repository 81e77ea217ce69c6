"""A popover that closes when what was filled in has been saved."""

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

Width = Literal["content", "stretch"]


def show(
    label: str, name: str, icon: str, help_text: str | None = None, width: Width = "content"
) -> DeltaGenerator:
    """Draw the popover; name: tells it from all others of the page."""
    return st.popover(label, icon=icon, help=help_text, width=width, key=_key(name), on_change="rerun")


def close(name: str) -> None:
    """Let the popover be closed when the page is drawn next: it is a new one then.

    To tell the old one that it is closed would not do: a browser listens only where it was told before that it is open, and
    somebody may save before the page has answered to the opening.
    """
    st.session_state[_times(name)] = st.session_state.get(_times(name), 0) + 1


def _key(name: str) -> str:
    closed = st.session_state.get(_times(name), 0)
    return f"popover-{name}" + (f"-{closed}" if closed else "")


def _times(name: str) -> str:
    return f"popover-{name}-closed"
