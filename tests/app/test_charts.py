"""Figures hold what they were given."""

import numpy as np
import pandas as pd

from app import charts
from crvae_core.analysis.k_selection import sweep_k
from crvae_core.media.alignment import AlignedSegment, Alignment, FrameGrid
from tests.analysis.test_clustering import blobs


def test_every_moment_is_on_the_map_once_with_its_row() -> None:
    points = np.arange(20, dtype=np.float32).reshape(10, 2)
    labels = np.array([0, 1, 0, 2, 1, 0, 2, 2, 0, 1])
    hover = [f"moment {row}" for row in range(10)]
    figure = charts.map_figure(points, labels, hover, selected=[3, 4])
    rows = np.concatenate([trace.customdata for trace in figure.data])
    assert sorted(rows.tolist()) == list(range(10))
    for number, trace in enumerate(figure.data):
        assert trace.name == f"Cluster {number + 1}"
        assert labels[trace.customdata].tolist() == [number] * len(trace.x)
        assert np.array_equal(np.column_stack([trace.x, trace.y]), points[trace.customdata])
        assert list(trace.text) == [hover[row] for row in trace.customdata]
    selected = [int(trace.customdata[index]) for trace in figure.data for index in trace.selectedpoints]
    assert sorted(selected) == [3, 4]


def test_without_a_selection_nothing_is_faded() -> None:
    figure = charts.map_figure(np.zeros((4, 2)), np.zeros(4, int), [""] * 4, selected=[])
    assert figure.data[0].selectedpoints is None


def test_many_moments_use_webgl() -> None:
    many = charts.SVG_LIMIT + 1
    figure = charts.map_figure(np.zeros((many, 2)), np.zeros(many, int), [""] * many, selected=[])
    assert figure.data[0].type == "scattergl"


def test_curves_mark_the_present_k() -> None:
    curves = sweep_k(blobs(3)[0], range(2, 6)).curves
    names = charts.curve_names()
    figure = charts.curves_figure(curves, names, 3, population=True)
    for name, trace in zip(names, figure.data, strict=False):
        assert list(trace.y) == curves[name].tolist()
    assert {shape.x0 for shape in figure.layout.shapes} == {3}
    assert len(figure.layout.shapes) == len(names) + 1
    assert sum(trace.y[1] or 0 for trace in figure.data[len(names) :]) == 60


def test_training_curves_leave_out_what_is_not_measured() -> None:
    metrics = pd.DataFrame({"epoch": [1, 2], "loss": [2.0, 1.0]})
    figure = charts.training_figure(metrics, {"loss": "loss", "kl": "KL"}, "title")
    assert [trace.name for trace in figure.data] == ["loss"]


def test_a_frame_whose_caption_starts_outside_the_drawing_is_not_grey() -> None:
    grid = FrameGrid.even(10, 2.0, 20.0)
    pairs = tuple(AlignedSegment(row, 2.0 * row + 0.9, 2.0 * row + 1.9, "said", (row,)) for row in range(10))
    frames = charts.alignment_figure(Alignment(pairs), grid, (4.0, 8.0)).data[1]
    assert list(frames.x) == [4.0, 6.0, 8.0]
    assert len(set(frames.marker.color)) == 1
