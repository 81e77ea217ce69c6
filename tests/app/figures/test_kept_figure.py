"""What a kept figure gives."""

import plotly.graph_objects as go
import plotly.io

from app.figures.kept_figure import KeptFigure


def test_a_kept_figure_says_what_the_figure_says_and_copies_it_once() -> None:
    drawn = go.Figure([{"type": "scatter", "x": [1, 2], "y": [3, 4]}], {"height": 200})
    kept = KeptFigure(drawn)
    assert kept.to_dict() == drawn.to_dict()
    assert kept.to_dict() is kept.to_dict()
    assert plotly.io.to_json(kept.to_dict(), validate=False) == drawn.to_json()
