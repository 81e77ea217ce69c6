"""Taking results out: what, as what, and the files when they are there. Any page with a run may draw it."""

from typing import Any

import streamlit as st

from app import access, state, take_out_result
from app.exploration import Exploration, picture_weight
from app.plain_text import count, plain
from crvae_core.errors import InputError
from crvae_core.export.formats import FORMATS
from crvae_core.export.selection import Selection
from crvae_core.notes.codebook import read_codebook
from crvae_core.notes.findings import read_findings
from crvae_core.project.project import Project
from crvae_core.runs.run import Run
from crvae_core.tasks.export import ExportOrder, newest_exports, start_export

_ERROR = "take-out-error"


def show(run: Run, explored: Exploration | None = None, first: str = "") -> None:
    """Draw the button "Take out" with its choices; explored: the clusters of the page, where it shows some.

    first: what is offered first, one of selection.WHAT.
    """
    with st.popover(
        "Take out", icon=":material/download:", key="take-out", help="Tables, tiers, figures, a report"
    ):
        choices = dict(sorted(_choices(run, explored).items(), key=lambda pair: pair[1].what != first))
        chosen = st.selectbox("What", list(choices), key="take-out-what")
        form = st.selectbox(
            "As", list(FORMATS), key="take-out-as", format_func=lambda name: FORMATS[name].title
        )
        st.caption(FORMATS[form].about)
        settings = _look(run) | _details(form)
        st.button(
            "Make the file",
            key="take-out-go",
            type="primary",
            on_click=_start,
            args=(run.project, ExportOrder(run.name, form, choices[chosen], settings)),
        )
        if message := st.session_state.pop(_ERROR, None):
            st.error(plain(message), icon=":material/error:")
        st.caption("It goes on in the background; the sidebar shows how far it is.")
        take_out_result.show_newest(newest_exports(run.project))


def _choices(run: Run, explored: Exploration | None) -> dict[str, Selection]:
    """What there is to take out, by how it is called."""
    found = {"Everything": Selection()}
    if selected := state.selected_pairs():
        found[f"The selection ({count(len(selected), 'moment')})"] = Selection("moments", pair_ids=selected)
    if explored is not None:
        for number in explored.clusters.numbers:
            found[f"Cluster: {explored.name(number)}"] = Selection("cluster", str(number + 1))
    found |= {f"Tag: {tag.name}": Selection("tag", tag.name) for tag in read_codebook(run.project).tags}
    if len(run.project.videos) > 1:
        found |= {f"Video: {video.name}": Selection("video", video.video_id) for video in run.project.videos}
    if findings := read_findings(run.project).rows:
        found[f"The findings ({len(findings):,})"] = Selection("findings")
    return found


def _look(run: Run) -> dict[str, Any]:
    """The view of the page, so that what comes out is what is looked at."""
    view = state.view()
    return {
        "k": view.k,
        "clusters": view.clusters,
        "picture_weight": picture_weight(run),
        "layout": view.layout,
        "neighbours": getattr(view, view.near_part) if view.near_part else None,
        "map_seed": view.seed,
        "reader": state.reader(),
        "film_names": access.lab().shared,
    }


def _details(form: str) -> dict[str, Any]:
    """What can be chosen of a format."""
    told: dict[str, Any] = {}
    shown = FORMATS[form]
    if shown.files == "either":
        told["one_per_video"] = st.checkbox("A file per video", key="take-out-per-video", wrap=True)
    if shown.dictionary:
        told["latents"] = st.checkbox("With the vectors", True, key="take-out-latents", wrap=True)
    if form == "csv":
        told["raw"] = st.checkbox(
            "Cells as they are", key="take-out-raw",
            help="Otherwise cells that a spreadsheet would run as a formula get an apostrophe before them.", wrap=True,
        )  # fmt: skip
    if form in {"report", "pictures", "fiftyone", "projector", "figures"}:
        told |= _pictures(form)
    if form == "report":
        told["title"] = st.text_input("Title", key="take-out-title", placeholder="the project's name").strip()
    if form in {"report", "figures"}:
        view = state.view()
        told |= {"compare_by": view.by, "compare_a": view.group_a, "compare_b": view.group_b}
    if form in {"report", "eaf"}:
        told["author"] = st.text_input("Author", key="take-out-author").strip()
    if form == "figures":
        told["width_mm"] = st.number_input("Width, mm", 20.0, 400.0, 160.0, 5.0, key="take-out-width")
        told["font_pt"] = st.number_input("Font, points", 4.0, 24.0, 8.0, 0.5, key="take-out-font")
        told["grey"] = st.checkbox(
            "Without colours",
            key="take-out-grey",
            help="Clusters are told apart by shades, markers and hatching.",
            wrap=True,
        )
    if form in {"edl", "otio", "cvat", "label-studio"}:
        rate = st.text_input("Pictures per second", key="take-out-rate", placeholder="the film's own")
        told |= {"rate": rate.replace(",", ".")} if rate.strip() else {}
    return told


def _pictures(form: str) -> dict[str, Any]:
    """The size of pictures, where it matters, and how far they are blurred."""
    told: dict[str, Any] = {}
    if form in {"report", "pictures", "fiftyone"}:
        told["picture_width"] = st.slider(
            "Width of pictures, pixels", 40, 200, 200, 20, key="take-out-pixels"
        )
    told["blur"] = st.slider(
        "Blur", 0, 20, 0, key="take-out-blur",
        help="Makes faces unrecognisable: 0 leaves pictures as they are, 6 and more hide who is shown.",
    )  # fmt: skip
    return told


def _start(project: Project, order: ExportOrder) -> None:
    try:
        start_export(project, order)
    except InputError as error:
        st.session_state[_ERROR] = str(error)
