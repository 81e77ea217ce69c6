"""Figures over k hold what they were given."""

import pandas as pd

from app.figures import k_figures

CURVES = pd.DataFrame(
    {"k": [2, 3, 4], "silhouette": [0.2, 0.5, 0.3], "gap": [1.0, 2.0, 3.0], "gap_error": [0.1, 0.2, 0.3]}
).assign(sizes=[[6, 4], [5, 3, 2], [4, 3, 2, 1]])


def test_curves_mark_the_present_k_and_carry_errors() -> None:
    figure = k_figures.curve_figure(CURVES, "silhouette", 3)
    assert list(figure.data[0].y) == [0.2, 0.5, 0.3]
    assert {shape.x0 for shape in figure.layout.shapes} == {3}
    assert list(k_figures.curve_figure(CURVES, "gap", 3).data[0].error_y.array) == [0.1, 0.2, 0.3]


def test_the_population_plot_adds_up_to_all_moments() -> None:
    figure = k_figures.population_figure(CURVES, 2)
    for column in range(3):
        assert sum(trace.y[column] or 0 for trace in figure.data) == 10


def test_flows_lead_from_one_k_to_the_next() -> None:
    flows = pd.DataFrame(
        {"k": [2, 2, 2, 3], "source": [0, 0, 1, 2], "target": [0, 1, 2, 3], "moments": [3, 3, 4, 4]}
    )
    sankey = k_figures.flow_figure(flows, [2, 3, 4]).data[0]
    names = sankey.node.customdata
    ends = [(names[a], names[b]) for a, b in zip(sankey.link.source, sankey.link.target, strict=True)]
    assert ends[1] == ("cluster 1 of 2", "cluster 2 of 3")
    assert ends[3] == ("cluster 3 of 3", "cluster 4 of 4")
    assert len(set(names)) == len(names)
