"""Charts of the pages, pinned to findings, come out for print; what is no chart is left, and never run."""

import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from app.figures import base, cluster_figures, compare_figures, k_figures
from app.figures.compare_figures import Interval
from app.figures.map_figure import Groups, map_figure
from app.figures.run_curves import comparison_figure
from crvae_core.analysis.timeline import segments
from crvae_core.export.print_pinned import NotPrintableError, pinned_figure
from crvae_core.export.print_sheet import printed
from crvae_core.export.settings import FileSettings

CURVES = pd.DataFrame({"k": [2, 3, 4], "gap": [1.0, 2.0, 3.0], "gap_error": [0.1, 0.2, 0.3]}).assign(
    sizes=[[6, 4], [5, 3, 2], [4, 3, 2, 1]]
)
METRICS = pd.DataFrame({"epoch": [1, 2], "seconds": [1.0, 2.0], "image": [0.5, 0.2]})
LABELS, TIMES = np.array([0, 1, 0]), np.array([0.0, 2.0, 4.0])
SHARES = [Interval(0.4, 0.2, 0.6, ""), Interval(0.1, 0.0, 0.3, "")]
GROUPS = Groups(LABELS, {0: "masks &lt;b&gt;", 1: "$5 新闻"}, {0: "#112233", 1: "#445566"})


def _ribbon() -> go.Figure:
    captions = pd.DataFrame({"start_s": [0.0], "end_s": [3.0], "text": ["said"]})
    stretches = segments(LABELS, TIMES, 6.0)
    return cluster_figures.ribbon_figure(stretches, GROUPS, TIMES, np.arange(3), [""] * 3, captions, 6.0)


CHARTS: dict[str, tuple[Callable[[], Any], str]] = {
    "map": (lambda: map_figure(np.eye(3, 2), GROUPS, [""] * 3, (), height=300), "$5 新闻"),
    "curve": (lambda: k_figures.curve_figure(CURVES, "gap", 3), "k"),
    "sizes": (lambda: k_figures.population_figure(CURVES, 3), "k"),
    "ribbon": (_ribbon, "masks <b>"),
    "what follows what": (
        lambda: cluster_figures.transition_figure(np.array([[5, 1], [2, 7]]), ["a", "b"]), "a",
    ),
    "intervals": (
        lambda: cluster_figures.interval_figure(
            ["mask", "口罩"], [0.5, 0.1], [0.2, 0.0], [0.9, 0.3], ["#111111"] * 2, "log-odds", ["", ""]
        ), "口罩",
    ),
    "themes": (
        lambda: compare_figures.shares_figure(
            ["one", "two"], [("A", "#111111", SHARES), ("B", "#222222", SHARES)], [0, 1], 0
        ), "40%",
    ),
    "style": (
        lambda: compare_figures.effects_figure(
            ["Warmth", "Motion"], SHARES, [True, False], ["w", "m"], "w", (("A", "#111111"), ("B", "#222222"))
        ), "Warmth",
    ),
    "culture": (
        lambda: compare_figures.accuracy_figure(("As they are", "Without"), (0.9, 0.6), (0.5, 0.5), "#111111"), "As they are",
    ),
    "training": (lambda: base.training_figure(METRICS, {"image": "Pictures"}, "Errors"), "0.5"),
    "two trainings": (lambda: comparison_figure({"r": METRICS, "s": METRICS}, "image", "Errors", False, True), "s"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHARTS)
def test_every_kind_of_chart_of_the_pages_is_drawn_for_print(name: str) -> None:
    make, told = CHARTS[name]
    stored = json.loads(make().to_json())
    settings = FileSettings(width_mm=90)
    with printed(settings):
        figure = pinned_figure(stored, settings)
        written = io.BytesIO()
        figure.savefig(written, format="svg")
    shown = written.getvalue().decode().replace("&lt;", "<").replace("&gt;", ">")
    assert told.replace("$", r"\$") in shown or told in shown
    assert round(figure.get_figwidth() * 25.4) == 90


@pytest.mark.parametrize(
    "figure",
    [
        {"data": [{"type": "sankey"}]},
        {"data": [{"type": "scatter", "x": {"dtype": "O", "bdata": "gAR9"}, "y": [1]}]},
        {"data": [{"type": "scatter", "x": {"dtype": "f8", "bdata": "not base64"}, "y": [1]}]},
        {"data": [{"type": "bar", "x": [1, 2], "y": [1, 2, 3]}]},
        {"data": [{"type": "scatter", "x": [0] * 300_000, "y": [0] * 300_000}]},
        {"data": "none"},
        {},
    ],
)
def test_what_is_no_chart_is_not_drawn(figure: dict[str, Any]) -> None:
    with printed(FileSettings()), pytest.raises(NotPrintableError):
        pinned_figure(figure, FileSettings())
