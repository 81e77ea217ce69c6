"""Figures about clusters hold what they were given."""

import numpy as np
import pandas as pd

from app.figures import cluster_figures
from app.figures.map_figure import Groups
from crvae_core.analysis.timeline import segments


def test_the_ribbon_covers_the_video_and_holds_every_moment() -> None:
    labels, times = np.array([0, 0, 1, 0]), np.array([0.0, 2.0, 4.0, 6.0])
    rows = np.array([5, 7, 6, 9])
    stretches = segments(labels, times, 8.0)
    captions = pd.DataFrame({"start_s": [0.0], "end_s": [3.0], "text": ["<b>said</b>"]})
    groups = Groups(labels, {0: "a", 1: "b"}, {0: "#111111", 1: "#222222"})
    figure = cluster_figures.ribbon_figure(stretches, groups, times, rows, [""] * 4, captions, 8.0, [1])
    bars = [trace for trace in figure.data if trace.name in {"a", "b"}]
    assert sum(sum(trace.x) for trace in bars) == 8.0
    moments = next(trace for trace in figure.data if trace.customdata is not None)
    assert moments.customdata.tolist() == rows.tolist()
    assert list(moments.marker.color) == ["#111111", "#111111", "#222222", "#111111"]
    assert list(moments.selectedpoints) == [1]
    assert figure.data[-1].text[0] == "&lt;b&gt;said&lt;/b&gt;"


def test_transitions_leave_stays_blank() -> None:
    counts = np.array([[5, 1], [2, 7]])
    heat = cluster_figures.transition_figure(counts, ["a", "b"]).data[0]
    assert np.isnan(np.diag(heat.z)).all()
    assert heat.z[1][0] == 2
    assert counts[0, 0] == 5


def test_intervals_reach_from_low_to_high() -> None:
    figure = cluster_figures.interval_figure(
        ["a", "b"], [0.5, 0.1], [0.25, 0.0], [1.0, 0.5], ["#111111"] * 2, "share", ["", ""], share=True
    )
    trace = figure.data[0]
    assert list(trace.error_x.array) == [0.5, 0.4]
    assert list(trace.error_x.arrayminus) == [0.25, 0.1]
    assert trace.y[0] > trace.y[1]
