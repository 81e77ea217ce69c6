"""Page through a long list."""

import math

import streamlit as st

from app import state


def show(total: int, per_page: int, key: str) -> slice:
    """Draw back and forward buttons where there is more than one page; give the slice of items to show.

    Below the list `foot` draws them again.
    """
    page = _draw(total, per_page, key)
    return slice((page - 1) * per_page, page * per_page)


def foot(total: int, per_page: int, key: str) -> None:
    """Draw the buttons again, below the list."""
    _draw(total, per_page, f"{key}-foot")


def _draw(total: int, per_page: int, key: str) -> int:
    """Draw the buttons; give the number of the page, from 1."""
    pages = max(1, math.ceil(total / per_page))
    page = min(state.view().page, pages)
    if pages > 1:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.button(
                "Back", key=f"{key}-back", icon=":material/chevron_left:", disabled=page == 1,
                on_click=state.change, kwargs={"page": page - 1},
            )  # fmt: skip
            first, last = (page - 1) * per_page + 1, min(total, page * per_page)
            st.caption(f"{first:,} to {last:,} of {total:,} · page {page} of {pages}", width="content")
            st.button(
                "Next", key=f"{key}-next", icon=":material/chevron_right:", icon_position="right", disabled=page == pages,
                on_click=state.change, kwargs={"page": page + 1},
            )  # fmt: skip
    return page
