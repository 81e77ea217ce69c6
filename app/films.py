"""The film of a video as a page may play it: never from a place that isn't allowed."""

from pathlib import Path

import streamlit as st

from app import access
from app.serving.film_route import film_address
from crvae_core.errors import ProjectError
from crvae_core.project.paths import source_film
from crvae_core.project.project import Project

IN_MEMORY_BYTES = (
    300_000_000  # of a film that Streamlit sends itself, out of memory, where no server of ours runs
)


def film(project: Project, video_id: str) -> Path:
    """The film of a video, or its folder of pictures; raises ProjectError where it can't or must not be shown."""
    source = project.video(video_id).source
    return source_film(project.folder, project.video_folder(video_id), source, access.places())


def playable(project: Project, video_id: str) -> str | None:
    """What `st.video` plays for a video: its address on this server; None if it can't be played."""
    try:
        path = film(project, video_id)
        size = path.stat().st_size
    except (ProjectError, OSError):
        return None
    if not path.is_file():
        return None
    return film_address(path, st.context.url) or (str(path) if size <= IN_MEMORY_BYTES else None)
