"""Choose how the page Reconstructions reads moments: among which words, in which language, in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from app import state
from app.bound import bind
from crvae_core.decoding.verbalise import FREQUENT, Language, Source, other_language
from crvae_core.project.video_entry import VideoEntry
from crvae_core.text.nearest_words import Metric

ORDERS = {
    "time": "Time",
    "odd": "Oddest first",
    "error": "Worst drawn first",
    "agreement": "Least agreeing first",
}
LANGUAGES: dict[Language, str] = {"same": "That of the caption", "other": "The other one (English ↔ Chinese)"}
METRICS: dict[Metric, str] = {"euclidean": "Distance", "cosine": "Direction (cosine)"}
MOST_CANDIDATES = 10
WORDS_HELP = "The vector says a point in the space of words; the nearest of these words is shown."


@dataclass(frozen=True)
class ReadingChoices:
    """What was chosen; `halves`: also show what each half alone says of the other one."""

    source: Source = "videos"
    language: Language = "same"
    metric: Metric = "euclidean"
    candidates: int = 3
    order: str = "time"
    halves: bool = False


def show(videos: list[VideoEntry], two_halves: bool, has_words: bool) -> ReadingChoices:
    """Draw the choices.

    Args:
        videos: those that the run's moments are of.
        two_halves: whether the model reads picture and words each alone.
        has_words: whether it has words at all.
    """
    order_place, words_place, halves_place = st.columns([3, 2, 4], vertical_alignment="bottom")
    orders = [name for name in ORDERS if name != "agreement" or two_halves]
    bound = bind("sort")
    order = bound.value if bound.value in orders else "time"
    order_place.selectbox(
        "Order",
        orders,
        index=orders.index(order),
        format_func=ORDERS.__getitem__,
        key=bound.key,
        on_change=bound.keep,
        help="Oddest: far from all others in the space of the vectors, and badly drawn. Least agreeing: the words lead to "
        "another scene than the picture shows.",
    )
    halves = two_halves and state.view().halves
    if two_halves:
        bound = bind("halves")
        halves_place.toggle(
            "Picture from words, words from picture",
            bound.value,
            key=bound.key,
            on_change=bound.keep,
            help="Also show the picture that the words alone lead to, and the words that the picture alone leads to.",
            wrap=True,
        )
    chosen = ReadingChoices(order=order, halves=halves)
    if not has_words:
        return chosen
    with words_place.popover("Words", icon=":material/tune:", width="stretch"):
        return _words(videos, chosen)


def _words(videos: list[VideoEntry], chosen: ReadingChoices) -> ReadingChoices:
    names = {
        "videos": "The videos' own",
        "frequent": f"{FREQUENT:,} frequent words",
        "all": "All words of the vectors",
    }
    _radio("source", "Words to choose from", names, WORDS_HELP)
    language: Language = "same"
    if all(other_language(video) for video in videos):
        _radio("language", "Language", LANGUAGES)
        language = cast(Language, state.view().language)
    _radio("metric", "Nearest by", METRICS, horizontal=True)
    bound = bind("candidates")
    st.slider(
        "Candidates when you point at a word",
        1,
        MOST_CANDIDATES,
        bound.value,
        key=bound.key,
        on_change=bound.keep,
    )
    view = state.view()
    return ReadingChoices(
        cast(Source, view.source),
        language,
        cast(Metric, view.metric),
        view.candidates,
        chosen.order,
        chosen.halves,
    )


def _radio(
    part: str, label: str, names: Mapping[Any, str], help_text: str | None = None, horizontal: bool = False
) -> None:
    bound = bind(part, labels=names.values())
    st.radio(
        label, list(names), index=bound.index(names), format_func=names.__getitem__, key=bound.key, on_change=bound.keep,
        help=help_text, horizontal=horizontal,
    )  # fmt: skip
