"""The steps of the journey in pictures, for somebody who has no project yet."""

import streamlit as st

from app.frame import STEPS
from crvae_core.shipped import shipped

COLUMNS = 3


def show() -> None:
    """Draw a card per step: what its page looks like, and what it is for."""
    steps = [(step, shipped("assets", "steps", f"{step.title.lower()}.webp")) for step in STEPS]
    shown = [(step, picture) for step, picture in steps if picture.exists()]
    st.subheader(f"{len(shown)} steps from a film to its clusters")
    for start in range(0, len(shown), COLUMNS):
        row = shown[start : start + COLUMNS]
        for number, column, (step, picture) in zip(
            range(start + 1, len(shown) + 1), st.columns(COLUMNS), row, strict=False
        ):
            with column.container(border=True, height="stretch"):
                st.image(str(picture), width="stretch", alt=f"The page {step.title}")
                st.markdown(f"**{number}  {step.title}**")
                st.caption(step.purpose)
