"""Markers as an OpenTimelineIO timeline, which editing programs exchange. It needs the package OpenTimelineIO."""

from pathlib import Path
from typing import Any

from crvae_core.errors import InputError
from crvae_core.export.film_tiers import film_tiers
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.settings import FileSettings
from crvae_core.export.tier_files import marked, rate_of
from crvae_core.export.tiers import FilmTiers
from crvae_core.export.timecode import FrameRate
from crvae_core.files import write_bytes
from crvae_core.progress import Share

COLOURS = ("BLUE", "CYAN", "GREEN", "YELLOW", "RED", "PINK", "PURPLE", "MAGENTA", "ORANGE", "WHITE")


def write_otio(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """One film as a clip on a timeline, its tiers as markers, a colour per tier."""
    try:
        import opentimelineio as otio
    except ImportError as error:
        raise InputError(
            "OpenTimelineIO is not installed: pip install OpenTimelineIO, or take out EDL markers instead"
        ) from error
    (video,) = table.videos()
    film = marked(film_tiers(table, video.video_id, settings))
    timeline = _timeline(otio, film, rate_of(film, settings), settings.start_hour)
    write_bytes(path, timeline.to_json_string(indent=1).encode())
    progress(1.0)


def _timeline(otio: Any, film: FilmTiers, rate: FrameRate, start_hour: int) -> Any:
    speed = float(rate.exact)

    def span(start_ms: int, end_ms: int) -> Any:
        first = rate.frame(start_ms / 1000)
        length = max(1, rate.frame(end_ms / 1000) - first)
        return otio.opentime.TimeRange(
            otio.opentime.RationalTime(first, speed), otio.opentime.RationalTime(length, speed)
        )

    whole = span(0, film.duration_ms)
    clip = otio.schema.Clip(
        film.title,
        otio.schema.ExternalReference(film.media, whole),
        whole,
        metadata={"source": film.source_link},
    )
    for place, tier in enumerate(film.tiers):
        for entry in tier.annotations:
            title, _, rest = entry.text.partition("\n")
            marker = otio.schema.Marker(
                title, span(entry.start_ms, entry.end_ms), COLOURS[place % len(COLOURS)],
                metadata={"tier": tier.name, "coder": tier.annotator, "note": rest},
            )  # fmt: skip
            clip.markers.append(marker)
    timeline = otio.schema.Timeline(
        film.title, global_start_time=otio.opentime.RationalTime(start_hour * 3600 * rate.counted, speed)
    )
    track = otio.schema.Track("Video", kind=otio.schema.TrackKind.Video)
    track.append(clip)
    timeline.tracks.append(track)
    return timeline
