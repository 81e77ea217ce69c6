"""A popover that closes when what was filled in has been saved."""

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

Width = Literal["content", "stretch"]


def show(
    label: str, name: str, icon: str, help_text: str | None = None, width: Width = "content"
) -> DeltaGenerator:
    """Draw the popover; name: tells it from all others of the page."""
    key = f"popover-{name}"
    if st.session_state.pop(f"{key}-ends", False):
        st.session_state[key] = False
    return st.popover(label, icon=icon, help=help_text, width=width, key=key, on_change="rerun")


def close(name: str) -> None:
    """Let the popover be closed when the page is drawn next."""
    st.session_state[f"popover-{name}-ends"] = True
