"""Files of one film's tiers: ELAN, subtitles, markers for editing programs."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from crvae_core.errors import InputError
from crvae_core.export.eaf import eaf
from crvae_core.export.edl import edl
from crvae_core.export.film_tiers import film_tiers
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.settings import FileSettings
from crvae_core.export.subtitles import srt, webvtt
from crvae_core.export.tiers import FilmTiers, Tier
from crvae_core.export.timecode import FrameRate, frame_rate
from crvae_core.files import write_bytes
from crvae_core.progress import Share

USUAL_RATE = 25.0  # of a timeline, where the film does not tell its own


def write_eaf(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """One film's tiers for ELAN, EAF 3.0."""
    write_bytes(path, eaf(_film(table, settings), settings.author, beside=path))
    progress(1.0)


def write_vtt(
    table: MomentsTable, path: Path, settings: FileSettings, progress: Share, kind: str = "captions"
) -> None:
    """The captions, names of clusters or tags of one film as WebVTT."""
    film = _film(table, settings)
    write_bytes(path, webvtt(_tier(film, kind), film.title).encode())
    progress(1.0)


def write_srt(
    table: MomentsTable, path: Path, settings: FileSettings, progress: Share, kind: str = "captions"
) -> None:
    """The captions, names of clusters or tags of one film as SubRip."""
    write_bytes(path, srt(_tier(_film(table, settings), kind)).encode())
    progress(1.0)


def write_edl(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """One film's tiers as markers, CMX 3600; the captions are left out where there is anything else to mark."""
    film = _film(table, settings)
    write_bytes(path, edl(marked(film), rate_of(film, settings), settings.start_hour).encode())
    progress(1.0)


def marked(film: FilmTiers) -> FilmTiers:
    """A film without its captions, unless there is nothing else: editors have these as subtitles."""
    others = tuple(tier for tier in film.tiers if tier.kind != "captions")
    return replace(film, tiers=others or film.tiers)


def rate_of(film: FilmTiers, settings: FileSettings) -> FrameRate:
    """The rate of an editor's timeline: what was asked for, else the film's own, else 25."""
    if settings.rate is not None:
        return frame_rate(settings.rate, settings.drop_frame)
    try:
        return frame_rate(film.rate or USUAL_RATE, settings.drop_frame)
    except InputError:
        return frame_rate(
            USUAL_RATE
        )  # variable rates have no timecode; an editor conforms them to the timeline's


def _film(table: MomentsTable, settings: FileSettings) -> FilmTiers:
    """The tiers of the one film that a table was narrowed to."""
    (video,) = table.videos()
    return film_tiers(table, video.video_id, settings)


def _tier(film: FilmTiers, kind: str) -> Tier:
    """All tiers of a kind as one, coders before their tags."""
    found = [tier for tier in film.tiers if tier.kind == kind]
    if not found:
        return Tier(kind, kind, ())
    entries = [entry for tier in found for entry in tier.annotations]
    return Tier(found[0].name, kind, tuple(entries), language=found[0].language)


write_cluster_vtt: Callable[..., None] = partial(write_vtt, kind="clusters")
write_tag_vtt: Callable[..., None] = partial(write_vtt, kind="tags")
write_cluster_srt: Callable[..., None] = partial(write_srt, kind="clusters")
write_tag_srt: Callable[..., None] = partial(write_srt, kind="tags")
