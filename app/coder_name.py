"""Who codes, in the sidebar: the person of the login, or a name to be typed."""

import streamlit as st

from app import coder
from app.plain_text import plain
from crvae_core.notes.kept import LONGEST_CODER

_KEY = "coder-typed"


def show() -> None:
    """Draw the name that tags, notes and findings get."""
    if not coder.is_typed():
        return
    name = coder.name()
    shown = "" if name == coder.UNNAMED else name
    with st.popover(f"Coder: {plain(name)}", icon=":material/person_edit:", type="tertiary"):
        st.text_input(
            "Your name as a coder",
            shown,
            key=f"{_KEY}-{shown}",
            max_chars=LONGEST_CODER,
            on_change=lambda: coder.remember(str(st.session_state[f"{_KEY}-{shown}"])),
            help="It is kept with every tag, note and finding, so that two coders can be told apart.",
        )
