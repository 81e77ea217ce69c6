"""A project as one archive: made of a project to be saved or passed on, and taken in as a new project."""

import shutil
from pathlib import Path

import streamlit as st

from app import access, films, state, uploads
from app.components.shared import closing_popover
from app.plain_text import count, plain
from crvae_core.errors import InputError
from crvae_core.file_names import file_name
from crvae_core.files import storage_errors
from crvae_core.project.archive import SUFFIX, Archived, export_project
from crvae_core.project.archive_reading import import_project
from crvae_core.project.project import Project
from crvae_core.wording import bytes_text

FOLDER = ".archives"  # in the workspace: the last archive of each project, to be saved from the browser
MOST_SAVED = 2 << 30  # bytes that a browser is given out of memory; the command takes any size
_MADE = "archive-made"


def show_export(project: Project) -> None:
    """Draw the button that makes an archive, and the one that saves it."""
    key = project.folder.name
    with closing_popover.show("Archive", f"archive-{key}", ":material/folder_zip:"):
        st.caption(
            "One file with everything: pairs, runs, tags, notes, findings. A colleague opens it on the start page."
        )
        with_films = st.toggle(
            "With the films", key=f"archive-films-{key}", help="Without them the archive is small."
        )
        if st.button("Make the archive", key=f"archive-make-{key}", type="primary"):
            st.session_state[f"{_MADE}-{key}"] = _make(project, with_films)
        if (made := st.session_state.get(f"{_MADE}-{key}")) is not None:
            _save(project, made)


def show_import() -> None:
    """Draw the place for an archive; the project that comes of it is opened."""
    with st.expander("Open an archive of a project", icon=":material/unarchive:"):
        found = st.file_uploader(f"An archive ({SUFFIX})", type=["zip"], key="archive-upload")
        if found is None or not st.button("Take it in", type="primary", key="archive-take"):
            return
        try:
            with (
                st.spinner("Looking through it and unpacking it"),
                uploads.on_disk(state.workspace(), archive=found) as paths,
            ):
                project = import_project(paths["archive"], state.workspace())
        except InputError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        uploads.free(found)
        access.claim(project)
        state.choose_project(project)
        st.switch_page("pages/8_Findings.py", query_params=state.page_address())


def _make(project: Project, with_films: bool) -> Archived | None:
    bar = st.progress(0.0, "Packing")
    try:
        path = _place(project)
        return export_project(
            project, path, films.film if with_films else None, lambda step, share: _tell(bar, step, share)
        )
    except InputError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None
    finally:
        bar.empty()


def _tell(bar: object, step: str, share: float) -> None:
    bar.progress(share, step)  # type: ignore[attr-defined]


def _place(project: Project) -> Path:
    """Where the archive of a project lies; those of projects that have gone are removed."""
    home = state.workspace() / FOLDER
    with storage_errors(home):
        home.mkdir(exist_ok=True)
    for folder in home.iterdir():
        if not (state.workspace() / folder.name / "project.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
    return home / project.folder.name / (file_name(project.name, 100, "project") + SUFFIX)


def _save(project: Project, made: Archived) -> None:
    if not made.path.is_file():
        return
    told = f"{count(made.files, 'file')}, {count(len(made.films), 'film')}"
    if made.bytes > MOST_SAVED:
        shared = access.lab().shared
        place = "ask who runs this server for it" if shared else f"it lies in {plain(str(made.path))}"
        st.info(f"The archive has {bytes_text(made.bytes)}, which is too much for a browser: {place}.")
    else:
        st.download_button(
            f"Save {plain(made.path.name)} ({bytes_text(made.bytes)})",
            made.path.read_bytes,
            made.path.name,
            "application/zip",
            key=f"archive-save-{project.folder.name}",
            icon=":material/download:",
            on_click="ignore",
            help=told,
        )
    for video_id, why in made.films_missing.items():
        st.caption(f":material/info: Without the film of {plain(project.video(video_id).name)}: {plain(why)}")
