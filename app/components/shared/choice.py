"""One of a few named choices, as buttons side by side; which one is a part of the view."""

from collections.abc import Mapping

import streamlit as st

from app.bound import bind


def show(
    label: str,
    names: Mapping[str, str],
    part: str,
    help_text: str | None = None,
    value: str | None = None,
    hidden: bool = True,
) -> str:
    """Draw the choices; give the key of the chosen one.

    label: hidden ones are read out but not drawn. names: key -> what is shown. part: of the view. value: what is shown where
    the view does not say it itself.
    """
    bound = bind(part, value, labels=names.values())
    shown = bound.value if bound.value in names else next(iter(names))
    st.segmented_control(
        label,
        list(names),
        default=shown,
        required=True,
        format_func=names.__getitem__,
        key=bound.key,
        on_change=bound.keep,
        label_visibility="collapsed" if hidden else "visible",
        help=help_text,
        wrap=True,
    )
    return shown
