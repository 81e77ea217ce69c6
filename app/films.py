"""The film of a video as a page may play it: never from a place that isn't allowed."""

from pathlib import Path

from app import access
from crvae_core.errors import ProjectError
from crvae_core.project.paths import source_film
from crvae_core.project.project import Project

PLAYER_BYTES = 300_000_000  # a player loads the whole file into memory


def film(project: Project, video_id: str) -> Path:
    """The film of a video, or its folder of pictures; raises ProjectError where it can't or must not be shown."""
    source = project.video(video_id).source
    return source_film(project.folder, project.video_folder(video_id), source, access.places())


def playable(project: Project, video_id: str) -> Path | None:
    """The film of a video, if it can be played."""
    try:
        path = film(project, video_id)
        return path if path.is_file() and path.stat().st_size <= PLAYER_BYTES else None
    except (ProjectError, OSError):
        return None
