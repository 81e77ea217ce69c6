"""The projects of the workspace, each with a picture and a way in."""

import datetime
from collections import Counter

import streamlit as st

from app import access, state
from app.cached import project_data
from app.components.shared import thumbnail
from app.components.start import archives, first_steps, project_menu, sharing
from app.plain_text import count, plain
from crvae_core.errors import InputError
from crvae_core.project.project import Project
from crvae_core.project.workspace import last_change, survey
from crvae_core.runs.run import Run

COLUMNS = 3
NAMES_SHOWN = 3  # films that are named on a card


def show() -> None:
    """Draw a card per project; a click on "Open" leads to the page that comes next for it."""
    shelf, visitor = survey(state.workspace()), access.visitor()
    projects = [project for project in shelf.projects if access.may_open(project)]
    unreadable = shelf.unreadable if visitor.person is None or visitor.administrator else ()
    if not projects and not unreadable:
        first_steps.show()
        project_menu.show_removed()
        return
    st.subheader("Your projects")
    named = Counter(project.name for project in projects)
    for start in range(0, len(projects), COLUMNS):
        for column, project in zip(st.columns(COLUMNS), projects[start : start + COLUMNS], strict=False):
            with column.container(border=True, height="stretch"):
                try:
                    _card(project, named[project.name] > 1)
                except InputError as error:
                    st.error(plain(str(error)), icon=":material/error:")
    project_menu.show_removed()
    for damaged in unreadable:
        st.warning(
            f"**{plain(damaged.folder.name)}** can't be opened: {plain(damaged.reason)}",
            icon=":material/folder_off:",
        )


def _card(project: Project, ambiguous: bool) -> None:
    """Draw one project; ambiguous: another one has the same name, so the folder is said."""
    runs = state.ready_runs(project)
    st.markdown(
        f"**{plain(project.name)}**" + (f" · folder {plain(project.folder.name)}" if ambiguous else "")
    )
    for column, video in zip(st.columns(2), project.videos[:2], strict=False):
        row = video.frame_count // 3
        with column:
            thumbnail.show_frame(project, video.video_id, row, row * video.every_s)
    st.caption(" · ".join(_holds(project)) or "Nothing in it yet: open it and add a film.")
    st.caption(f"Changed last: {_when(last_change(project))}")
    sharing.show(project)
    foot = st.container(horizontal=True, gap="xsmall")
    opens = foot.button("Open", key=f"open-{project.folder.name}", icon=":material/folder_open:")
    with foot:
        project_menu.show(project)
        archives.show_export(project)
    if opens:
        state.choose_project(project)
        page = "pages/5_Map.py" if runs else ("pages/2_Pairs.py" if project.videos else "pages/1_Videos.py")
        st.switch_page(page, query_params=state.page_address())


def _holds(project: Project) -> list[str]:
    """What a project holds, in words; nothing for one without films."""
    if not project.videos:
        return _runs(project) if project.runs() else []
    moments = count(project_data.kept_count(project), "moment")
    return [_films(project), moments, _kind(project), *_runs(project)]


def _films(project: Project) -> str:
    """How many films, and the names of the first."""
    names = [plain(video.name) for video in project.videos[:NAMES_SHOWN]]
    more = ", …" if len(project.videos) > NAMES_SHOWN else ""
    return count(len(project.videos), "film") + (f" ({', '.join(names)}{more})" if names else "")


def _kind(project: Project) -> str:
    """What the moments are made of."""
    spoken = [bool(video.captions_name) for video in project.videos]
    if all(spoken):
        return "pictures and words"
    return "pictures and words, some films pictures only" if any(spoken) else "pictures only"


def _when(seconds: float) -> str:
    """A moment of the past as people say it."""
    then, now = datetime.datetime.fromtimestamp(seconds), datetime.datetime.now()
    days = (now.date() - then.date()).days
    day = {0: "today", 1: "yesterday"}.get(days, f"{then:%Y-%m-%d}")
    return f"{day}, {then:%H:%M}"


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
