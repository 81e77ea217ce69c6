"""Choose how the page Reconstructions reads moments: among which words, in which language, in which order."""

from dataclasses import dataclass

import streamlit as st

from crvae_core.decoding.verbalise import FREQUENT, SOURCES, Language, Source, other_language
from crvae_core.project.project import VideoEntry
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
    order_place, words_place, halves_place = st.columns([3, 2, 2], vertical_alignment="bottom")
    orders = [name for name in ORDERS if name != "agreement" or two_halves]
    order = order_place.selectbox(
        "Order",
        orders,
        format_func=ORDERS.__getitem__,
        key="reading_order",
        help="Oddest: far from all others in the space of the vectors, and badly drawn. Least agreeing: the words lead to "
        "another scene than the picture shows.",
    )
    halves = two_halves and halves_place.toggle(
        "Each half alone",
        key="reading_halves",
        help="Also show the picture that the words alone lead to, and the words that the picture alone leads to.",
    )
    chosen = ReadingChoices(order=order or "time", halves=bool(halves))
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
    source = st.radio(
        "Words to choose from",
        list(SOURCES),
        format_func=names.__getitem__,
        key="reading_source",
        help="The vector says a point in the space of words; the nearest of these words is shown.",
    )
    language: Language = "same"
    if all(other_language(video) for video in videos):
        language = st.radio(
            "Language", list(LANGUAGES), format_func=LANGUAGES.__getitem__, key="reading_language"
        )
    metric = st.radio(
        "Nearest by", list(METRICS), format_func=METRICS.__getitem__, key="reading_metric", horizontal=True
    )
    candidates = st.slider(
        "Candidates when you point at a word", 1, MOST_CANDIDATES, 3, key="reading_candidates"
    )
    return ReadingChoices(source, language, metric, candidates, chosen.order, chosen.halves)
