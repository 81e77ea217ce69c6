"""Findings: what was pinned, in an order; the codebook, and how far coders agree."""

from app import state
from app.components.findings import agreement_view, codebook_editor, finding_list
from app.components.shared import choice, take_out
from app.frame import explained, start_page
from crvae_core.notes.findings import read_findings

VIEWS = {"findings": "Findings", "codebook": "Codebook", "agreement": "Agreement of coders"}

project = start_page("Findings")
with explained():
    view = choice.show("View", VIEWS, "board")
    run = state.current_run(project)
    if view == "findings" and run is not None and read_findings(project).rows:
        take_out.show(run, first="findings")
    {"findings": finding_list, "codebook": codebook_editor, "agreement": agreement_view}[view].show(project)
