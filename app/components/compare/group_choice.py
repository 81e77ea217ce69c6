"""Which two groups are compared, by what, and whether each film's own look is taken out first."""

import numpy as np
import streamlit as st

from app import state, tag_filter
from app.bound import bind
from app.cached import comparisons, notes
from app.comparing import asked_groups
from app.components.map.map_colours import PROPERTY_NAMES
from app.components.shared import cluster_choice
from app.exploration import Advice
from app.plain_text import count, plain
from crvae_core.compare.groups import BY_TAG, BY_VIDEO, OTHERS, Groups
from crvae_core.errors import GroupsError
from crvae_core.project.project import Project
from crvae_core.project.properties import columns_of, properties_of
from crvae_core.runs.run import Run

LEADS = {
    "videos": ("pages/1_Videos.py", "Add a video", ":material/movie:"),
    "groups": ("pages/1_Videos.py", "Give the videos their groups", ":material/edit:"),
    "moments": ("pages/3_Train.py", "Train a run", ":material/model_training:"),
    "tags": ("pages/2_Pairs.py", "Tag moments", ":material/sell:"),
}


def groups_or_way(run: Run) -> Groups | None:
    """The groups of a run; where there is nothing to compare, say what is missing, with the way there."""
    by = state.view().by
    try:
        return comparisons.groups(run, by if by in _properties(run.project) else "group", state.view().tag)
    except GroupsError as error:
        said = str(error)
        st.info(plain(f"{said[:1].upper()}{said[1:]}."), icon=":material/info:")
        page, label, icon = LEADS[error.needs]
        with st.container(horizontal=True, gap="medium"):
            st.page_link(page, label=label, icon=icon, query_params=state.page_address())
            if error.needs == "groups" and len(run.project.videos) > 1:
                _other_way("Compare each video by itself", BY_VIDEO)
            if error.needs in ("groups", "videos") and BY_TAG in _properties(run.project):
                _other_way("Compare moments by their tags", BY_TAG)
            if error.needs == "tags" and state.view().tag:
                st.button("Show all moments", key="compare-all", on_click=state.change, kwargs={"tag": ""})
        return None


def _other_way(label: str, by: str) -> None:
    change = {"by": by, "group_a": "", "group_b": ""}
    st.button(label, key=f"compare-by-{by}", on_click=state.change, kwargs=change)


def show(run: Run, groups: Groups, advice: Advice) -> tuple[str, str]:
    """Draw the choices; give the names of both groups."""
    first, second, lost = asked_groups(groups)
    if (state.view().group_a, state.view().group_b) != (first, second):
        state.fill_in(group_a=first, group_b=second)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        _group("group_a", "Compare", groups, first, second)
        _group("group_b", "with", groups, second, first)
        bound = bind("without_look")
        st.toggle(
            "Without each film's own look",
            bound.value,
            key=bound.key,
            on_change=bound.keep,
            help="Takes the mean of each film out first (its colours, its logo, its studio). What is left is how its moments "
            "differ among themselves. Differences that stay are no mere look of one film.",
            wrap=True,
        )
        with st.popover("What is compared", icon=":material/tune:"):
            _by(run.project)
            cluster_choice.show(run, advice)
            cluster_choice.show_method()
    for name in lost:
        st.caption(
            f":material/info: The group “{plain(name)}” that was asked for is not here; others are shown."
        )
    tag_filter.tell(run.project, len(np.unique(np.concatenate(groups.members))), len(groups.video))
    if groups.empty:
        names = ", ".join(plain(name) for name in groups.empty)
        st.caption(f":material/info: Without a moment in this run, and so left out: {names}.")
    return first, second


def _group(part: str, label: str, groups: Groups, chosen: str, other: str) -> None:
    names = [name for name in groups.names if name != other]
    bound = bind(part, chosen, labels=[_sized(groups, name) for name in names])
    st.selectbox(
        label,
        names,
        index=names.index(chosen),
        format_func=lambda name: _sized(groups, name),
        key=bound.key,
        on_change=bound.keep,
        width=250,
    )


def _sized(groups: Groups, name: str) -> str:
    if groups.by != BY_TAG:
        return f"{name} ({count(len(groups.videos_of(name)), 'video')})"
    return name if name == OTHERS else f"{name} ({count(len(groups.members[groups.number(name)]), 'moment')})"


def _by(project: Project) -> None:
    names = _properties(project)
    bound = bind(
        "by",
        state.view().by if state.view().by in names else "group",
        also={"group_a": "", "group_b": ""},
        labels=names.values(),
    )
    st.selectbox(
        "Groups by",
        list(names),
        index=bound.index(names),
        format_func=names.__getitem__,
        key=bound.key,
        on_change=bound.keep,
        help="A property of the videos, from the table on the page Videos, or the tags of moments.",
    )


def _properties(project: Project) -> dict[str, str]:
    """What can be grouped by: properties of which something is said, each video by itself, and tags."""
    table = properties_of(project)
    said = [name for name in columns_of(project) if name == "group" or (table[name] != "").any()]
    names = {name: PROPERTY_NAMES.get(name, name) for name in said} | {BY_VIDEO: "Each video by itself"}
    return names | ({BY_TAG: "Tags of moments"} if notes.codebook(project).tags else {})
