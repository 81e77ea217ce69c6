"""Frames from just before their captions are found where they show another shot; the middle of captions is then proposed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.material.early_frames import EarlyFrames, early_frames
from crvae_core.material.ingest import add_video
from crvae_core.material.revise import realign
from crvae_core.media.alignment import AlignmentSettings
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project
from tests.clips import Colour, write_clip
from tests.media.caption_files import srt

LINES = (
    "the doctor speaks",
    "people wait outside",
    "a mask for everyone",
    "the market opens",
    "snow on hills",
)
SHOT_S = 4.4  # of the shots from 4.4 and 8.8 s on, the frames nearest to their start are at 4 and 8 s, of the shot before
BLACK, WHITE, GREY = (0, 0, 0), (255, 255, 255), (128, 128, 128)


def film(folder: Path, colours: tuple[Colour, Colour]) -> Project:
    """Five shots of two colours in turn, each with a caption that lasts as long as the shot."""
    clip = write_clip(
        folder / "clip.mp4", [colours[at % 2] for at in range(5)], size=(64, 48), scene_s=SHOT_S, rate=5
    )
    spoken = folder / "captions.srt"
    spoken.write_text(srt([(SHOT_S * at, SHOT_S * at + SHOT_S - 0.1, line) for at, line in enumerate(LINES)]))
    return add_video(create_project(folder / "project"), clip, spoken)[0]


def test_frames_of_the_shot_before_are_told_until_the_middle_is_taken(tmp_path: Path) -> None:
    project = film(tmp_path, (BLACK, WHITE))
    video_id = project.videos[0].video_id
    found = early_frames(project, video_id)
    assert found == EarlyFrames(2, 5)
    assert found.sentence().startswith("2 of 5 captions have a frame from just before they begin")
    said = CliRunner().invoke(main, ["check", str(project.folder), "--json"])
    (checked,) = json.loads(said.stdout).values()
    assert checked["early_frames"] == f"{found.sentence()}: align --anchor middle"
    project = realign(project, video_id, AlignmentSettings(anchor="middle"))
    assert early_frames(project, video_id) is None


def test_a_frame_at_the_end_of_a_caption_is_not_held_against_its_own(tmp_path: Path) -> None:
    """Captions of 2 s between frames of 2 s: the other frame is rather that of the next shot."""
    clip = write_clip(tmp_path / "clip.mp4", [BLACK, WHITE] * 3, size=(64, 48), scene_s=2, rate=5)
    spoken = tmp_path / "captions.srt"
    spoken.write_text(srt([(2 * at + 0.2, 2 * at + 2.1, line) for at, line in enumerate(LINES)]))
    project, entry = add_video(create_project(tmp_path / "project"), clip, spoken)
    assert early_frames(project, entry.video_id) is None


@pytest.mark.parametrize("colours", [(GREY, GREY), (GREY, (138, 128, 128))])
def test_frames_of_the_same_shot_are_left_in_peace(tmp_path: Path, colours: tuple[Colour, Colour]) -> None:
    project = film(tmp_path, colours)
    assert early_frames(project, project.videos[0].video_id) is None
