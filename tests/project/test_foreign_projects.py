"""Projects that somebody else made, with bad intent: nothing outside of them is read, shown or removed."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crvae_core.errors import InputError, ProjectError
from crvae_core.project.corrections import source_captions
from crvae_core.project.keeping import remove_video
from crvae_core.project.project import Project, open_project
from crvae_core.project.workspace import survey

SECRET = "root:x:0:0:secret"


def _video(**changes: Any) -> Callable[[dict[str, Any]], None]:
    def change(stored: dict[str, Any]) -> None:
        stored["videos"][0] |= changes

    return change


def _top(**changes: Any) -> Callable[[dict[str, Any]], None]:
    def change(stored: dict[str, Any]) -> None:
        stored |= changes

    return change


def _twice(stored: dict[str, Any]) -> None:
    stored["videos"].append(stored["videos"][0] | {"video_id": "V0"})


def _without(key: str) -> Callable[[dict[str, Any]], None]:
    def change(stored: dict[str, Any]) -> None:
        del stored["videos"][0][key]

    return change


REFUSED = {
    "an id that leads up": _video(video_id="../../secret"),
    "an id that leads up on Windows": _video(video_id="..\\..\\secret"),
    "an absolute id": _video(video_id="/etc"),
    "an id of dots": _video(video_id=".."),
    "an empty id": _video(video_id=""),
    "a device of Windows": _video(video_id="CON"),
    "an id with a null": _video(video_id="v0\0"),
    "an id that is no text": _video(video_id=["v0"]),
    "an id in letters that look alike": _video(video_id="v０"),
    "an endless id": _video(video_id="v" * 100_000),
    "the same id in other letters": _twice,
    "counts that are texts": _video(pair_count="12"),
    "counts below zero": _video(frame_count=-1),
    "counts that are true": _video(frame_count=True),
    "a length beyond all numbers": _video(duration_s=10**400),
    "a length that is none": _video(duration_s=float("nan")),
    "vectors at a path": _video(vectors="../../secret/words.txt"),
    "vectors at home": _video(vectors="~/words.txt"),
    "an alignment that is a list": _video(alignment=[]),
    "an alignment that goes deep": _video(alignment={"a": [[[[[[[float("inf")]]]]]]]}),
    "a left-out count that is a text": _video(alignment={"left_out": "all"}),
    "properties that are a list": _video(properties=["group"]),
    "a property that is a number": _video(properties={"group": 7}),
    "a property of properties": _video(properties={"group": {"a": "b"}}),
    "a property without a name": _video(properties={"\u202e": "x"}),
    "an endless property": _video(properties={"group": "x" * 100_000}),
    "properties without end": _video(properties={f"p{number}": "x" for number in range(10_000)}),
    "a source that runs a program": _video(properties={"source": "javascript:alert(1)"}),
    "a source at a path": _video(properties={"source": "file:///etc/passwd"}),
    "a date that is none": _video(properties={"date": "<b>"}),
    "no source": _without("source"),
    "videos that are a text": _top(videos="none"),
    "a video that is a number": _top(videos=[7]),
    "a name that is a number": _top(name=7),
    "too many videos": _top(videos=[{}] * 20_001),
    "a version that is a text": _top(schema_version="1"),
}


@pytest.fixture
def foreign(make_project: Callable[..., Project], tmp_path: Path) -> Project:
    """A project beside a folder that it has no business with."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "passwd").write_text(SECRET)
    (secret / "film.mp4").write_bytes(b"film")
    (secret / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0 secret")
    project = make_project((4, 6))
    return project


def _untouched(tmp_path: Path) -> bool:
    secret = tmp_path / "secret"
    return (secret / "passwd").read_text() == SECRET and sorted(path.name for path in secret.iterdir()) == [
        "film.mp4", "passwd", "picture.jpg",
    ]  # fmt: skip


def _change(project: Project, change: Callable[[dict[str, Any]], None]) -> None:
    path = project.folder / "project.json"
    stored = json.loads(path.read_text())
    change(stored)
    path.write_text(json.dumps(stored))


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_project_is_refused_with_a_reason(foreign: Project, tmp_path: Path, kind: str) -> None:
    _change(foreign, REFUSED[kind])
    with pytest.raises(ProjectError, match=r"project\.json is damaged \(.+\): restore it"):
        open_project(foreign.folder)
    shelf = survey(tmp_path)
    assert [damaged.folder.name for damaged in shelf.unreadable] == ["project"]
    assert _untouched(tmp_path)


@pytest.mark.parametrize("change", [_video(properties={"group": "\ud800"}), _video(name="a \udc00")])
def test_half_a_letter_is_read_as_a_question_mark(
    foreign: Project, change: Callable[[dict[str, Any]], None]
) -> None:
    _change(foreign, change)
    (entry,) = (video for video in open_project(foreign.folder).videos if video.video_id == "v0")
    assert "?" in (entry.name, *entry.properties.values(), *entry.name.split())


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, "[" * 90 + "]" * 90, '{"a": "\\', "\0", ""]
)
def test_what_is_nested_or_broken_is_refused_before_it_is_parsed(foreign: Project, text: str) -> None:
    (foreign.folder / "project.json").write_text(text)
    with pytest.raises(ProjectError, match="damaged"):
        open_project(foreign.folder)


