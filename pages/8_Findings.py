"""Findings: what was pinned, in an order; the codebook, and how far coders agree."""

from app.components.findings import finding_list
from app.frame import explained, start_page

project = start_page("Findings")
with explained():
    finding_list.show(project)
