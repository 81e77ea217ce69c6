"""Shots from sampled frames: cuts, films that stay apart, and what makes them be sought again."""

from collections.abc import Callable

import numpy as np
import pytest

from crvae_core.analysis import frame_shots
from crvae_core.analysis.frame_shots import shot_numbers, shots_of
from crvae_core.files import write_array
from crvae_core.project.project import Project


def frames(*greys: int) -> np.ndarray:
    return np.array([np.full((120, 200, 3), grey, dtype=np.uint8) for grey in greys])


def test_a_new_shot_begins_where_neighbours_differ_much() -> None:
    film = frames(10, 20, 90, 100, 10)
    assert shot_numbers(film, np.arange(5)).tolist() == [0, 0, 1, 1, 2]
    assert shot_numbers(film, np.array([0, 4, 2])).tolist() == [0, 0, 1]
    assert shot_numbers(film, np.arange(5), cut=5).tolist() == [0, 1, 2, 3, 4]
    assert shot_numbers(film, np.array([], dtype=int)).tolist() == []


def test_every_film_counts_its_own_shots_in_the_order_of_time(make_project: Callable[..., Project]) -> None:
    project = make_project((4, 3), (4, 3))
    for video_id, greys in (("v0", (0, 0, 200, 200)), ("v1", (50, 200, 50, 50))):
        write_array(project.video_folder(video_id) / "frames.npy", frames(*greys))
    pairs = project.pairs()
    assert shots_of(project, pairs).tolist() == [0, 0, 1, 1, 0, 1, 2, 2]
    backwards = pairs.iloc[::-1]
    assert shots_of(project, backwards).tolist() == [2, 2, 1, 0, 1, 1, 0, 0]


def test_shots_are_sought_once_and_again_when_the_frames_change(
    make_project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project((4, 3))
    write_array(project.video_folder("v0") / "frames.npy", frames(0, 0, 0, 0))
    assert shots_of(project, project.pairs()).tolist() == [0, 0, 0, 0]
    monkeypatch.setattr(frame_shots, "shot_numbers", lambda *_: pytest.fail("sought again"))
    assert shots_of(project, project.pairs()).tolist() == [0, 0, 0, 0]
    monkeypatch.undo()
    write_array(project.video_folder("v0") / "frames.npy", frames(0, 0, 200, 200))
    assert shots_of(project, project.pairs()).tolist() == [0, 0, 1, 1]
