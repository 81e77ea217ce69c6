"""From a word to clusters: in which of them it is said, with counts and intervals."""

import html

import streamlit as st

from app import state
from app.bound import bind
from app.components.findings import pin
from app.components.shared import cluster_mark
from app.exploration import Exploration
from app.figures import cluster_figures
from app.figures.base import STILL
from app.plain_text import count, plain
from crvae_core.analysis.words import sure_words

TOP = 8


def show(explored: Exploration) -> None:
    """Draw a word's clusters, and the top words of all clusters."""
    clusters = explored.clusters
    words = clusters.counted.words
    if not words:
        st.info(
            "Nothing is said in these videos, so there are no words to look at.", icon=":material/volume_off:"
        )
        return
    explored.tell_filter()
    word = clusters.concept(state.view().word)
    bound = bind("word", word if word in words else "", labels=map(clusters.glossary.shown, words))
    st.selectbox(
        "In which clusters is a word said?",
        words,
        index=bound.index(words),
        format_func=clusters.glossary.shown,
        placeholder="Type or choose a word",
        key=bound.key,
        on_change=bound.keep,
    )
    if word in words:
        chart(explored, word, key="of-word")
    st.markdown(
        "**What sets each cluster apart**",
        help="Log-odds against all other moments, surest first. Words of one meaning in two languages count as one.",
    )
    for number in clusters.numbers:
        if number not in explored.words:
            continue
        sure = sure_words(explored.words[number]).head(TOP)
        said = ", ".join(
            f"{plain(clusters.glossary.shown(one))} ({here})"
            for one, here in zip(sure["word"], sure["count"], strict=True)
        )
        name, text = st.columns([1, 4], vertical_alignment="center")
        with name:
            cluster_mark.show(explored, number)
        text.markdown(said or "*no word is surely said more often here*")
    st.caption("Numbers: how often the word is said in the cluster.")


def chart(explored: Exploration, word: str, key: str) -> None:
    """Draw the share of each cluster's moments in which a word is said."""
    found = explored.clusters.shares_of(word, explored.shown)
    shown = explored.clusters.glossary.shown(explored.clusters.concept(word))
    total = int(found["count"].sum())
    st.markdown(
        f"**{plain(shown)}** is said in {total:,} of {int(explored.shown.sum()):,} moments. Share of each cluster's moments, "
        "with 95% intervals (Wilson):"
    )
    figure = cluster_figures.interval_figure(
        [html.escape(explored.name(number)) for number in found["cluster"].tolist()],
        found["share"].tolist(),
        found["low"].tolist(),
        found["high"].tolist(),
        [explored.clusters.colour(number) for number in found["cluster"].tolist()],
        "share of the cluster's moments",
        [
            f"{html.escape(explored.name(number))}: {said} of {moments} moments"
            for number, said, moments in zip(
                found["cluster"].tolist(), found["count"].tolist(), found["moments"].tolist(), strict=True
            )
        ],
        share=True,
    )
    st.plotly_chart(
        figure,
        key=f"word-clusters-{key}",
        config=STILL,
        alt=f"Share of each cluster's moments in which the word is said: {shown}",
    )
    said = f"“{shown}” is said in {total:,} of {count(int(explored.shown.sum()), 'moment')}."
    title = f"In which clusters “{shown}” is said"
    pin.chart(explored.project, title, figure, f"word-{key}", (said, *explored.filter_told()))
