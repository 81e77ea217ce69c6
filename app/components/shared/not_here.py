"""What a link asks for and what can't be shown any more is said, and what is shown instead."""

import streamlit as st

from app.plain_text import plain


def tell(what: str, asked: str, shown: str) -> None:
    """Say it where something was asked for and something else is shown.

    what: a noun, such as "run". asked, shown: names as people know them, not escaped; nothing is said where they are alike or
    nothing was asked for.
    """
    if asked and asked != shown:
        st.caption(
            f":material/info: The {what} “{plain(asked)}” that was asked for is not here: “{plain(shown)}” is shown."
        )
