"""Page through a long list."""

import math

import streamlit as st


def show(total: int, per_page: int, key: str) -> slice:
    """Draw back and forward buttons where there is more than one page; give the slice of items to show."""
    pages = max(1, math.ceil(total / per_page))
    page = min(st.session_state.get(f"{key}-page", 0), pages - 1)
    if pages > 1:
        back, where, forward = st.columns([1, 2, 1], vertical_alignment="center")
        step = 0
        if back.button("Back", key=f"{key}-back", icon=":material/chevron_left:", disabled=page == 0):
            step = -1
        if forward.button(
            "Next", key=f"{key}-next", icon=":material/chevron_right:", disabled=page == pages - 1
        ):
            step = 1
        page = page + step
        if step:
            st.session_state[f"{key}-page"] = page
            st.rerun()
        first, last = page * per_page + 1, min(total, (page + 1) * per_page)
        where.caption(f"{first:,} to {last:,} of {total:,} · page {page + 1} of {pages}")
    return slice(page * per_page, (page + 1) * per_page)
