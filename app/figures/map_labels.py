"""Where the names of clusters stand on a map: at the medoid, moved off the points and each other, with a line back."""

import html
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

WIDTH, HEIGHT = (
    640.0,
    460.0,
)  # pixels that a map has at least; on a larger one points lie further apart, names do not
LARGER = ((820, 700), (680, 1050), (1200, 1000), (700, 1450), (1000, 1700), (1800, 1600))  # in larger windows
PADDING = 0.06  # of the range of the points, which plotly leaves round them
CELL, CELL_LARGER = (
    4,
    6,
)  # pixels of the grid in which points are counted, in the smallest drawing and in larger ones
LINE_LETTERS, MOST_LINES = 22, 3
LETTER, WIDE_LETTER, LINE = 7.2, 12.5, 17.0  # pixels: width of letters, height of a line
POINT = 7.0  # pixels that a point reaches to every side
NEAR = 4.0  # pixels between a point and the name beside it
DISTANCES = (
    0.0,
    5.0,
    10.0,
    16.0,
    22.0,
    29.0,
    36.0,
    45.0,
    54.0,
    64.0,
    76.0,
    90.0,
    104.0,
    120.0,
    140.0,
)  # pixels beyond that
ANGLES = np.deg2rad(
    [90, 270, 0, 180, *(sign * angle for angle in range(15, 180, 15) if angle != 90 for sign in (1, -1))]
)
OVER, OVER_LARGER = 1e4, 1e3  # cost of lying over another name, in the smallest drawing and in a larger one
OUTSIDE = 1e2  # of each pixel outside of the map
COVERED = 60.0  # pixels that a name rather moves than that it covers one more point
COVERED_LARGER = 20.0  # the same for a point that it covers in one of the larger windows alone
CALM, FAR = 50.0, 1.5  # pixels from its point from which on each one more counts so much more
AT_EASE = 30.0  # pixels by which others may drive a name off before it chooses first
TRIES = 3  # arrangements that are tried at most


@dataclass(frozen=True)
class Label:
    """A name on the map.

    x, y: the point that it belongs to. text: HTML. right, down: pixels from the point to the middle of the name. moved:
    whether a line leads back to the point.
    """

    x: float
    y: float
    text: str
    right: float
    down: float
    moved: bool
    colour: str = "#1d2730"


def place_labels(
    points: np.ndarray,
    anchors: Mapping[int, int],
    names: Mapping[int, str],
    colours: Mapping[int, str],
    equal: bool = False,
) -> list[Label]:
    """Place the names of groups.

    Args:
        points: the map, (n, 2).
        anchors: group -> the row of the point that its name belongs to.
        names: group -> its name, not escaped.
        colours: group -> its colour.
        equal: whether both axes have one scale.
    """
    drawings = [_Drawing(points, equal, size) for size in ((WIDTH, HEIGHT), *LARGER)]
    named = {group: _Name(row, _lines(names[group]), drawings) for group, row in anchors.items()}
    order = sorted(named, key=lambda group: -named[group].least)  # who has the least room chooses first
    best: dict[int, tuple[np.ndarray, float]] = {}
    least = np.inf
    for _ in range(TRIES):
        places = _arranged({group: named[group] for group in order})
        driven = {group: places[group][1] - named[group].least for group in order}  # off by others
        worst = max(driven, key=lambda group: driven[group], default=None)
        if worst is None:
            break
        if driven[worst] < least:
            best, least = places, driven[worst]
        if least < AT_EASE or worst == order[0]:
            break
        order = [worst, *(group for group in order if group != worst)]
    return [
        _label(points[row], named[group], best[group][0], colours[group]) for group, row in anchors.items()
    ]


class _Name:
    """A name of some lines, the places where its middle may stand, and how bad they are.

    size: of the name in pixels. offsets: (n, 2) from the point in `row`. boxes: (n, 4) in each drawing, the smallest first.
    costs: (n,) without any other name. least: of these.
    """

    def __init__(self, row: int, lines: Sequence[str], drawings: Sequence["_Drawing"]) -> None:
        self.lines, self.size = lines, _size(lines)
        self.offsets = _offsets(*self.size)
        self.boxes = [drawing.boxes(row, self.offsets, self.size) for drawing in drawings]
        self.costs = _costs(self.offsets, self.size, self.boxes, drawings)
        self.least = float(self.costs.min())


def _arranged(named: Mapping[int, _Name]) -> dict[int, tuple[np.ndarray, float]]:
    """Each name's best place beside those before it: group -> its offset and what that costs."""
    found: dict[int, tuple[np.ndarray, float]] = {}
    taken: list[list[np.ndarray]] = []  # of each name so far, its box in every drawing
    for group, name in named.items():
        costs = name.costs.copy()
        for others in taken:
            for place, (boxes, other) in enumerate(zip(name.boxes, others, strict=True)):
                costs += (OVER_LARGER if place else OVER) * _overlap(boxes, other)
        best = int(np.argmin(costs))
        found[group] = (name.offsets[best], float(costs[best]))
        taken.append([boxes[best] for boxes in name.boxes])
    return found


