"""What the methods text says of the material: how captions and pictures met, and which pictures no caption took."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from crvae_core.export.methods import _alignments, _untaken
from crvae_core.project.project import Project, save_pairs


def test_pictures_that_no_caption_took_are_told(make_project: Callable[..., Project]) -> None:
    project = make_project((6, 4), (5, 4))
    table: Any = SimpleNamespace(project=project)
    assert _untaken(table, list(project.videos)) == []
    save_pairs(project, project.pairs().iloc[2:])
    assert _untaken(table, list(project.videos)) == [
        "2 of 11 pictures are in no moment: no caption took them."
    ]


def test_words_that_were_shared_are_told_of(make_project: Callable[..., Project]) -> None:
    video = make_project((6, 4)).videos[0]
    apart, shared = (
        replace(video, alignment={"strategy": "nearest", "share_words": one}) for one in (None, True)
    )
    assert not any("sharing" in way for way in _alignments([apart]))
    assert all("later pictures sharing its words" in way for way in _alignments([shared]))
