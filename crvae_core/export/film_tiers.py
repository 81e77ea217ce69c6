"""Moments of one film as tiers on its time: captions, clusters, tags of each coder, findings."""

from collections.abc import Iterator

import numpy as np

from crvae_core.errors import InputError
from crvae_core.export.marks import Mark
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.settings import FileSettings
from crvae_core.export.tiers import Annotation, FilmTiers, Tier, annotation
from crvae_core.file_names import file_name
from crvae_core.project.corrections import corrected_captions
from crvae_core.project.video_entry import VideoEntry

CAPTIONS, CLUSTERS, TAGS, FINDINGS = "Captions", "Clusters", "Tags", "Findings"
TIERS = ("captions", "clusters", "tags", "findings")  # their kinds


def film_tiers(table: MomentsTable, video_id: str, settings: FileSettings) -> FilmTiers:
    """The tiers of one film of a table; captions and tags are all of the film's where everything is taken out.

    A tier without annotations is left out. Raises ProjectError for an unknown video.
    """
    video = table.project.video(video_id)
    length_ms = round(video.duration_s * 1000)
    tiers = [
        Tier(CAPTIONS, "captions", tuple(_captions(table, video, length_ms)), language=_language(video)),
        _clusters(table, video, length_ms),
        *_tags(table, video, length_ms),
        Tier(FINDINGS, "findings", tuple(_findings(table, video, length_ms))),
    ]
    return FilmTiers(
        video_id,
        video.name,
        media_path(table, video, settings),
        length_ms,
        tuple(tier for tier in tiers if tier.annotations),
        film_rate(table, video_id),
        table.link(video_id),
    )


def media_path(table: MomentsTable, video: VideoEntry, settings: FileSettings) -> str:
    """Where a film lies, as other programs are told: its name alone with `settings.film_names`."""
    source = table.project.source_path(video.video_id)
    if settings.film_names:
        return file_name(f"{video.name.replace('/', '_')}{source.suffix}")
    return str(source.resolve())


def film_rate(table: MomentsTable, video_id: str) -> float | None:
    """Pictures per second of a film, None where that is not known."""
    try:
        return float(table.project.info(video_id).get("frame_rate") or 0) or None
    except (InputError, OSError, ValueError, TypeError):
        return None


def spans_s(table: MomentsTable, video: VideoEntry) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """From when to when each chosen moment of a film lasts, until the next sampled picture, in the order of time.

    Returns the rows of the run's moments, starts and ends in seconds, each (m,).
    """
    pairs = table.moments.pairs
    rows = np.flatnonzero((pairs["video_id"] == video.video_id).to_numpy())
    times = pairs["frame_time_s"].to_numpy(dtype=np.float64)[rows]
    order = np.argsort(times, kind="stable")
    rows, times = rows[order], times[order]
    later = np.unique(times)
    place = np.searchsorted(later, times, side="right")
    last = max(video.duration_s, float(times[-1]) + video.every_s) if len(times) else 0.0
    ends = np.append(later, last)[place] if len(times) else times
    ends = np.minimum(ends, times + max(4 * video.every_s, 1.0))  # moments that were dropped leave a gap
    chosen = np.isin(rows, table.rows)
    return rows[chosen], times[chosen], ends[chosen]


def _captions(table: MomentsTable, video: VideoEntry, length_ms: int) -> Iterator[Annotation]:
    segments = list(film_segments(table, video)) if table.selection.is_everything else []
    if segments:
        for start, end, text in segments:
            yield annotation(start, end, text, length_ms)
        return
    own = table.pairs[table.pairs["video_id"] == video.video_id]
    said = own[own["text"].str.strip() != ""].drop_duplicates(["start_s", "end_s", "text"])
    for start, end, text in zip(said["start_s"], said["end_s"], said["text"], strict=True):
        yield annotation(start, end, text, length_ms)


