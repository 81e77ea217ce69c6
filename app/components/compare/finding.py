"""A result as a sentence with its numbers, to be read, copied and cited."""

import streamlit as st

_STYLE = (
    "<style>[class*=st-key-sentence-] code {font-family: inherit; font-size: 0.95rem; white-space: pre-wrap}"
    "[class*=st-key-sentence-] pre {padding-right: 3rem}</style>"
)


def show(sentence: str, key: str) -> None:
    """Draw a sentence with a button that copies it; key: the same for the same result."""
    with st.container(key=f"sentence-{key}"):
        st.html(_STYLE)
        st.code(sentence, language=None, wrap_lines=True)


def notes(lines: tuple[str, ...]) -> None:
    """Draw what must be known of a result."""
    from app.plain_text import plain

    for line in lines:
        st.caption(f":material/info: {plain(line)}")
