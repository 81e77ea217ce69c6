"""Whether an answer is at hand; where it takes long to work out, how far the background work on it is."""

from typing import Any

import streamlit as st

from app import work
from app.comparing import Compared
from app.plain_text import plain
from crvae_core.errors import InputError
from crvae_core.tasks.compare import newest_comparison, start_comparison
from crvae_core.work.item import WorkState

AT_ONCE = 2_000  # moments of both groups, up to which everything is worked out while the page is drawn
POLL_S = 1.0


def ready(compared: Compared, question: str, **asked: Any) -> bool:
    """Whether the page can show an answer now; draws the progress of the work on it where it can't."""
    if sum(len(side.rows) for side in compared.sides) <= AT_ONCE or compared.answers.is_known(
        question, **asked
    ):
        return True
    stood = _ended(compared)
    if stood is None:
        st.fragment(_progress, run_every=POLL_S)(compared, question, asked)
        return False
    if stood.state == "done":  # what it found can't be kept
        return True
    st.warning(f"The comparison was not worked out. {plain(stood.message)}", icon=":material/warning:")
    if st.button("Try again", key="compare-again"):
        _start(compared)
        st.rerun()
    return False


def _ended(compared: Compared) -> WorkState | None:
    item = newest_comparison(compared.explored.project, compared.order)
    stood = item.state() if item else None
    return stood if stood and not stood.active else None


def _progress(compared: Compared, question: str, asked: dict[str, Any]) -> None:
    item = newest_comparison(compared.explored.project, compared.order)
    if item is None:
        item = _start(compared)
        if item is None:
            return
    stood = item.state()
    if not stood.active or compared.answers.is_known(question, **asked):
        st.rerun()
    st.progress(stood.share, f"{work.progress_words(stood)}. What is done is shown at once, and kept.")


def _start(compared: Compared) -> Any:
    try:
        return start_comparison(compared.explored.project, compared.order)
    except InputError as error:
        st.warning(plain(str(error)), icon=":material/warning:")
        return None
