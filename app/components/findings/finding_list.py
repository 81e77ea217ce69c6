"""The findings in their order: what was pinned, its note to be edited in place, the way back to its view."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from app import state
from app.cached import project_data
from app.components.findings import order_list
from app.components.shared import pager, thumbnail
from app.figures.base import STILL
from app.frame import STEPS
from app.plain_text import count, plain
from app.view import View
from crvae_core.errors import InputError
from crvae_core.notes.findings import (
    LONGEST_TITLE,
    Finding,
    change_finding,
    move_finding,
    order_findings,
    read_findings,
    remove_finding,
    restore_finding,
)
from crvae_core.notes.kept import LONGEST_NOTE
from crvae_core.project.project import Project

ICONS = {
    "view": ":material/visibility:",
    "figure": ":material/bar_chart:",
    "sentence": ":material/format_quote:",
    "moment": ":material/image:",
    "moments": ":material/photo_library:",
    "cluster": ":material/category:",
    "comparison": ":material/compare_arrows:",
    "reconstruction": ":material/compare:",
}
PER_PAGE = 20
PICTURES = 6
_GONE, _WRONG = "finding-taken-out", "finding-error"


def show(project: Project) -> None:
    """Draw all findings."""
    kept = read_findings(project)
    for problem in kept.problems:
        st.warning(plain(problem), icon=":material/warning:")
    if message := st.session_state.pop(_WRONG, None):
        st.error(plain(message), icon=":material/error:")
    _had_back(project)
    if not kept.rows:
        st.info(
            "Nothing has been pinned yet. Look for the pin on the other pages: it keeps a view, a figure, a moment or a "
            "cluster here, with your note.",
            icon=":material/push_pin:",
        )
        return
    st.caption(f"{count(len(kept.rows), 'finding')} in the order in which they will be told.")
    order_list.show(kept.rows, lambda ids: act(partial(order_findings, project, ids)))
    table = project_data.pairs(project)
    for finding in kept.rows[pager.show(len(kept.rows), PER_PAGE, "findings")]:
        with st.container(border=True):
            _card(project, finding, len(kept.rows), table)


def act(action: partial) -> None:
    """Change findings in a callback; what went wrong is said when the page is drawn again."""
    try:
        action()
    except InputError as error:
        st.session_state[_WRONG] = str(error)


def _card(project: Project, finding: Finding, total: int, table: pd.DataFrame) -> None:
    key = finding.finding_id
    _title(project, finding, total)
    for said in finding.sentences:
        st.markdown(plain(said))
    if finding.figure is not None:
        _figure(finding)
    _pictures(project, finding, table)
    note = f"finding-note-{key}"
    st.text_area(
        "Note",
        finding.note,
        key=note,
        max_chars=LONGEST_NOTE,
        placeholder="What does it show?",
        on_change=lambda: act(partial(change_finding, project, key, note=st.session_state[note])),
    )
    _foot(project, finding)


def _title(project: Project, finding: Finding, total: int) -> None:
    key, name = finding.finding_id, f"finding-title-{finding.finding_id}"
    head, up, down = st.columns([12, 1, 1], vertical_alignment="bottom")
    head.text_input(
        f"Finding {finding.order + 1}",
        finding.title,
        key=name,
        max_chars=LONGEST_TITLE,
        icon=ICONS[finding.kind],
        on_change=lambda: act(partial(change_finding, project, key, title=st.session_state[name])),
    )
    for place, by, icon, words in ((up, -1, "arrow_upward", "Up"), (down, 1, "arrow_downward", "Down")):
        place.button(
            words,
            key=f"finding-{words.lower()}-{key}",
            icon=f":material/{icon}:",
            type="tertiary",
            disabled=not 0 <= finding.order + by < total,
            on_click=act,
            args=(partial(move_finding, project, key, by),),
        )


def _figure(finding: Finding) -> None:
    try:
        figure = go.Figure(finding.figure)
    except (ValueError, TypeError, KeyError):
        st.caption("Its figure can't be drawn; its data is kept.")
        return
    st.plotly_chart(figure, key=f"finding-figure-{finding.finding_id}", config=STILL, alt=finding.title)


def _pictures(project: Project, finding: Finding, table: pd.DataFrame) -> None:
    if not finding.moments:
        return
    wanted = tuple(dict.fromkeys(finding.moments))
    found = as_pinned(table, wanted)
    shown = found.head(PICTURES)
    for place, (_, pair) in zip(st.columns(PICTURES), shown.iterrows(), strict=False):
        with place:
            thumbnail.show_named(project, pair)
    if len(wanted) > len(shown):
        gone = len(wanted) - len(found)
        missing = f", {gone:,} of them not in the project now" if gone else ""
        st.caption(f"{count(len(wanted), 'moment')}{missing}.")


def as_pinned(table: pd.DataFrame, pair_ids: Sequence[str]) -> pd.DataFrame:
    """The moments of a table that are among some, in the order of those: the most typical of a cluster come first."""
    place = {pair_id: number for number, pair_id in enumerate(pair_ids)}
    found = table[table["pair_id"].isin(place)]
    return found.sort_values("pair_id", key=lambda ids: ids.map(place))


def _foot(project: Project, finding: Finding) -> None:
    step = next((step for step in STEPS if step.title == finding.page), None)
    with st.container(horizontal=True, vertical_alignment="center"):
        if step is not None and st.button(
            f"Back to {step.title}",
            key=f"finding-open-{finding.finding_id}",
            icon=step.icon,
            help="Opens the view from which it was pinned.",
        ):
            state.look(View.from_address(finding.address))
            st.switch_page(step.page, query_params=state.page_address())
        st.button(
            "Remove",
            key=f"finding-remove-{finding.finding_id}",
            icon=":material/delete:",
            type="tertiary",
            on_click=_take_out,
            args=(project, finding),
        )
        by = f" by {plain(finding.coder)}" if finding.coder else ""
        st.caption(f"Pinned{by}, {finding.created[:16].replace('T', ' ')} UTC")


def _take_out(project: Project, finding: Finding) -> None:
    act(partial(remove_finding, project, finding.finding_id))
    st.session_state[_GONE] = (project.folder.name, finding.finding_id, finding.title)


def _had_back(project: Project) -> None:
    gone = st.session_state.get(_GONE)
    if not gone or gone[0] != project.folder.name:
        return

    def bring_back() -> None:
        act(partial(restore_finding, project, gone[1]))
        st.session_state.pop(_GONE, None)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"“{plain(gone[2])}” was removed.")
        st.button("Bring it back", key="finding-back", type="tertiary", on_click=bring_back)
