"""Page through a long list."""

import math

import streamlit as st

from app import state


def show(total: int, per_page: int, key: str) -> slice:
    """Draw back and forward buttons where there is more than one page; give the slice of items to show."""
    pages = max(1, math.ceil(total / per_page))
    page = min(state.view().page, pages)
    if pages > 1:
        back, where, forward = st.columns([1, 2, 1], vertical_alignment="center")
        back.button(
            "Back", key=f"{key}-back", icon=":material/chevron_left:", disabled=page == 1,
            on_click=state.change, kwargs={"page": page - 1},
        )  # fmt: skip
        forward.button(
            "Next", key=f"{key}-next", icon=":material/chevron_right:", disabled=page == pages,
            on_click=state.change, kwargs={"page": page + 1},
        )  # fmt: skip
        first, last = (page - 1) * per_page + 1, min(total, page * per_page)
        where.caption(f"{first:,} to {last:,} of {total:,} · page {page} of {pages}")
    return slice((page - 1) * per_page, page * per_page)
