"""What every page begins with: the page's settings, the sidebar with the guided steps, the open project."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from app import access, coder_name, history, login, repairs, state, style, tag_filter, work_list
from app.plain_text import plain, sentence
from crvae_core.errors import InputError, ProjectError
from crvae_core.files import storage_error
from crvae_core.project.project import Project
from crvae_core.shipped import shipped

HOME = "streamlit_app.py"
TRAIN_FIRST = "Train a model first; it takes some minutes."
ICON = shipped("assets", "icon", "icon.png")  # a named icon would be asked of another host


@dataclass(frozen=True)
class Step:
    """One page of the journey: where it is, when it is ready, what to do before it is, and the line under its title."""

    page: str
    title: str
    icon: str
    ready: Callable[[Project], bool]
    hint: str
    purpose: str


def _has_pairs(project: Project) -> bool:
    return bool(project.videos)


def _has_latents(project: Project) -> bool:
    return bool(state.ready_runs(project))


STEPS = (
    Step(
        "pages/1_Videos.py",
        "Videos",
        ":material/movie:",
        lambda project: True,
        "Open or create a project first.",
        "Films and their captions: all that follows is made of them. Add one, then look at its moments on the next page.",
    ),
    Step(
        "pages/2_Pairs.py",
        "Pairs",
        ":material/view_module:",
        _has_pairs,
        "Add a video with its captions first.",
        "A moment is a frame with its words. See whether they belong together, put right what does not, then train.",
    ),
    Step(
        "pages/3_Train.py",
        "Train",
        ":material/model_training:",
        _has_pairs,
        "Add a video with its captions first.",
        "The model learns to draw every frame and to say its words again from one vector. Afterwards see what it has kept.",
    ),
    Step(
        "pages/4_Reconstructions.py",
        "Reconstructions",
        ":material/compare:",
        _has_latents,
        TRAIN_FIRST,
        "Every moment was squeezed into one vector. What comes back of picture and words is what the map is made of.",
    ),
    Step(
        "pages/5_Map.py",
        "Map",
        ":material/scatter_plot:",
        _has_latents,
        TRAIN_FIRST,
        "Moments that look and sound alike lie close together. Click one to watch it; then see what each cluster holds.",
    ),
    Step(
        "pages/6_Clusters.py",
        "Clusters",
        ":material/category:",
        _has_latents,
        TRAIN_FIRST,
        "What each group of moments shows and says, and when; its words, its place in time, and search.",
    ),
    Step(
        "pages/7_Compare.py",
        "Compare",
        ":material/balance:",
        _has_latents,
        TRAIN_FIRST,
        "How two groups of films show and tell the same: themes, time, words, style; and what of it may be culture.",
    ),
    Step(
        "pages/8_Findings.py",
        "Findings",
        ":material/push_pin:",
        _has_pairs,
        "Add a video with its captions first.",
        "What you pinned on other pages, with your notes: to be put in order, and to be taken along.",
    ),
)


def start_page(title: str) -> Project:
    """Set the page up, draw the sidebar and give the open project.

    Where the project or an earlier step is missing, the page says what to do, with a link there, and ends.
    """
    _set_up(title)
    project = _project_or_none(title)
    _sidebar(project, title)
    if project is None:
        st.title(title)
        st.info(
            "No project is open. Open the demo, or one of yours, on the start page.", icon=":material/info:"
        )
        st.page_link(HOME, label="Go to the start page", icon=":material/home:")
        st.stop()
    step = next(step for step in STEPS if step.title == title)
    _head(step, project)
    repairs.tell()
    repairs.settle(project)
    if not step.ready(project):
        _not_yet(project, step)
        st.stop()
    return project


def _not_yet(project: Project, step: Step) -> None:
    """Say what must come before this page, with the way there."""
    before, hint, way = STEPS[0], STEPS[1].hint, f"Go to {STEPS[0].title}"
    if _has_pairs(project):
        before, hint, way = STEPS[2], step.hint, f"Go to {STEPS[2].title}"
        if _is_training(project):
            hint = "A model is being trained; it can be looked at here once that is done."
            way = "Watch it learn"
    st.info(f"{step.title} has nothing to show yet. {hint}", icon=":material/info:")
    st.page_link(before.page, label=way, icon=before.icon, query_params=state.page_address())


def _is_training(project: Project) -> bool:
    from crvae_core.tasks.training_queue import queue_state  # loads torch, which other pages do without

    return queue_state(project).active


def _head(step: Step, project: Project) -> None:
    """The title with the way on at its right end, and the line that says what the page is for."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="head"
    ):
        st.title(step.title, width="content")
        _go_on(step, project)
    st.caption(step.purpose)


def _go_on(step: Step, project: Project) -> None:
    """The link to the next step; after the last one to the start page."""
    here = STEPS.index(step)
    if here + 1 == len(STEPS):
        st.page_link(HOME, label="All projects", icon=":material/home:", query_params=state.page_address())
        return
    after = STEPS[here + 1]
    ready = after.ready(project)
    st.page_link(
        after.page,
        label=f"Go on: {after.title}",
        icon=":material/arrow_forward:",
        icon_position="right",
        disabled=not ready,
        help=None if ready else after.hint,
        query_params=state.page_address(),
    )


def start_home() -> None:
    """Set the start page up and draw its sidebar."""
    _set_up("CRVAE explorer")
    _sidebar(_project_or_none(""), "")


def _set_up(title: str) -> None:
    name = "CRVAE explorer"
    st.set_page_config(
        page_title=title if title == name else f"{title} · {name}",
        page_icon=str(ICON),
        layout="wide",
    )
    style.apply()
    history.watch()
    with explained():
        login.ask()  # settings that can't be read let nobody in


@contextmanager
def explained(ends_page: bool = True) -> Iterator[None]:
    """Show what is wrong with a file or a setting as a sentence; the page ends there, or goes on without it."""
    try:
        yield
    except (InputError, OSError) as error:
        told = error if isinstance(error, InputError) else storage_error(error)
        if told is None:
            raise
        st.error(sentence(told), icon=":material/error:")
        repairs.offer(told)
        if ends_page:
            st.stop()


def _project_or_none(page: str) -> Project | None:
    try:
        project = state.current_project(page)
        if project is None or access.may_open(project):
            return project
        said = access.NOT_OPEN
    except ProjectError as error:
        said = (
            access.NOT_OPEN if access.visitor().person else str(error)
        )  # the same, so that nobody learns names
    state.forget_project()
    st.error(f"The project can't be opened: {plain(said)}")
    return None


def _sidebar(project: Project | None, page: str) -> None:
    with st.sidebar:
        st.page_link(
            HOME, label="**CRVAE explorer**", icon=":material/home:", query_params=state.page_address()
        )
        if project is not None:
            st.caption(f"Project: {plain(project.name)}")
        for number, step in enumerate(STEPS, start=1):
            ready = project is not None and step.ready(project)
            st.page_link(
                step.page,
                label=f"{number}  {step.title}",
                icon=step.icon,
                disabled=not ready,
                help=None if ready else (step.hint if project else STEPS[0].hint),
                query_params=state.page_address(),
            )
        if project is not None:
            tag_filter.show(project)
        work_list.show(page, project)
        coder_name.show()
        login.show_person()
