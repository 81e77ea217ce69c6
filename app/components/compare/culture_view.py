"""Is it culture, or only the film? A classifier before and after each film's own look is taken out; and as in 2023."""

import streamlit as st

from app.comparing import COLOUR_FIRST, Compared
from app.components.compare import finding
from app.components.compare.ready import ready
from app.figures.base import STILL
from app.figures.compare_figures import accuracy_figure
from app.plain_text import plain
from crvae_core.compare.film_look import FilmLook

TITLE = "Is it culture, or only the film?"
MEANS = {
    "look": "What tells them apart is what all moments of a film share, such as its look. Trust only differences that stay when "
    "“Without each film's own look” is on.",
    "content": "It is more than the look of the films: they differ in what they show or say.",
    "neither": "As a whole they can't be told apart. Single themes may still differ.",
    "unknown": "There is too little to tell.",
}


def show(compared: Compared) -> None:
    """Draw what tells the groups apart, what it means for the other sections, and the measure of 2023."""
    st.caption(
        "Two films of one culture differ, too: by their colours, studio or logo. A simple classifier learns to tell the groups "
        "from some stretches of the films and is asked about others, with and without the mean of each film."
    )
    if not ready(compared, "look"):
        return
    found = compared.answers.film_look()
    st.markdown(f"**{plain(MEANS[found.verdict])}**")
    _chart(found)
    finding.show(compared, found.sentence(), "look", "Culture, or only the film")
    finding.notes(found.marks)
    if not found.marks:
        st.caption("No black bars and no logo that stands still in a corner were found in any of the films.")
    _as_in_2023(compared)


def _chart(found: FilmLook) -> None:
    if found.before is None or found.after is None:
        return
    st.plotly_chart(
        accuracy_figure(
            ("As they are", "Without each film's own look"),
            (found.before.accuracy, found.after.accuracy),
            (found.before.by_chance, found.after.by_chance),
            COLOUR_FIRST,
        ),
        key="compare-accuracy",
        config=STILL,
        alt="How often a classifier tells the groups apart, against chance",
    )


def _as_in_2023(compared: Compared) -> None:
    st.markdown(
        "##### As in the report of 2023",
        help="The report of 2023 fitted a mixture of two Gaussians to all moments and asked whether it finds the two videos.",
    )
    if not ready(compared, "2023"):
        return
    found = compared.answers.as_in_2023()
    finding.show(compared, found.sentence(), "2023", "As in the report of 2023")
    finding.notes(found.notes)
