"""A project as one archive: made of a project to be saved or passed on, and taken in as a new project."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import access, archive_result, state, uploads, work
from app.components.shared import closing_popover
from app.plain_text import plain
from crvae_core.errors import InputError
from crvae_core.progress import Progress
from crvae_core.project.archive import SUFFIX
from crvae_core.project.archive_reading import import_project
from crvae_core.project.project import Project
from crvae_core.tasks.archive import newest_archive, start_archive

_ERROR = "archive-error"


def show_export(project: Project) -> None:
    """Draw the button that makes an archive, and the one that saves it."""
    key = project.folder.name
    with closing_popover.show("Archive", f"archive-{key}", ":material/folder_zip:"):
        st.caption(
            "One file with everything: moments, runs, tags, notes, findings. A colleague opens it on the start page."
        )
        with_films = st.toggle(
            "With the films",
            key=f"archive-films-{key}",
            help="Without them the archive is small.",
            wrap=True,
        )
        newest = newest_archive(project)
        stood = newest.state() if newest else None
        st.button(
            "Make the archive",
            key=f"archive-make-{key}",
            type="primary",
            disabled=stood is not None and stood.active,
            on_click=_start,
            args=(project, with_films),
        )
        if message := st.session_state.pop(f"{_ERROR}-{key}", None):
            st.error(plain(message), icon=":material/error:")
        if newest is None or stood is None:
            return
        if stood.active:
            st.progress(stood.share, work.progress_words(stood))
            st.caption("It goes on in the background; the sidebar shows how far it is.")
        elif stood.state == "done":
            archive_result.show(newest, "card")
        elif stood.state == "failed":
            st.error(plain(stood.message), icon=":material/error:")


def show_import() -> None:
    """Draw the place for an archive; the project that comes of it is opened."""
    with st.expander("Open an archive of a project", icon=":material/unarchive:"):
        found = st.file_uploader(f"An archive ({SUFFIX})", type=["zip"], key="archive-upload")
        if found is None or not st.button("Take it in", type="primary", key="archive-take"):
            return
        bar = st.progress(0.0, "Looking through it")
        cancel = st.empty()
        cancel.button("Cancel", key="archive-cancel", icon=":material/close:")  # the click ends this run
        try:
            with uploads.on_disk(state.workspace(), archive=found) as paths:
                project = import_project(paths["archive"], state.workspace(), progress=_bar(bar))
        except InputError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        finally:
            bar.empty()
            cancel.empty()
        uploads.free(found)
        access.claim(project)
        state.choose_project(project)
        st.switch_page("pages/8_Findings.py", query_params=state.page_address())


def _bar(drawn: DeltaGenerator) -> Progress:
    """Tells a progress bar of each hundredth; where the page is drawn anew meanwhile, the work ends there."""
    told = -1

    def tell(step: str, share: float) -> None:
        nonlocal told
        if int(100 * share) != told:
            told = int(100 * share)
            drawn.progress(min(1.0, share), step)

    return tell


def _start(project: Project, with_films: bool) -> None:
    try:
        start_archive(project, with_films, bool(access.lab().shared))
    except InputError as error:
        st.session_state[f"{_ERROR}-{project.folder.name}"] = str(error)
