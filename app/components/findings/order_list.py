"""The titles of the findings as a list to be dragged into an order."""

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from crvae_core.notes.findings import Finding

FEWEST = 2
_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "crvae-order-list",
    html="<ol></ol>",
    css=(_HERE / "order_list.css").read_text(encoding="utf-8"),
    js=(_HERE / "order_list.js").read_text(encoding="utf-8"),
)


def show(findings: Sequence[Finding], keep: Callable[[list[str]], None]) -> None:
    """Draw the list where there is something to order; keep: takes the ids in their new order."""
    if len(findings) < FEWEST:
        return
    rows = [{"id": one.finding_id, "title": one.title} for one in findings]

    def dragged() -> None:
        keep([str(one) for one in st.session_state["finding-order"].get("order") or []])

    with st.expander("Drag to order", icon=":material/drag_indicator:", expanded=len(findings) > 2):
        _component(key="finding-order", data={"rows": rows}, on_order_change=dragged)
