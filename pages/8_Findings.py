"""Findings: what was pinned, in an order; the codebook, and how far coders agree."""

from app import state
from app.components.findings import finding_list
from app.components.shared import take_out
from app.frame import explained, start_page
from crvae_core.notes.findings import read_findings

project = start_page("Findings")
with explained():
    run = state.current_run(project)
    if run is not None and read_findings(project).rows:
        take_out.show(run, first="findings")
    finding_list.show(project)
