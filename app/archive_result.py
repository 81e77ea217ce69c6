"""What came of packing a project: a button that saves the archive, or why there is none."""

import streamlit as st

from app import access
from app.plain_text import count, plain
from crvae_core.errors import CrvaeError, InputError
from crvae_core.project.project import open_project
from crvae_core.tasks.archive import archive_file
from crvae_core.wording import bytes_text
from crvae_core.work.item import WorkItem

MOST_SAVED = 2 << 30  # bytes that a browser is given out of memory; the command takes any size


def show(item: WorkItem, where: str) -> None:
    """Draw the button that saves an archive, and which films are missing in it; where: tells apart the places on a page."""
    try:
        path, made = archive_file(item), item.result()
    except InputError as error:
        st.caption(f":material/info: {plain(str(error))}")
        return
    size = path.stat().st_size
    if size > MOST_SAVED:
        place = "ask who runs this server for it" if access.lab().shared else f"it lies in {plain(str(path))}"
        st.info(f"The archive has {bytes_text(size)}, which is too much for a browser: {place}.")
    else:
        st.download_button(
            f"Save {plain(path.name)} ({bytes_text(size)})",
            path.read_bytes,
            path.name,
            "application/zip",
            key=f"archive-save-{where}-{item.work_id}",
            icon=":material/download:",
            on_click="ignore",
            help=f"{count(made.get('files', 0), 'file')}, {count(made.get('films', 0), 'film')}",
        )
    for video_id, why in dict(made.get("films_missing", {})).items():
        st.caption(f":material/info: Without the film of {plain(_title(item, video_id))}: {plain(str(why))}")


def _title(item: WorkItem, video_id: str) -> str:
    """The title of a video; its id where it has gone."""
    try:
        return open_project(item.home).video(video_id).name
    except CrvaeError:
        return video_id
