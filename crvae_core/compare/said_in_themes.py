"""The words of a run's moments inside a theme, counted for both groups with what they mean to each other."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from crvae_core.analysis.named_clusters import NamedClusters
from crvae_core.compare.resampling import FEWEST_VIDEOS, stretch_length
from crvae_core.compare.said_words import Counted, ThemeWords, compare_words
from crvae_core.compare.separation import stretches
from crvae_core.compare.sides import Side, Sides
from crvae_core.compare.word_meanings import glosses, lone_words, meanings_of
from crvae_core.project.video_entry import VideoEntry
from crvae_core.runs.moments import Moments
from crvae_core.text.glossary import READERS
from crvae_core.text.vectors import SHARED

OVERALL = -2  # in the place of a theme's number
LEAST_STRETCH = 5.0  # moments: one caption is often said over several frames


def words_inside(
    moments: Moments,
    clusters: NamedClusters,
    sides: Sides,
    theme: int | None,
    reader: str,
    picture_weight: float,
) -> ThemeWords:
    """What either group says inside a theme (over all without one); units and correction as in compare.said_words."""
    labels = clusters.labels
    member = np.ones(len(labels), bool) if theme is None else labels == theme
    counts = clusters.counted.counts
    groups = [_counted(counts, side, member) for side in (sides.first, sides.second)]
    anywhere = [np.asarray(counts[side.rows].sum(axis=0)).ravel() for side in (sides.first, sides.second)]
    entries = [_videos(moments, side) for side in (sides.first, sides.second)]
    meanings = [
        meanings_of(moments.run.project, [entry.video_id for entry in some], clusters.glossary, reader)
        for some in entries
    ]
    about = glosses(meanings[0], reader) | glosses(meanings[1], reader)
    place = (OVERALL, "") if theme is None else (theme, clusters.names[theme])
    found = compare_words(
        sides.between(),
        place,
        clusters.counted.words,
        (groups[0], groups[1]),
        (anywhere[0], anywhere[1]),
        _shown(clusters, about),
        lone_words(*meanings),
        _one_language(*entries),
    )
    return replace(found, notes=_notes(sides, entries, found))


def _counted(counts, side: Side, member: np.ndarray) -> Counted:  # type: ignore[no-untyped-def]
    """A group's words in a theme; stretches are cut from the whole film, as long as the theme stays on the screen."""
    inside = member[side.rows]
    if side.sample.by_video:
        unit = side.video
    else:
        length = stretch_length([inside[film].astype(np.float64) for film in side.sample.films])
        unit = stretches(side.video, max(LEAST_STRETCH, length))
    return Counted(counts[side.rows[inside]], unit[inside])


def _shown(clusters: NamedClusters, about: dict[str, str]) -> Callable[[str], tuple[str, str]]:
    def shown(word: str) -> tuple[str, str]:
        glossary = clusters.glossary
        return glossary.shown(word), "" if word in glossary.near else about.get(word, "")

    return shown


def _videos(moments: Moments, side: Side) -> list[VideoEntry]:
    ids = set(moments.pairs["video_id"].to_numpy(dtype=str)[side.rows].tolist())
    return [entry for entry in moments.run.project.videos if entry.video_id in ids]


def _one_language(first: list[VideoEntry], second: list[VideoEntry]) -> bool:
    return bool({entry.language for entry in first} & {entry.language for entry in second})


def _notes(sides: Sides, entries: list[list[VideoEntry]], found: ThemeWords) -> tuple[str, ...]:
    notes = []
    if not _one_language(*entries):
        outside = sorted(
            {
                entry.name
                for some in entries
                for entry in some
                if entry.vectors != SHARED or entry.language not in READERS
            }
        )
        notes.append(
            f"The words of {', '.join(outside)} are not in the shared space of languages, so they can't be held against those "
            "of another language; themes, style and pictures can."
            if outside
            else "The groups speak different languages: a word is compared where the other one has a word of that meaning "
            "(each the nearest of the other in the shared space), else it is listed apart."
        )
    few = [
        side.name
        for side, units in zip((sides.first, sides.second), found.units, strict=True)
        if units < FEWEST_VIDEOS and found.tested
    ]
    if few:
        notes.append(
            f"{' and '.join(few)} say this in fewer than {FEWEST_VIDEOS} independent units: only a large difference is sure."
        )
    return tuple(notes)
