"""From a word to clusters: in which of them it is said, with counts and intervals."""

import html

import streamlit as st

from app import state
from app.exploration import Exploration
from app.figures import cluster_figures
from app.plain_text import plain
from crvae_core.analysis.words import word_clusters

TOP = 8


def show(view: Exploration) -> None:
    """Draw a word's clusters, and the top words of all clusters."""
    words = sorted(
        {word for tokens in view.pairs["tokens"] for word in tokens if any(map(str.isalnum, word))}
    )
    if not words:
        st.info(
            "Nothing is said in these videos, so there are no words to look at.", icon=":material/volume_off:"
        )
        return
    keep = state.bind("word", "word_choice", None, state.one_of(words))
    word = st.selectbox(
        "In which clusters is a word said?",
        words,
        index=None,
        placeholder="Type or choose a word",
        key="word_choice",
        on_change=keep,
    )
    if word:
        chart(view, word, key="of-word")
    st.markdown("**What sets each cluster apart**", help="Log-odds against all other moments, surest first.")
    for number in view.numbers:
        found = view.words(number)
        sure = found[found["low"] > 0].head(TOP)
        said = ", ".join(
            f"{plain(word)} ({here})" for word, here in zip(sure["word"], sure["count"], strict=True)
        )
        name, text = st.columns([1, 4], vertical_alignment="center")
        name.html(
            f'<span style="color:{view.colour(number)};font-size:1.2rem">■</span> <b>{html.escape(view.name(number))}</b>'
        )
        text.markdown(said or "*no word is surely said more often here*")
    st.caption("Numbers: how often the word is said in the cluster.")


def chart(view: Exploration, word: str, key: str) -> None:
    """Draw the share of each cluster's moments in which a word is said."""
    found = word_clusters(view.pairs["tokens"].tolist(), view.labels, word)
    total = int(found["count"].sum())
    st.markdown(
        f"**{plain(word)}** is said in {total:,} of {len(view.pairs):,} moments. Share of each cluster's moments, "
        "with 95 % intervals (Wilson):"
    )
    st.plotly_chart(
        cluster_figures.interval_figure(
            [html.escape(view.short_name(number)) for number in found["cluster"].tolist()],
            found["share"].tolist(),
            found["low"].tolist(),
            found["high"].tolist(),
            [view.colour(number) for number in found["cluster"].tolist()],
            "share of the cluster's moments",
            [
                f"{html.escape(view.name(number))}: {said} of {moments} moments"
                for number, said, moments in zip(
                    found["cluster"].tolist(), found["count"].tolist(), found["moments"].tolist(), strict=True
                )
            ],
            share=True,
        ),
        key=f"word-clusters-{key}",
        config=cluster_figures.STILL,
        alt=f"Share of each cluster's moments in which the word is said: {word}",
    )
