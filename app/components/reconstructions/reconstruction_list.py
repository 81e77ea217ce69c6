"""Originals beside reconstructions, true words beside the words read back, a page at a time."""

import html
from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import tag_filter
from app.cached import networks
from app.cached.networks import Halves
from app.components.findings import pin
from app.components.findings.found import of_reconstruction
from app.components.reconstructions.reading_choices import ReadingChoices
from app.components.shared import pager
from app.components.tags import tag_editor, tag_marks
from app.places import place as place_of
from app.plain_text import plain
from crvae_core.analysis.oddness import oddness, outliers
from crvae_core.runs.moments import Moments
from crvae_core.text.lexicon import UNKNOWN, Choice
from crvae_core.text.written import written

PER_PAGE = 8
READ_BACK = "Read back from the vector alone"


def show(
    moments: Moments,
    choices: ReadingChoices,
    scores: dict[str, np.ndarray | None],
) -> None:
    """Draw the moments of a run in the chosen order.

    Args:
        moments: of the run.
        scores: "error" and "agreement" of every moment (n,), or None.
    """
    run, project = moments.run, moments.run.project
    key = f"reconstructions-{run.name}-{choices.order}"
    rows = order(choices.order, moments.latents, scores)
    shown = tag_filter.mask(project, moments.pairs)
    if not shown.all():
        tag_filter.tell(project, int(shown.sum()), len(moments))
        rows = rows[shown[rows]]
    total = len(rows)
    rows = rows[pager.show(len(rows), PER_PAGE, key)]
    if not len(rows):
        return
    visible = moments.pairs.iloc[rows]
    visible = visible.assign(shown_name=[place_of(project, pair) for _, pair in visible.iterrows()])
    pair_ids = tuple(visible["pair_id"])
    with st.spinner("Reading the vectors back"):
        back = networks.reconstructions(run, pair_ids)
        said = networks.verbalised(
            run, pair_ids, choices.source, choices.language, choices.candidates, choices.metric
        )
        halves = networks.halves(run, pair_ids) if choices.halves else None
    frames = project.frames_of(visible)
    exact = choices.source == "videos" and choices.language == "same"
    for place, (row, (_, pair)) in enumerate(zip(rows, visible.iterrows(), strict=True)):
        drawn = None if back.images is None else back.images[place]
        found = {name: None if score is None else score[row] for name, score in scores.items()}
        with st.container(border=True):
            if halves is None:
                left, middle, words = st.columns([1, 1, 2])
                _pictures(pair, (left, middle), frames[place], drawn)
            else:
                words = _halves(pair, frames[place], drawn, halves, place)
            with words:
                _words(pair, said[place], exact, choices.language == "other")
                _scores(found)
                read = [choices[0].word for choices in said[place]]
                tag_marks.show(project, str(pair["pair_id"]))
                with st.container(horizontal=True):
                    tag_editor.small(project, pair)
                    pin.quick(project, of_reconstruction(project, pair, read), f"back-{pair['pair_id']}")
    pager.foot(total, PER_PAGE, key)


def _pictures(
    pair: pd.Series, columns: Sequence[DeltaGenerator], frame: np.ndarray, drawn: np.ndarray | None
) -> None:
    columns[0].image(frame, caption=f"Frame · {pair['shown_name']}", width="stretch", alt="The frame")
    if drawn is not None:
        columns[1].image(
            drawn, caption="Drawn from the vector", width="stretch", alt="The frame as drawn from the vector"
        )


def _halves(
    pair: pd.Series, frame: np.ndarray, drawn: np.ndarray | None, halves: Halves, place: int
) -> DeltaGenerator:
    """Three pictures in a row, below them what the picture alone says; gives the place for the words beside that."""
    columns = st.columns(3)
    _pictures(pair, columns, frame, drawn)
    if len(pair["tokens"]):
        columns[2].image(
            halves.images[place],
            caption="Drawn from the words alone",
            width="stretch",
            alt="What the words lead to",
        )
    words, by_picture = st.columns([2, 1])
    by_picture.caption("What the picture alone leads one to hear")
    by_picture.markdown(plain(written(halves.words[place])) or "*nothing*")
    return words


def order(by: str, latents: np.ndarray, scores: dict[str, np.ndarray | None]) -> np.ndarray:
    """The rows in an order of `reading_choices.ORDERS`; moments that have no such score come last."""
    error, agreement = scores["error"], scores["agreement"]
    if by == "odd":
        return outliers(oddness(latents, error), len(latents))
    if by == "error" and error is not None:
        return np.argsort(-error, kind="stable")
    if by == "agreement" and agreement is not None:
        return np.argsort(agreement, kind="stable")  # nan is sorted to the end
    return np.arange(len(latents))


def _words(pair: pd.Series, said: list[list[Choice]], exact: bool, translated: bool) -> None:
    """True words above those read back; exact: whether the two can be compared word by word."""
    if not len(pair["tokens"]):
        st.caption(":material/volume_off: nothing is said")
        return
    true = list(pair["tokens"])
    st.caption("Said")
    st.markdown(plain(written(true)))
    st.caption("Read in the other language, word by word, from the vector alone" if translated else READ_BACK)
    if said:
        st.html(words_with_candidates(said, true if exact else None))
    else:
        st.markdown("*nothing*")


def _scores(found: dict[str, float | None]) -> None:
    parts = []
    if found.get("error") is not None:
        parts.append(f"picture error {found['error']:.4f}")
    agreement = found.get("agreement")
    if agreement is not None and np.isfinite(agreement):
        parts.append(f"picture and words agree {agreement:.2f}")
    if parts:
        st.caption(
            " · ".join(parts).capitalize(),
            help="Picture error: mean squared error per pixel, colours from 0 to 1. Agreement: 1 where picture and words "
            "each lead to the same scene, 0 where these words are no nearer to the picture than those of any moment.",
        )


def words_with_candidates(said: list[list[Choice]], true: list[str] | None) -> str:
    """Words as HTML, the best ones at each place with their scores on hover; wrong ones red where `true` is given."""
    spans = []
    for place, choices in enumerate(said):
        best = choices[0].word
        hover = "\n".join(f"{choice.word}  {choice.score:.2f}" for choice in choices)
        wrong = true is not None and not (place < len(true) and best == true[place])
        style = "color: light-dark(#b3263c, #ff8a97)" if wrong else "opacity: 0.75" if best == UNKNOWN else ""
        spans.append(f'<span title="{html.escape(hover)}" style="{style}">{html.escape(best)}</span>')
    text = written([choices[0].word for choices in said], spans)
    missing = 0 if true is None else len(true) - len(said)
    if missing > 0:
        text += f' <span style="color: light-dark(#b3263c, #ff8a97)">({missing} missing)</span>'
    return text


def marked_words(true: list[str], said: list[str]) -> str:
    """The words that were read back as Markdown, those that differ from the true word at their place in red."""
    marked = [
        plain(word) if place < len(true) and word == true[place] else f":red[{plain(word)}]"
        for place, word in enumerate(said)
    ]
    missing = len(true) - len(said)
    return written(said, marked) + (f" :red[({missing} missing)]" if missing > 0 else "")
