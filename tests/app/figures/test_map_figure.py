"""The map holds every moment once, in its colour, with its row."""

import numpy as np
import pytest

from app.figures.base import SVG_LIMIT
from app.figures.map_figure import ONE_TRACE, Groups, Scale, map_figure
from app.figures.map_labels import Label

LABELS = np.array([0, 1, 0, 2, 1, 0, 2, 2, 0, -1])
POINTS = np.arange(20, dtype=np.float32).reshape(10, 2)
HOVER = [f"moment {row}" for row in range(10)]


def groups(labels: np.ndarray) -> Groups:
    """Names and colours for labels."""
    codes = np.unique(labels).tolist()
    names = {code: f"Cluster {code + 1}" for code in codes}
    return Groups(labels, names, {code: f"#0000{code + 16:02x}" for code in codes})


def test_every_moment_is_on_the_map_once_with_its_row() -> None:
    figure = map_figure(POINTS, groups(LABELS), HOVER, selected=[3, 4])
    rows = np.concatenate([trace.customdata for trace in figure.data])
    assert sorted(rows.tolist()) == list(range(10))
    for trace in figure.data:
        code = int(trace.name.removeprefix("Cluster ")) - 1
        assert (LABELS[trace.customdata] == code).all()
        assert np.array_equal(np.column_stack([trace.x, trace.y]), POINTS[trace.customdata])
        assert list(trace.text) == [HOVER[row] for row in trace.customdata]
    selected = [int(trace.customdata[index]) for trace in figure.data for index in trace.selectedpoints]
    assert sorted(selected) == [3, 4]


def test_without_a_selection_nothing_is_faded() -> None:
    figure = map_figure(POINTS, groups(LABELS), HOVER, selected=[])
    assert {trace.selectedpoints for trace in figure.data} == {None}


def test_moments_without_a_number_are_a_grey_trace_of_their_own() -> None:
    values = np.linspace(0, 1, 10)
    values[[2, 5]] = np.nan
    figure = map_figure(POINTS, Scale(values, "share"), HOVER, selected=[2, 3])
    grey, coloured = figure.data
    assert grey.customdata.tolist() == [2, 5]
    assert list(grey.selectedpoints) == [0]
    assert np.array_equal(coloured.marker.color, values[coloured.customdata])
    assert coloured.customdata[list(coloured.selectedpoints)].tolist() == [3]


@pytest.mark.parametrize("kind", ["groups", "scale"])
def test_many_moments_are_one_webgl_trace(kind: str) -> None:
    many = max(SVG_LIMIT, ONE_TRACE) + 1
    labels = np.arange(many) % 3
    colour = groups(labels) if kind == "groups" else Scale(labels.astype(float), "")
    figure = map_figure(np.zeros((many, 2)), colour, (), selected=[5])
    assert [trace.type for trace in figure.data] == ["scattergl"]
    assert list(figure.data[0].selectedpoints) == [5]


def test_one_trace_gives_each_group_its_own_colour() -> None:
    many = ONE_TRACE + 1
    labels = np.where(np.arange(many) % 2, 7, -1)
    marker = map_figure(np.zeros((many, 2)), groups(labels), (), selected=[]).data[0].marker
    place = (np.asarray(marker.color) - marker.cmin) / (marker.cmax - marker.cmin)
    shades = [colour for edge, colour in marker.colorscale if edge == 0.5]
    assert set(np.round(place, 2)) == {0.25, 0.75}
    assert shades == ["#00000f", "#000017"]


def test_a_label_is_drawn_with_a_line_where_it_moved() -> None:
    labels = [
        Label(1.0, 2.0, "a", 0.0, -20.0, False, "#112233"),
        Label(3.0, 4.0, "b", 60.0, -40.0, True, "#445566"),
    ]
    near, far = map_figure(POINTS, groups(LABELS), (), selected=[], labels=labels).layout.annotations
    assert (near.x, near.y, near.ax, near.ay, near.text) == (1.0, 2.0, 0.0, -20.0, "a")
    assert near.arrowcolor == "rgba(0,0,0,0)"
    assert far.arrowcolor == "#445566"
