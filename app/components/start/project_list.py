"""The projects of the workspace, each with a picture and a way in."""

import streamlit as st

from app import access, state
from app.components.shared import thumbnail
from app.components.start import project_menu, sharing
from app.plain_text import count, plain
from crvae_core.errors import InputError
from crvae_core.project.project import Project
from crvae_core.project.workspace import survey
from crvae_core.runs.run import Run

COLUMNS = 3


def show() -> None:
    """Draw a card per project; a click on "Open" leads to the page that comes next for it."""
    shelf, visitor = survey(state.workspace()), access.visitor()
    projects = [project for project in shelf.projects if access.may_open(project)]
    unreadable = shelf.unreadable if visitor.person is None or visitor.administrator else ()
    if not projects and not unreadable:
        project_menu.show_removed()
        return
    st.subheader("Your projects")
    for start in range(0, len(projects), COLUMNS):
        for column, project in zip(st.columns(COLUMNS), projects[start : start + COLUMNS], strict=False):
            with column.container(border=True, height="stretch"):
                try:
                    _card(project)
                except InputError as error:
                    st.error(plain(str(error)), icon=":material/error:")
    project_menu.show_removed()
    for damaged in unreadable:
        st.warning(
            f"**{plain(damaged.folder.name)}** can't be opened: {plain(damaged.reason)}",
            icon=":material/folder_off:",
        )


def _card(project: Project) -> None:
    runs = state.ready_runs(project)
    st.markdown(f"**{plain(project.name)}**")
    found = [
        thumbnail.picture_of(project, video.video_id, video.frame_count // 3) for video in project.videos[:2]
    ]
    pictures = [str(path) for path in found if path]
    if pictures:
        for column, picture in zip(st.columns(2), pictures, strict=False):
            column.image(picture, width="stretch")
    moments = sum(video.pair_count for video in project.videos)
    facts = [count(len(project.videos), "video"), count(moments, "moment"), *_runs(project)]
    st.caption(" · ".join(facts))
    sharing.show(project)
    enter, menu = st.columns(2)
    with menu:
        project_menu.show(project)
    if enter.button("Open", key=f"open-{project.folder.name}", icon=":material/folder_open:"):
        state.choose_project(project)
        page = "pages/5_Map.py" if runs else ("pages/2_Pairs.py" if project.videos else "pages/1_Videos.py")
        st.switch_page(page, query_params=state.page_address())


def _runs(project: Project) -> list[str]:
    """How the runs of a project stand: only those that came to their end count as finished."""
    finished, early, others = 0, 0, []
    for name in project.runs():
        try:
            status = Run(project, name).status()
        except InputError:
            continue
        state_name, epoch = status.get("state"), int(status.get("epoch") or 0)
        if state_name == "running":
            others.append(f"1 run in training (epoch {epoch:,} of {int(status.get('epochs') or 0):,})")
        elif state_name == "queued":
            others.append("1 run waits for its training")
        elif state_name == "done":
            finished += 1
        else:
            early += 1
    told = [count(finished, "finished run")] if finished or not (early or others) else []
    return told + ([f"{count(early, 'run')} ended early"] if early else []) + others
