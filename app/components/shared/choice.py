"""One of a few named choices, as buttons side by side; remembered while the session lasts."""

from collections.abc import Mapping

import streamlit as st


def show(label: str, names: Mapping[str, str], key: str, help_text: str | None = None) -> str:
    """Draw the choices, the first one chosen at first; give the key of the chosen one.

    label: read out but not drawn. names: key -> what is shown.
    """
    first = next(iter(names))
    chosen = st.segmented_control(
        label,
        list(names),
        default=first,
        required=True,
        format_func=names.__getitem__,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
        help=help_text,
    )
    return chosen or first
