"""A legend below a chart, with as much room as its names need: it never lies over the axis."""

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

LINE_PX, EDGE_PX, MARK_PX, LETTER_PX = 20, 14, 46, 7
AXIS_PX = 30  # of the times below the chart
WIDTH_PX = 700  # of the chart on a narrow screen


def legend_below(names: Sequence[str], plot_px: int) -> tuple[int, dict[str, Any]]:
    """How many pixels axis and legend take at the foot, and the legend; names: in it. plot_px: height of the chart above."""
    widths = [MARK_PX + LETTER_PX * _letters(name) for name in names]
    in_line = len(widths)
    if sum(widths) > WIDTH_PX:  # then they stand in columns, as wide as the longest
        in_line = WIDTH_PX // max(widths)
    lines = math.ceil(len(widths) / max(1, in_line))
    legend = {"orientation": "h", "x": 0, "y": -AXIS_PX / plot_px, "yanchor": "top"}
    return AXIS_PX + EDGE_PX + LINE_PX * lines, legend


def _letters(name: str) -> int:
    """The width of a name in Latin letters: a Chinese one is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in name)