def film_segments(table: MomentsTable, video: VideoEntry) -> Iterator[tuple[float, float | None, str]]:
    """All captions of a film with their times in it; none where the file has no times of its own."""
    try:
        captions = corrected_captions(table.project, video.video_id)
    except InputError:
        return  # the moments have them as well
    if captions is None or any(segment.start is None for segment in captions.segments):
        return
    offset = caption_offset(video)
    for segment in captions.segments:
        if segment.text.strip() and segment.start is not None:
            end = None if segment.end is None else segment.end + offset
            yield segment.start + offset, end, segment.text


def caption_offset(video: VideoEntry) -> float:
    """Seconds by which the captions of a film are moved against their file."""
    if video.alignment.get("strategy") == "blocks":
        return 0.0
    return float(video.alignment.get("offset_s") or 0.0)


def _clusters(table: MomentsTable, video: VideoEntry, length_ms: int) -> Tier:
    rows, starts, ends = spans_s(table, video)
    labels = table.clusters.labels[rows]
    found, first = [], 0
    for place in range(1, len(rows) + 1):
        same = (
            place < len(rows) and labels[place] == labels[first] and starts[place] <= ends[place - 1] + 1e-6
        )
        if not same:
            if labels[first] >= 0:
                name = table.clusters.names[int(labels[first])]
                found.append(annotation(starts[first], ends[place - 1], name, length_ms))
            first = place
    notes = table.clusters.notes
    used = dict.fromkeys(entry.text for entry in found)
    numbers = {table.clusters.names[number]: number for number in table.clusters.numbers}
    words = {name: notes.of(numbers[name]).note for name in used if name in numbers}
    return Tier(CLUSTERS, "clusters", tuple(found), vocabulary=words)


def _tags(table: MomentsTable, video: VideoEntry, length_ms: int) -> Iterator[Tier]:
    """A tier per coder."""
    coders: dict[str, list[Mark]] = {}
    for mark in marks_in(table, video):
        if mark.tag:
            coders.setdefault(mark.coder, []).append(mark)
    words = {_one_line(tag): meaning.definition for tag, meaning in table.marks.codebook.items()}
    for coder, marks in coders.items():
        entries = tuple(
            annotation(mark.start_s, mark.end_s, _one_line(mark.tag), length_ms) for mark in marks
        )
        known = words | {entry.text: "" for entry in entries if entry.text not in words}
        yield Tier(f"{TAGS} ({coder})" if coder else TAGS, "tags", entries, coder, vocabulary=known)


def marks_in(table: MomentsTable, video: VideoEntry) -> list[Mark]:
    """The tags of a film; of a selection, those on chosen moments."""
    own = [mark for mark in table.marks.tags if mark.video_id == video.video_id]
    if table.selection.is_everything:
        return own
    kept = {mark for row in spans_s(table, video)[0].tolist() for mark in table.marks_of(row)}
    return [mark for mark in own if mark in kept]


def _findings(table: MomentsTable, video: VideoEntry, length_ms: int) -> Iterator[Annotation]:
    rows, starts, ends = spans_s(table, video)
    names = table.moments.pairs["pair_id"].to_numpy()[rows]
    places = {name: place for place, name in enumerate(names)}
    for finding in table.marks.findings:
        for pair_id in finding.moments:
            if (place := places.get(pair_id)) is not None:
                text = "\n".join(part for part in (finding.title, *finding.sentences, finding.note) if part)
                yield annotation(starts[place], ends[place], text, length_ms)


def _one_line(tag: str) -> str:
    """A tag's name without line breaks: below its first line an annotation has what is said of it."""
    return " ".join(tag.split())


def _language(video: VideoEntry) -> str:
    return video.language if video.language in ("en", "zh") else ""


def all_films(table: MomentsTable, settings: FileSettings) -> Iterator[FilmTiers]:
    """The tiers of every film of a table, one after the other."""
    for video in table.videos():
        yield film_tiers(table, video.video_id, settings)
