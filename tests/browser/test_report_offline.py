"""A report in a browser whose network is cut: it asks nobody, its charts are drawn and answer to the mouse, it prints."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from crvae_core.export.formats import take_out
from crvae_core.export.moments_table import MomentsTable
from crvae_core.notes.findings import Finding
from tests.export.conftest import MARKS
from tests.export.conftest import run as run  # fixtures
from tests.export.conftest import table as table

pytestmark = pytest.mark.browser


def test_a_report_is_whole_without_a_network(browser: Browser, table: MomentsTable, tmp_path: Path) -> None:
    trace = {"type": "scatter", "mode": "markers", "x": [1, 2, 3], "y": [2, 1, 3], "text": ["a", "b", "街"]}
    pinned = Finding("figure", "A chart", figure={"data": [trace], "layout": {"height": 300}})
    marks = replace(MARKS, findings=(*MARKS.findings, pinned))
    (path,) = take_out(replace(table, marks=marks), "report", tmp_path / "report.html")
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    assert faults == []
    assert page.locator("h3").all_inner_texts()[:3] == [
        "1. It begins <b>here</b>",
        "2. 第二个发现",
        "3. A chart",
    ]
    assert page.locator("section.finding img").evaluate_all("all => all.every(one => one.naturalWidth > 0)")
    page.locator(".js-plotly-plot .points path").first.hover(force=True)
    page.wait_for_selector(".js-plotly-plot .hoverlayer .hovertext")
    assert page.locator("svg[role=img] title").count() > len(table)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.pdf().startswith(b"%PDF")
    context.close()
