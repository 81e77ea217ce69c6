"""Adding and aligning say how many frames no caption took, and what is proposed about them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from tests.clips import grey_steps, write_clip
from tests.media.caption_files import srt


def _run(*arguments: object) -> dict[str, Any]:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def added(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A film of 10 frames whose four captions last 5 s, and what adding it said."""
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(10), size=(64, 48), rate=2)
    lines = ("the doctor speaks", "people wait outside", "a mask for everyone", "the market opens")
    spoken = tmp_path / "captions.srt"
    spoken.write_text(srt([(5.0 * row, 5.0 * row + 5, text) for row, text in enumerate(lines)]))
    folder = tmp_path / "project"
    return folder, _run("ingest", folder, "--video", clip, "--captions", spoken)


def test_a_proposal_is_told_with_numbers_and_accepted(added: tuple[Path, dict[str, Any]]) -> None:
    folder, said = added
    why = "6 of 10 frames have no words: captions last 5 s, frames come every 2 s"
    assert (said["pairs"], said["frames_without_words"], said["frames_no_caption_took"]) == (4, 0, 6)
    assert said["proposal"].startswith(why)
    assert "--share-words" in said["proposal"]
    (checked,) = _run("check", folder).values()
    assert checked["proposal"] == why
    told = CliRunner().invoke(main, ["check", str(folder)]).stdout
    assert why in told
    assert "no caption took   6" in told
    assert "_" not in told
    (listed,) = _run("videos", folder)["videos"]
    assert listed["frames_no_caption_took"] == 6
    accepted = _run("align", folder, "--share-words")
    assert (accepted["pairs"], accepted["frames_no_caption_took"]) == (10, 0)
    assert "proposal" not in accepted


def test_what_was_declined_is_not_proposed_again(added: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = added
    declined = _run("align", folder, "--no-share-words")
    assert (declined["pairs"], declined["frames_no_caption_took"]) == (4, 6)
    assert "proposal" not in declined
    assert "proposal" not in _run("align", folder, "--offset", "0.1")
