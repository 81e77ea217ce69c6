"""The picture of one moment, or a note where its file is missing."""

from functools import lru_cache
from pathlib import Path

import pandas as pd
import streamlit as st
from PIL import Image

from app.places import place
from app.plain_text import clock, plain
from app.serving.picture_route import picture_address
from crvae_core.errors import InputError
from crvae_core.project.project import Project

MOST_LETTERS = 60  # of the words below a small picture


def show(project: Project, pair: pd.Series) -> None:
    """Draw the thumbnail of a pair's frame at the width of its place."""
    show_frame(project, pair["video_id"], pair["frame_row"], pair["frame_time_s"])


def show_named(project: Project, pair: pd.Series, behind: str = "", said: bool = False) -> None:
    """Draw the thumbnail of a pair with its time, film and words below.

    behind: a Markdown text after time and film. said: write out all that is said, where there is room for it.
    """
    show(project, pair)
    named(pair, f"{place(project, pair)}{behind}", said)


def named(pair: pd.Series, name: str, said: bool = False) -> None:
    """Draw what stands below a thumbnail: a name as Markdown, and the words; see show_named."""
    words = " ".join(str(pair["text"]).split()) or "nothing is said"
    if not said and len(words) > MOST_LETTERS:
        words = f"{words[: MOST_LETTERS - 1].rstrip()}…"
    st.caption(f"{name}  \n{plain(words)}")


def show_frame(project: Project, video_id: str, frame_row: int, time_s: float) -> None:
    """Draw the thumbnail of one sampled frame; time_s: what is said about when it is shown."""
    when = clock(time_s)
    path = picture_of(project, video_id, frame_row)
    if path is not None:
        page = st.context.url
        address = picture_address(project.folder.name, video_id, path, page) if page else None
        st.image(address or str(path), width="stretch", alt=alt(time_s))
    else:
        st.caption(f"(no picture for {when})")


def alt(time_s: float) -> str:
    """What the picture of a frame is called where it can't be seen; time_s: when it is shown."""
    return f"Frame at {clock(time_s)}"


def picture_of(project: Project, video_id: str, frame_row: int) -> Path | None:
    """The thumbnail of a frame; None where it is missing, is no picture, or is a link to something else."""
    try:
        path = project.thumbnail(video_id, int(frame_row))
    except InputError:
        return None
    return path if is_picture(path, "JPEG") else None


def is_picture(path: Path, kind: str) -> bool:
    """Whether there is a whole picture of this kind, such as "JPEG"; each is looked through once until it changes."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return False
    return _is_whole(path, kind, (found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=20_000)
def _is_whole(path: Path, kind: str, stamp: tuple[int, int]) -> bool:
    try:
        with Image.open(path, formats=[kind]) as picture:
            picture.load()
        return True
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
