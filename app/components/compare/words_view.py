"""Words inside a theme: what one group says and the other does not when they show the same."""

import pandas as pd
import streamlit as st

from app import state
from app.bound import bind
from app.comparing import ALL, COLOUR_FIRST, COLOUR_SECOND, Compared
from app.components.compare import finding, pictures, theme_choice
from app.components.compare.ready import ready
from app.components.shared import cluster_mark
from app.plain_text import count, plain
from crvae_core.compare.said_words import LoneWord, ThemeWords, WordDifference

TITLE = "What is said when both show the same?"
MOST_PICTURES = 4
SURE = {True: "yes", False: "no"}


def show(compared: Compared) -> None:
    """Draw the words of a theme for both groups, and one of them with its sentence and moments."""
    st.caption(
        "Words that one group says more often than the other in moments of one theme. “Sure” words stand up to the correction "
        "for the many that were tried; the others may be chance."
    )
    theme = theme_choice.show(compared, (ALL,))
    number = theme if isinstance(theme, int) else None
    if not ready(compared, "words", theme=number):
        return
    found = compared.answers.words(number)
    finding.show(compared, found.sentence(), "words", f"Words{_inside(found)}")
    finding.notes(found.notes)
    sides = ((found.first, found.lone_first), (found.second, found.lone_second))
    for column, (words, lone), name, colour in zip(
        st.columns(2, gap="medium"), sides, compared.names, (COLOUR_FIRST, COLOUR_SECOND), strict=True
    ):
        with column:
            cluster_mark.show_named(name, colour, "says more often")
            _differences(words, found)
            _lone(lone, name)
    _word(compared, found)


def _differences(words: tuple[WordDifference, ...], found: ThemeWords) -> None:
    if not words:
        st.caption("No word to compare.")
        return
    first, second = found.between.first.name, found.between.second.name
    table = pd.DataFrame(
        {
            "Word": [f"{word.shown} ({word.gloss})" if word.gloss else word.shown for word in words],
            first: [word.count_first for word in words],
            second if second != first else f"{second} ": [word.count_second for word in words],
            "z": [word.z for word in words],
            "Sure": [SURE[word.told_apart] for word in words],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        height=38 + 35 * min(len(table), 8),
        column_config={
            "Word": st.column_config.TextColumn(
                help="In brackets what it is about, where no word of yours means the same."
            ),
            "z": st.column_config.NumberColumn(
                format="%+.1f",
                help="Log-odds over its error (informative prior): beyond 2 rarely by chance for one word. Above 0: the first "
                "group's.",
            ),
            "Sure": st.column_config.TextColumn(
                help="Whether it stands up to the correction for all words tried."
            ),
        },
    )


def _lone(words: tuple[LoneWord, ...], name: str) -> None:
    if not words:
        return
    with st.expander(f"{count(len(words), 'word')} without a counterpart in the other group"):
        st.caption("No word of the other group is near in meaning, anywhere in its films.")
        st.dataframe(
            pd.DataFrame(
                {
                    "Word": [f"{word.shown} ({word.gloss})" if word.gloss else word.shown for word in words],
                    "Times": [word.times for word in words],
                    "Nearest of the other": [
                        f"{word.nearest} ({word.likeness:.2f})" if word.nearest else "" for word in words
                    ],
                }
            ),
            hide_index=True,
            width="stretch",
        )


def _word(compared: Compared, found: ThemeWords) -> None:
    words = {word.word: word for word in (*found.first, *found.second)}
    if not words:
        return
    asked = state.view().across
    bound = bind(
        "across",
        asked if asked in words else next(iter(words)),
        labels=[word.shown for word in words.values()],
    )
    with st.container(border=True):
        st.selectbox(
            "One word more closely",
            list(words),
            index=bound.index(words),
            format_func=lambda word: words[word].shown,
            key=bound.key,
            on_change=bound.keep,
            width=360,
        )
        word = words[bound.value]
        rows = _rows(compared, word, found)
        sentence = word.sentence(found.between, found.theme_name)
        title = f"“{word.shown}”{_inside(found)}"
        finding.show(compared, sentence, "word", title, (*rows[0], *rows[1]))
        st.caption(f"The first moments in which “{plain(word.shown)}” is said:")
        pictures.side_by_side(compared, rows[0], rows[1], "It is not said here.")


def _inside(found: ThemeWords) -> str:
    return f" inside “{found.theme_name}”" if found.theme_name else ""


def _rows(compared: Compared, word: WordDifference, found: ThemeWords) -> list[list[int]]:
    """The first moments of either group in which a word is said there."""
    clusters = compared.answers.comparison.clusters
    said = clusters.counted.moments_with(word.word)
    rows = []
    for side in compared.sides:
        inside = said[side.rows]
        if found.theme_name:
            inside = inside & (clusters.labels[side.rows] == found.theme)
        rows.append([int(row) for row in side.rows[inside][:MOST_PICTURES]])
    return rows
