"""What a cluster says of the films it occurs in."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from app.components.clusters.cluster_detail import MOST_FILMS, film_lines


def _explored(labels_of: dict[str, list[int]]) -> SimpleNamespace:
    """A view of films named by their ids, with a moment every 2 s; all but the last film have moments."""
    rows = [(name, 2.0 * place) for name, labels in labels_of.items() for place, _ in enumerate(labels)]
    videos = [
        SimpleNamespace(video_id=name, name=name, duration_s=2.0 * max(1, len(labels)))
        for name, labels in labels_of.items()
    ]
    return SimpleNamespace(
        pairs=pd.DataFrame(rows, columns=["video_id", "frame_time_s"]),
        labels=np.array([label for labels in labels_of.values() for label in labels]),
        shown=np.ones(len(rows), dtype=bool),
        project=SimpleNamespace(videos=videos),
    )


def test_every_film_of_a_few_is_told_with_its_share():
    assert film_lines(_explored({"A": [0, 0, 1, 1], "B": [1, 1]}), 0) == [
        "**A**: 50.0% of its time, 0:00 to 0:02",
        "Never in **B**",
    ]


def test_a_film_without_moments_in_the_view_is_not_spoken_of():
    assert film_lines(_explored({"A": [0, 0], "added later": []}), 0) == [
        "**A**: 100% of its time, 0:00 to 0:02"
    ]


def test_of_many_films_those_are_told_where_the_cluster_takes_most():
    labels = {f"film {number}": [0] * number + [1] * (20 - number) for number in range(1, 12)}
    lines = film_lines(_explored(labels | {"X": [1], "Y": [1], "Z": [1]}), 0)
    assert len(lines) == MOST_FILMS + 2
    assert lines[0].startswith("**film 11**: 55.0%")
    assert lines[-2:] == ["… and 5 other films, of which it takes less", "Never in 3 other films"]
