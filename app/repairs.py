"""What is damaged in the open project: made anew by itself where it can be, else named, with a button that repairs it."""

from contextlib import suppress
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitDuplicateElementKey

from app import state
from app.cached.project_data import file_stamp
from app.plain_text import plain, sentence
from crvae_core.doctor.finding import Finding
from crvae_core.errors import InputError, ProjectError, RunError, VectorsError
from crvae_core.project.project import Project, open_project

_DONE = "repaired"  # what the last repair did, to be told on the next run of the page


def settle(project: Project) -> None:
    """Make pairs and word vectors anew where they are damaged: nothing is lost by it, so nobody is asked."""
    if _is_whole(str(project.folder), _stamps(project)):
        return
    from crvae_core.material.mend import mend_material

    try:
        with st.spinner("Making damaged files anew"):
            made = mend_material(project.folder)
    except InputError:
        return  # the page says what is wrong where it meets it
    if made:
        st.toast(plain(f"Damaged, made anew: {', '.join(made)}."), icon=":material/healing:")


def tell() -> None:
    """Say what the last repair did."""
    for line in st.session_state.pop(_DONE, ()):
        st.info(plain(line), icon=":material/healing:")


def offer(error: InputError) -> None:
    """Where an error comes from damage of the open project: name it, what is lost and what helps; a button repairs it."""
    folder = state.open_folder()
    if folder is None or not isinstance(error, ProjectError | VectorsError | RunError):
        return
    from crvae_core.doctor.project import check_project

    serious = [finding for finding in check_project(folder) if finding.serious]
    if serious:
        with suppress(StreamlitDuplicateElementKey):  # it was offered further up on the page
            _show(folder, serious)


def _show(folder: Path, serious: list[Finding]) -> None:
    with st.expander("What is damaged, and what helps", icon=":material/healing:", expanded=True):
        for finding in serious:
            lost = f" Lost: {finding.lost}." if finding.lost else ""
            st.markdown(
                f"- **{plain(finding.where)}**: {plain(finding.what)}.{plain(lost)} {plain(finding.remedy)}"
            )
        if any(finding.mend for finding in serious) and st.button(
            "Repair", key=f"repair-{folder.name}", icon=":material/healing:"
        ):
            _repair(folder)


def _repair(folder: Path) -> None:
    from crvae_core.doctor.repair import repair_project

    try:
        with st.spinner("Repairing"):
            repairs = repair_project(folder)
    except InputError as error:
        st.error(sentence(error), icon=":material/error:")
        return
    st.session_state[_DONE] = [repair.sentence() for repair in repairs]
    st.rerun()


@st.cache_data(max_entries=64, show_spinner=False)
def _is_whole(folder: str, stamps: tuple[tuple[int, int, int], ...]) -> bool:
    try:
        project = open_project(folder)
        project.pairs()
        for video in project.videos:
            project.vocabulary(video.video_id)
    except InputError:
        return False
    return True


def _stamps(project: Project) -> tuple[tuple[int, int, int], ...]:
    names = [
        f"videos/{video.video_id}/vocabulary.{kind}" for video in project.videos for kind in ("json", "npy")
    ]
    return tuple(file_stamp(project.folder / name) for name in ("project.json", "pairs.parquet", *names))
