"""Reading films in the background: an upload, a path or a link becomes a video of the project, whoever looks on."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from crvae_core.tasks.kinds import begin
from crvae_core.work.item import WorkItem
from crvae_core.work.lanes import light
from crvae_core.work.report import Report

KIND = "ingest"


def start_ingest(
    home: Path, name: str, choices: Mapping[str, Any], bring: Callable[[Path], Mapping[str, str]]
) -> WorkItem:
    """Start to read a film into the project in `home`; it goes on whatever happens to the page or the server.

    Args:
        home: the project's folder.
        name: shown for the video.
        choices: `settings` and `alignment` as JSON (see IngestSettings, AlignmentSettings).
        bring: puts what the work is to own, such as uploads, into the folder that it is given, and says what is meant:
            `film` and `captions` (paths, those in that folder without it) or `link` (where to fetch a film).

    Raises InputError where the files can't be brought or the work can't be started.
    """
    return begin(home, KIND, f"Reading {name}", {"name": name, **choices}, bring=bring)


def read_film(
    report: Report,
    name: str,
    settings: Mapping[str, Any],
    alignment: Mapping[str, Any],
    film: str | None = None,
    captions: str | None = None,
    link: str | None = None,
) -> dict[str, Any]:
    """Add a video to the report's project, when its turn has come.

    Args:
        report: of the piece of work.
        name: shown for the video.
        settings, alignment: as JSON (see IngestSettings, AlignmentSettings).
        film, captions: paths, those of the work's own files from their folder on; captions may be left out.
        link: the address to fetch the film from, where there is no path.

    Returns the new video's id with its counts of pairs and frames.
    """
    with report.turn(light("film")):
        from crvae_core.material.ingest import IngestSettings, add_video
        from crvae_core.media.alignment import AlignmentSettings
        from crvae_core.media.youtube import fetch_video
        from crvae_core.project.project import open_project

        files = report.item.files
        path = files / (film or "")
        if film is None:
            path = fetch_video(str(link), files, lambda share: report("Fetching the film", share))
        _, entry = add_video(
            open_project(report.item.home),
            path,
            files / captions if captions else None,
            IngestSettings.from_json({**settings, "take": path.resolve().is_relative_to(files.resolve())}),
            AlignmentSettings.from_json(alignment),
            name,
            report,
        )
    return {"video_id": entry.video_id, "pairs": entry.pair_count, "frames": entry.frame_count}