@pytest.mark.parametrize(
    ("link", "ask"),
    [
        ("videos/v0/frames.npy", lambda project: project.frames("v0")),
        ("videos/v0/thumbs", lambda project: project.thumbnail("v0", 0)),
        ("videos/v0/thumbs/000000.jpg", lambda project: project.thumbnail("v0", 0)),
        ("videos/v0/info.json", lambda project: project.info("v0")),
        ("videos/v0/captions.json", lambda project: source_captions(project, "v0")),
        ("videos/v0", lambda project: project.video_folder("v0")),
        ("videos", lambda project: project.video_folder("v0")),
        ("runs", lambda project: project.run_folder("r1")),
        ("runs/r1", lambda project: project.run_folder("r1")),
        ("pairs.parquet", lambda project: project.pairs()),
    ],
)
def test_links_out_of_a_project_are_not_followed(
    foreign: Project, tmp_path: Path, link: str, ask: Callable[[Project], Any]
) -> None:
    path = foreign.folder / link
    if path.exists():
        path.rename(tmp_path / "aside")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(tmp_path / "secret" / ("picture.jpg" if path.suffix else ""))
    with pytest.raises(ProjectError, match="leads out of"):
        ask(foreign)
    with suppress(InputError):
        remove_video(foreign, "v0")
    assert _untouched(tmp_path)


def test_a_removed_video_takes_nothing_else_along(foreign: Project, tmp_path: Path) -> None:
    folder = foreign.video_folder("v0")
    (folder / "thumbs").mkdir()
    (folder / "thumbs" / "000000.jpg").symlink_to(tmp_path / "secret" / "picture.jpg")
    (folder / "more").symlink_to(tmp_path / "secret")
    remove_video(foreign, "v0")
    assert not folder.exists()
    assert _untouched(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"pair_id": "../../../secret/x"},
        {"pair_id": "same"},
        {"frame_row": 4},
        {"frame_row": -1},
        {"frame_time_s": np.inf},
        {"text": None},
        {"text": 7},
        {"kept": "yes"},
    ],
)
def test_pairs_that_can_not_be_are_refused(foreign: Project, change: dict[str, Any]) -> None:
    foreign.pairs().assign(**change).to_parquet(foreign.folder / "pairs.parquet")
    with pytest.raises(ProjectError, match=r"pairs\.parquet can't be read \(.+\)"):
        foreign.pairs()


def test_pairs_without_a_column_are_refused(foreign: Project) -> None:
    foreign.pairs().drop(columns="text").to_parquet(foreign.folder / "pairs.parquet")
    with pytest.raises(ProjectError, match="the column 'text' is missing"):
        foreign.pairs()
    pd.DataFrame({"pair_id": []}).to_parquet(foreign.folder / "pairs.parquet")
    with pytest.raises(ProjectError, match="is missing"):
        foreign.pairs()


def test_names_are_shown_in_one_line_in_their_own_order(foreign: Project) -> None:
    _change(foreign, _video(name="news\u202egpj.exe\n<b>\x07"))
    _change(foreign, _top(name="\u2066\n\x0b "))
    found = open_project(foreign.folder)
    assert found.videos[0].name == "newsgpj.exe <b>"
    assert found.name == "(no name)"


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read everything"
)
def test_a_folder_that_may_not_be_read_is_named(foreign: Project, tmp_path: Path) -> None:
    foreign.folder.chmod(0)
    try:
        assert survey(tmp_path).projects == ()
    finally:
        foreign.folder.chmod(0o755)
