"""Where the film comes from: an upload, or a file or a folder of pictures that already lies on the server."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from app import access, state, uploads
from app.plain_text import sentence
from crvae_core.errors import VideoError
from crvae_core.file_names import file_name
from crvae_core.project.paths import FILM_SUFFIXES, remember_film, typed_path

SOURCES = {"upload": "Upload", "path": "On this computer", "youtube": "Link"}
VIDEO_TYPES = [suffix.removeprefix(".") for suffix in FILM_SUFFIXES]


LARGE_BYTES = 500_000_000  # above it, a path is proposed instead of an upload


@dataclass(frozen=True)
class VideoChoice:
    """A chosen film: what it is called, where it comes from (one of three), and the settings that go with that."""

    name: str
    upload: Any = None
    path: Path | None = None
    url: str = ""
    link: bool = False
    frame_period_s: float | None = None

    def bring(self, folder: Path) -> dict[str, str]:
        """Put an upload into the folder of the work that reads it, and say what is to be read. Raises InputError."""
        if self.url:
            return {"link": self.url}
        if self.path:
            if access.places().anywhere:
                remember_film(state.workspace(), self.path)
            return {"film": str(self.path)}
        name = file_name(self.upload.name)
        uploads.copy(self.upload, folder / name)
        return {"film": name}

    @property
    def mark(self) -> str:
        """What tells this choice from another one."""
        return self.url or (str(self.path) if self.path else str(getattr(self.upload, "file_id", self.name)))


def upload_key(generation: int) -> str:
    """The key of the widget that takes uploads."""
    return f"video-upload-{generation}"


def show(generation: int) -> VideoChoice | None:
    """Draw the choice; generation: a number that changes when the form is to be empty again."""
    source = st.segmented_control(
        "Video",
        [source for source in SOURCES if source != "path" or access.places().takes_paths()],
        default="upload",
        required=True,
        wrap=True,
        format_func=SOURCES.__getitem__,
        key=f"video-source-{generation}",
    )
    if source == "upload":
        upload = st.file_uploader(
            "Video file",
            VIDEO_TYPES,
            key=upload_key(generation),
            help="MP4, MOV, MKV, WebM, AVI, TS, ...",
        )
        _hint_at_paths(upload)
        return VideoChoice(uploads.title_of(upload.name), upload) if upload else None
    return _path(generation) if source == "path" else _link(generation)


def _hint_at_paths(upload: Any) -> None:
    """Say before and after the choice that a large film need not be uploaded."""
    if not access.places().takes_paths():
        return
    size = uploads.size(upload) if upload else 0
    if size > LARGE_BYTES:
        st.info(
            f"This film has {size / 1e9:.1f} GB. Where it already lies on the computer that runs the app, "
            f'"{SOURCES["path"]}" takes it from there, without a copy.',
            icon=":material/hard_drive:",
        )
    elif not upload:
        st.caption(f'A film above 500 MB is added faster by its path: "{SOURCES["path"]}".')


def _link(generation: int) -> VideoChoice | None:
    if importlib.util.find_spec("yt_dlp") is None:
        st.info(
            "Fetching films needs the optional package yt-dlp: `pip install -r requirements-extras.txt`, then start "
            "the app again. Captions can be fetched without it.",
            icon=":material/info:",
        )
        return None
    url = st.text_input(
        "Link of the film", key=f"video-link-{generation}", placeholder="https://www.youtube.com/watch?v=..."
    ).strip()
    return VideoChoice("YouTube film", url=url) if url else None


def _path(generation: int) -> VideoChoice | None:
    text = st.text_input(
        "Path of a film, or of a folder with its frames",
        key=f"video-path-{generation}",
        placeholder="/films/news.mp4",
        help="On the computer that runs this app. The film stays where it is; nothing is uploaded.",
    ).strip()
    if not text:
        return None
    try:
        path = typed_path(text, access.places())
    except VideoError as error:
        st.error(sentence(error), icon=":material/error:")
        return None
    period = None
    if path.is_dir():
        period = float(
            st.number_input(
                "Seconds from one picture to the next",
                0.04,
                600.0,
                2.0,
                0.5,
                key=f"frame-period-{generation}",
            )
        )
    return VideoChoice(uploads.title_of(path.name), path=path, link=True, frame_period_s=period)
