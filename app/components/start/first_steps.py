"""All pages in pictures, in the order of the journey, for somebody who has no project yet."""

import streamlit as st

from app.frame import STEPS
from crvae_core.shipped import shipped

COLUMNS = 4


def show() -> None:
    """Draw a card per page: what it looks like, and what it is for."""
    st.subheader(f"{len(STEPS)} pages from a film to your findings")
    for start in range(0, len(STEPS), COLUMNS):
        row = list(enumerate(STEPS, start=1))[start : start + COLUMNS]
        for column, (number, step) in zip(st.columns(COLUMNS), row, strict=False):
            with column.container(border=True, height="stretch"):
                picture = shipped("assets", "steps", f"{step.title.lower()}.webp")
                if picture.exists():
                    st.image(str(picture), width="stretch", alt=f"The page {step.title}")
                st.markdown(f"**{number}  {step.title}**")
                st.caption(step.purpose)