def _label(point: np.ndarray, name: _Name, offset: np.ndarray, colour: str) -> Label:
    """A name so far from its point, in pixels."""
    right, up = offset
    width, height = name.size
    clearance = np.hypot(max(0.0, abs(right) - width / 2), max(0.0, abs(up) - height / 2))
    return Label(
        float(point[0]),
        float(point[1]),
        "<br>".join(html.escape(line) for line in name.lines),
        round(float(right), 1),
        round(-float(up), 1),
        bool(clearance > POINT + NEAR + 2),
        colour,
    )


class _Drawing:
    """The map at one size in pixels: its points, and how many of them lie in a box (from a table of sums)."""

    def __init__(self, points: np.ndarray, equal: bool, size: tuple[float, float]) -> None:
        self.size, self.spots = np.array(size), _in_pixels(points, equal, size)
        self._cell = CELL if size == (WIDTH, HEIGHT) else CELL_LARGER
        cells = (int(size[0] // self._cell) + 1, int(size[1] // self._cell) + 1)
        places = np.clip((self.spots // self._cell).astype(int), 0, np.array(cells) - 1)
        grid = np.zeros(cells, dtype=np.int64)
        np.add.at(grid, (places[:, 0], places[:, 1]), 1)
        self._sums = np.zeros((cells[0] + 1, cells[1] + 1), dtype=np.int64)
        self._sums[1:, 1:] = grid.cumsum(axis=0).cumsum(axis=1)

    def boxes(self, row: int, offsets: np.ndarray, size: tuple[float, float]) -> np.ndarray:
        """Where a name of a size stands at each of some offsets (n, 2) from the point in `row`: (n, 4), see `inside`."""
        middles, half = self.spots[row] + offsets, np.array(size) / 2
        return np.hstack([middles - half, middles + half])

    def outside(self, boxes: np.ndarray) -> np.ndarray:
        """By how many pixels each of the boxes (n, 4) reaches out of the map; (n,)."""
        return np.maximum(0.0, np.hstack([-boxes[:, :2], boxes[:, 2:] - self.size]).max(axis=1))

    def inside(self, boxes: np.ndarray) -> np.ndarray:
        """Points in boxes (n, 4) (left, bottom, right, top) of pixels, their own size allowed for; (n,)."""
        low_reach, high_reach = (
            self._cell - POINT - NEAR,
            POINT + NEAR,
        )  # a name never counts the point beside it
        reach = np.array([low_reach, low_reach, high_reach, high_reach])
        high_x, high_y = self._sums.shape[0] - 1, self._sums.shape[1] - 1
        cells = ((boxes + reach) // self._cell).astype(int)
        left, low, right, top = np.clip(cells, 0, [high_x, high_y, high_x, high_y]).T
        sums = self._sums
        return sums[right, top] - sums[left, top] - sums[right, low] + sums[left, low]


def _in_pixels(points: np.ndarray, equal: bool, drawing: tuple[float, float] = (WIDTH, HEIGHT)) -> np.ndarray:
    """The points on a drawing of so many pixels, (n, 2), y upwards."""
    low, high = points.min(axis=0).astype(float), points.max(axis=0).astype(float)
    size = np.array(drawing)
    scale = size * (1 - 2 * PADDING) / np.maximum(high - low, 1e-9)
    if equal:
        scale = np.full(2, scale.min())
    return (points - (low + high) / 2) * scale + size / 2


def _lines(name: str) -> list[str]:
    lines = textwrap.wrap(name, LINE_LETTERS) or [name]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][: LINE_LETTERS - 1].rstrip() + "…"]
    return lines


def _size(lines: Sequence[str]) -> tuple[float, float]:
    widths = [sum(WIDE_LETTER if ord(letter) > 0x2E80 else LETTER for letter in line) for line in lines]
    return max(widths) + 8, LINE * len(lines) + 4


def _offsets(width: float, height: float) -> np.ndarray:
    """Where the middle of a name may stand, from its point, the nearest first; (n, 2)."""
    away = POINT + NEAR + np.repeat(DISTANCES, len(ANGLES))
    angles = np.tile(ANGLES, len(DISTANCES))
    return np.stack([np.cos(angles) * (width / 2 + away), np.sin(angles) * (height / 2 + away)], axis=1)


def _costs(
    offsets: np.ndarray,
    size: tuple[float, float],
    boxes: Sequence[np.ndarray],
    drawings: Sequence[_Drawing],
) -> np.ndarray:
    """How bad places are for a name by itself (n,): outside of the map, over points, and far away, in this order.

    offsets: (n, 2) from its point. size: of the name. boxes: (n, 4) of it in each drawing. drawings: the smallest first.
    """
    clearance = np.hypot(*np.maximum(0.0, np.abs(offsets) - np.array(size) / 2).T)
    costs = OUTSIDE * drawings[0].outside(boxes[0]) + np.hypot(*offsets.T)
    costs += FAR * np.maximum(0.0, clearance - CALM)
    for place, (drawing, here) in enumerate(zip(drawings, boxes, strict=True)):
        costs += (COVERED_LARGER if place else COVERED) * drawing.inside(here)
    return costs


def _overlap(boxes: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Which of the boxes (n, 4) lie over another one."""
    left, low, right, top = boxes.T
    return (left < other[2]) & (other[0] < right) & (low < other[3]) & (other[1] < top)
