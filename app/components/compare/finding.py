"""A result as a sentence with its numbers, to be read, copied and pinned to the findings."""

from collections.abc import Iterable

import streamlit as st

from app.comparing import Compared
from app.components.findings import pin
from app.components.findings.pin import Draw
from app.plain_text import plain
from crvae_core.notes.findings import Finding

_STYLE = (
    "<style>[class*=st-key-sentence-] :is(pre, code, code *) "
    '{font-family: "Source Sans", sans-serif !important; font-size: 1rem; white-space: pre-wrap}'
    "[class*=st-key-sentence-] pre {padding-right: 3rem}</style>"
)


def show(
    compared: Compared,
    sentence: str,
    key: str,
    title: str,
    rows: Iterable[int] = (),
    figure: Draw | None = None,
) -> None:
    """Draw a sentence with a button that copies it and one that pins it.

    Args:
        sentence: plain text. key: unlike that of any other sentence of the page.
        title: of the finding; the names of both groups are set behind it.
        rows: moments of the run that belong to it. figure: gives its chart.
    """
    ids = compared.explored.pairs["pair_id"].to_numpy(dtype=object)
    first, second = compared.names
    moments = tuple(str(ids[row]) for row in rows)
    said = (sentence, *compared.explored.filter_told())
    found = Finding("comparison", f"{title}: {first} and {second}", said, moments=moments)
    with st.container(key=f"sentence-{key}", horizontal=True, vertical_alignment="center", gap="small"):
        st.code(sentence, language=None, wrap_lines=True)
        pin.show(compared.explored.project, found, f"compare-{key}", figure)


def style() -> None:
    """Let sentences look like text, not like a program; once for the page."""
    st.html(_STYLE)


def notes(lines: Iterable[str]) -> None:
    """Draw what must be known of a result."""
    for line in lines:
        st.caption(f":material/info: {plain(line)}")
