"""Which theme is looked into, or all of them."""

import streamlit as st

from app import state
from app.bound import bind
from app.comparing import ALL, SAME, Compared
from app.components.shared import not_here

WHOLE = {SAME: "All themes, in the same mixture", ALL: "All moments"}


def show(compared: Compared, whole: tuple[str, ...], label: str = "Inside which theme") -> str | int:
    """Draw the themes to choose from, behind what stands for all of them (of ALL and SAME); give the chosen one."""
    names = {key: WHOLE[key] for key in whole} | {
        str(number + 1): name for number, name in compared.theme_names.items()
    }
    chosen = state.view().theme
    bound = bind("theme", chosen if chosen in names else next(iter(names)), labels=names.values())
    st.selectbox(
        label,
        list(names),
        index=bound.index(names),
        format_func=names.__getitem__,
        key=bound.key,
        on_change=bound.keep,
        width=360,
        help="Inside a theme both groups show the same kind of moment.",
    )
    if chosen.isdigit() and chosen not in names:
        not_here.tell("theme", f"Cluster {chosen}", names[bound.value])
    return bound.value if bound.value in WHOLE else int(bound.value) - 1
