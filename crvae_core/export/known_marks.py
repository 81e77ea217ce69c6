"""The tags and findings that a project keeps, as exports take them: on the moments of a run, and on stretches of films."""

from collections.abc import Iterator

import pandas as pd

from crvae_core.export.marks import Mark, Marks, TagMeaning
from crvae_core.notes.codebook import Codebook, read_codebook
from crvae_core.notes.findings import read_findings
from crvae_core.notes.marks import read_marks
from crvae_core.notes.tagged import marks_of_moments
from crvae_core.runs.moments import Moments


def marks_of(moments: Moments) -> Marks:
    """The tags on a run's moments and on stretches of its films, the codebook, and the findings of the project."""
    project = moments.run.project
    book = read_codebook(project)
    return Marks(
        tuple(_marks(moments, book)),
        {tag.name: TagMeaning(tag.definition, tag.colour) for tag in book.tags},
        read_findings(project).rows,
    )


def _marks(moments: Moments, book: Codebook) -> Iterator[Mark]:
    """Marks in the order in which they were put there; those on clusters as marks on their moments."""
    project = moments.run.project
    kept = read_marks(project)
    every_s = {video.video_id: video.every_s for video in project.videos}
    on_moments = marks_of_moments(project, moments.pairs, kept)
    rows_of = {mark_id: table["row"].tolist() for mark_id, table in on_moments.groupby("mark_id") if mark_id}
    for mark in kept.rows:
        name = book.name(mark.tag) if mark.tag else ""
        place = mark.place
        if place.on == "stretch":
            if place.video_id in every_s:
                yield Mark(name, place.video_id, place.start_s, place.end_s, mark.coder, mark.note)
            continue
        for row in rows_of.get(mark.mark_id, ()):
            pair = moments.pairs.iloc[row]
            start, end = _span(pair, every_s[pair["video_id"]])
            yield Mark(name, str(pair["video_id"]), start, end, mark.coder, mark.note, str(pair["pair_id"]))


def _span(pair: pd.Series, every_s: float) -> tuple[float, float]:
    """From when to when a moment lasts: its words, else its picture until the next one."""
    start, end = float(pair["start_s"]), float(pair["end_s"])
    if end > start:
        return start, end
    return float(pair["frame_time_s"]), float(pair["frame_time_s"]) + every_s
