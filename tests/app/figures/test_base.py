"""Figures hold what they were given."""

import pandas as pd

from app.figures import base
from crvae_core.media.alignment import AlignedSegment, Alignment, FrameGrid


def test_training_curves_leave_out_what_is_not_measured() -> None:
    metrics = pd.DataFrame({"epoch": [1, 2], "loss": [2.0, 1.0]})
    figure = base.training_figure(metrics, {"loss": "loss", "kl": "KL"}, "title")
    assert [trace.name for trace in figure.data] == ["loss"]


def test_a_frame_whose_caption_starts_outside_the_drawing_is_not_grey() -> None:
    grid = FrameGrid.even(10, 2.0, 20.0)
    pairs = tuple(AlignedSegment(row, 2.0 * row + 0.9, 2.0 * row + 1.9, "said", (row,)) for row in range(10))
    frames = base.alignment_figure(Alignment(pairs), grid, (4.0, 8.0)).data[1]
    assert list(frames.x) == [4.0, 6.0, 8.0]
    assert len(set(frames.marker.color)) == 1
