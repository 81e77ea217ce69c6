"""Names on the map: at their medoids, off the points and each other, inside, short enough."""

from pathlib import Path

import numpy as np
import pytest

from app.components.map.map_chart import _anchor
from app.figures.map_figure import Groups, map_figure
from app.figures.map_labels import HEIGHT, POINT, WIDTH, Label, _in_pixels, _size, place_labels
from crvae_core.analysis.clustering import cluster, medoid
from crvae_core.demo.opening import CHECKPOINT_FOLDER
from tests.fakes import blobs

WORDS = (
    "virus 病毒",
    "流感, evening, welcome 欢迎",
    "Cluster 3",
    "a name that a person gave, and it is long",
)


def placed(points: np.ndarray, labels: np.ndarray, equal: bool = False) -> list[Label]:
    numbers = np.unique(labels).tolist()
    anchors = {number: int(np.flatnonzero(labels == number)[0]) for number in numbers}
    names = {number: WORDS[number % len(WORDS)] for number in numbers}
    return place_labels(points, anchors, names, dict.fromkeys(numbers, "#000000"), equal)


def boxes(
    points: np.ndarray, labels: list[Label], equal: bool, drawing: tuple[float, float] = (WIDTH, HEIGHT)
) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right and top of each label, in the pixels of a drawing."""
    spots = _in_pixels(points, equal, drawing)
    found = []
    for label in labels:
        row = int(np.flatnonzero((points == (label.x, label.y)).all(axis=1))[0])
        width, height = _size(label.text.split("<br>"))
        x, y = spots[row, 0] + label.right, spots[row, 1] - label.down
        found.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return found


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("equal", [False, True])
def test_names_cover_no_points_and_no_names(seed: int, equal: bool) -> None:
    points, groups = blobs(6, per_cluster=15, dim=2, seed=seed)
    labels = placed(points, groups, equal)
    assert len(labels) == 6
    spots, found = _in_pixels(points, equal), boxes(points, labels, equal)
    covered = sum(int(((spots > box[:2]) & (spots < box[2:])).all(axis=1).sum()) for box in np.array(found))
    assert covered <= 2  # of 90 points
    for place, one in enumerate(found):
        assert one[0] >= -1
        assert one[2] <= WIDTH + 1
        assert one[1] >= -1
        assert one[3] <= HEIGHT + 1
        for other in found[:place]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


@pytest.mark.parametrize("k", [2, 5, 7, 12])
@pytest.mark.parametrize(
    "path", sorted((CHECKPOINT_FOLDER / "analysis").glob("map-*.npy")), ids=["a", "b", "c"]
)
def test_the_maps_of_the_demo_have_every_name_at_its_medoid_near_its_own_points(path: Path, k: int) -> None:
    points = np.load(path).astype(np.float64)
    latents = np.load(CHECKPOINT_FOLDER / "runs" / "demo" / "latents.npy").astype(np.float64)
    groups = cluster(latents, k).labels
    medoids = {number: medoid(latents, np.flatnonzero(groups == number)) for number in range(k)}
    names = {number: WORDS[number % len(WORDS)] for number in range(k)}
    labels = place_labels(points, medoids, names, dict.fromkeys(range(k), "#123456"))
    figure = map_figure(
        points, Groups(groups, names, dict.fromkeys(range(k), "#123456")), (), (), labels=labels
    )
    spots, found = _in_pixels(points, False), np.array(boxes(points, labels, False))
    for number, (name, label, box) in enumerate(zip(figure.layout.annotations, labels, found, strict=True)):
        assert (name.x, name.y) == pytest.approx(tuple(points[medoids[number]]))
        assert (name.arrowcolor == "#123456") == label.moved  # a line where it had to move
        assert not ((spots > box[:2]) & (spots < box[2:])).all(axis=1).any()
        own = spots[groups == number]
        away = np.maximum(0.0, np.maximum(box[:2] - own, own - box[2:]))
        assert np.hypot(*away.T).min() < 70  # pixels: not in empty space


@pytest.mark.parametrize(
    "drawing", [(720, 560), (940, 980), (800, 1500), (1000, 1700), (1500, 1400), (1900, 1800)]
)
@pytest.mark.parametrize("seed", range(3))
def test_names_cover_no_points_and_no_names_in_larger_windows(
    drawing: tuple[float, float], seed: int
) -> None:
    points, groups = blobs(6, per_cluster=15, dim=2, seed=seed)
    labels = placed(points, groups)
    spots, found = _in_pixels(points, False, drawing), boxes(points, labels, False, drawing)
    covered = sum(int(((spots > box[:2]) & (spots < box[2:])).all(axis=1).sum()) for box in np.array(found))
    assert covered <= 1  # of 90 points
    for place, one in enumerate(found):
        for other in found[:place]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


def test_a_name_stands_beside_its_point_where_there_is_room_and_has_a_line_where_not() -> None:
    lonely = np.array([[0.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
    (label,) = place_labels(lonely, {0: 2}, {0: "a"}, {0: "#000000"})
    assert not label.moved
    assert abs(label.down) < 30
    random = np.random.default_rng(0)
    crowd = np.vstack([random.normal(size=(4000, 2)), [[9.0, 9.0], [-9.0, -9.0]]])
    (label,) = place_labels(crowd, {0: 0}, {0: "a"}, {0: "#000000"})
    assert label.moved
    assert max(abs(label.down), abs(label.right)) > POINT


def test_names_are_escaped_and_cut() -> None:
    points = np.array([[0.0, 0.0], [1.0, 1.0]])
    (label,) = place_labels(points, {0: 0}, {0: "<b>bold</b> & more " + "long " * 30}, {0: "#000000"})
    assert "&lt;b&gt;bold&lt;/b&gt; &amp;" in label.text
    assert "<b>" not in label.text
    assert label.text.count("<br>") == 2
    assert label.text.endswith("…")


def test_points_on_one_spot_are_no_fault() -> None:
    (label,) = place_labels(np.zeros((3, 2)), {0: 0}, {0: "a"}, {0: "#000000"})
    assert np.isfinite([label.right, label.down]).all()


def test_a_name_stands_at_a_moment_that_is_shown() -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0]])
    assert _anchor(points, np.array([1, 2]), 0) == 1
    assert _anchor(points, np.array([0, 2]), 0) == 0
