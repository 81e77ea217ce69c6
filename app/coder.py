"""Who tags and notes: whoever has logged in, else the name that was typed; it is kept with every tag, note and finding."""

import streamlit as st

from app import access, state
from crvae_core.files import read_json, write_json
from crvae_core.notes.kept import LONGEST_CODER

FILE = "coder.json"  # in the workspace of one person: the name that was typed last
UNNAMED = "unnamed"
_NAME = "coder-name"


def name() -> str:
    """The name that tags of this session get."""
    person = access.visitor().person
    if person:
        return person
    if _NAME not in st.session_state:
        st.session_state[_NAME] = _remembered()
    return st.session_state[_NAME] or UNNAMED


def is_typed() -> bool:
    """Whether the name is one that can be typed; with a login it can't."""
    return not access.visitor().person


def remember(typed: str) -> None:
    """Take a typed name; on a computer of one person it is kept for the next time."""
    kept = " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())[:LONGEST_CODER]
    st.session_state[_NAME] = kept
    if not access.visitor().shared:
        try:
            write_json(state.workspace() / FILE, {"name": kept})
        except OSError:
            return  # a workspace that can only be read; the session has the name


def _remembered() -> str:
    if access.visitor().shared:
        return ""
    try:
        found = read_json(state.workspace() / FILE)["name"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return found[:LONGEST_CODER] if isinstance(found, str) and found.isprintable() else ""
