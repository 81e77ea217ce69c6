"""Changes to a video that is already in a project: alignment, corrections, dropped pairs."""

import json
from pathlib import Path

import pytest

from crvae_core.errors import AlignmentError, CaptionError, ProjectError
from crvae_core.material.ingest import IngestSettings, add_video, ingest
from crvae_core.material.revise import (
    alignment_settings,
    correct_captions,
    keep_pairs,
    preview_alignment,
    realign,
    undo_correction,
)
from crvae_core.media.alignment import AlignmentSettings
from crvae_core.project.corrections import Correction, corrected_captions, read_steps, source_captions
from crvae_core.project.project import Project, open_project, save_pairs
from tests.clips import grey_steps, write_clip


@pytest.fixture
def project(tmp_path: Path) -> Project:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(10))
    path = tmp_path / "captions.json"
    rows = [{"text": f"part {index}", "start": index * 2.0, "duration": 2.0} for index in range(8)]
    path.write_text(json.dumps(rows))
    found, _ = ingest(tmp_path / "project", clip, path)
    return add_video(found, clip, path, name="second")[0]


def texts(project: Project, video_id: str = "video-1") -> dict[int, str]:
    pairs = project.pairs()
    mine = pairs[pairs["video_id"] == video_id]
    return dict(zip(mine["frame_row"].tolist(), mine["text"].tolist(), strict=True))


def test_another_alignment_is_stored_and_can_be_repeated(project: Project) -> None:
    before = project.pairs()
    settings = AlignmentSettings(offset_s=2.0)
    preview = preview_alignment(project, "video-1", settings)
    changed = realign(project, "video-1", settings)
    assert texts(changed) == {pair.frame_row: pair.text for pair in preview.pairs}
    assert texts(changed)[1] == "part 0"
    assert texts(changed)[0] == ""  # nothing is said during the first frame any more
    assert alignment_settings(open_project(project.folder).video("video-1")) == settings
    assert texts(changed, "video-2") == texts(project, "video-2")
    again = realign(changed, "video-1", AlignmentSettings())
    assert again.pairs().equals(before)


def test_an_alignment_that_does_not_fit_changes_nothing(project: Project) -> None:
    before = project.pairs()
    with pytest.raises(AlignmentError, match="all captions lie outside"):
        realign(project, "video-1", AlignmentSettings(offset_s=900.0))
    assert open_project(project.folder) == project
    assert project.pairs().equals(before)


def test_captions_are_corrected_and_taken_back(project: Project) -> None:
    before = project.pairs()
    source = source_captions(project, "video-1")
    changed = correct_captions(project, "video-1", [Correction(2, "an  elderly guest"), Correction(5, "")])
    assert texts(changed)[2] == "an elderly guest"
    assert texts(changed)[5] == ""
    assert set(project.vocabulary("video-1").words) >= {"elderly", "guest"}
    assert source_captions(project, "video-1") == source  # what was read stays as it was
    changed = correct_captions(changed, "video-1", [Correction(0, "part 0", start_s=4.5)])
    found = corrected_captions(changed, "video-1")
    assert found is not None
    assert found.segments[0].start == 4.5
    assert len(read_steps(changed, "video-1")) == 2
    changed = undo_correction(undo_correction(changed, "video-1"), "video-1")
    assert changed.pairs()["text"].tolist() == before["text"].tolist()
    with pytest.raises(ProjectError, match="nothing to take back"):
        undo_correction(changed, "video-1")


def test_wrong_corrections_change_nothing(project: Project) -> None:
    before = project.pairs()
    with pytest.raises(CaptionError, match="there is no caption 100"):
        correct_captions(project, "video-1", [Correction(99, "x")])
    with pytest.raises(CaptionError, match="no time of a video"):
        correct_captions(project, "video-1", [Correction(1, "x", start_s=-1.0)])
    with pytest.raises(AlignmentError):
        correct_captions(project, "video-1", [Correction(number, "") for number in range(7)])
    assert project.pairs().equals(before)
    assert read_steps(project, "video-1") == []


def test_dropped_pairs_stay_dropped_until_they_are_restored(project: Project) -> None:
    ids = project.pairs()["pair_id"].tolist()
    keep_pairs(project, ids[1:3], kept=False)
    changed = realign(project, "video-1", AlignmentSettings(anchor="middle"))
    changed = realign(changed, "video-1", AlignmentSettings())
    pairs = changed.pairs()
    assert pairs.loc[~pairs["kept"], "pair_id"].tolist() == ids[1:3]
    assert keep_pairs(changed, ids[1:3], kept=True).pairs()["kept"].all()
    with pytest.raises(AlignmentError, match="at least 4 pairs must be left"):
        keep_pairs(changed, ids, kept=False)


def test_a_video_without_captions_has_moments_without_words(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(6))
    project, entry = ingest(tmp_path / "silent", clip, None)
    pairs = project.pairs()
    assert pairs["frame_row"].tolist() == [0, 1, 2, 3, 4, 5]
    assert (pairs["text"] == "").all()
    assert entry.pair_count == 0
    assert project.vocabulary("video-1").matrix.shape == (0, 128)
    assert source_captions(project, "video-1") is None
    with pytest.raises(CaptionError, match="the file has 0"):
        correct_captions(project, "video-1", [Correction(0, "x")])


def test_names_of_the_first_version_are_kept(project: Project) -> None:
    pairs = project.pairs()
    names = [
        f"{video_id}-{row:05d}" for video_id, row in zip(pairs["video_id"], pairs["frame_row"], strict=True)
    ]
    save_pairs(project, pairs.assign(pair_id=names))
    changed = correct_captions(project, "video-1", [Correction(2, "an elderly guest")])
    assert changed.pairs()["pair_id"].tolist() == names
    keep_pairs(changed, [names[2]], kept=False)
    changed = undo_correction(changed, "video-1")
    assert changed.pairs()["pair_id"].tolist() == names
    assert changed.pairs()["kept"].tolist() == [row != 2 for row in range(len(names))]


def test_captions_cannot_all_be_cleared(project: Project) -> None:
    before = project.pairs()
    for count in (5, 8):
        with pytest.raises(AlignmentError, match=r"would have words left, but at least 4 are needed"):
            correct_captions(project, "video-1", [Correction(number, "") for number in range(count)])
    with pytest.raises(CaptionError, match="words of caption 2 hold signs that are no Unicode"):
        correct_captions(project, "video-1", [Correction(1, "broken \ud800")])
    assert read_steps(project, "video-1") == []
    assert project.pairs().equals(before)


def test_new_words_are_looked_up_in_the_file_that_was_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    vectors = tmp_path / "mine.4d.txt"
    vectors.write_text(
        "".join(f"{word} {n} 1 0 {n}\n" for n, word in enumerate(("part", "guest", "elderly")))
    )
    path = tmp_path / "captions.srt"
    path.write_text(
        "\n".join(f"{n}\n00:00:0{2 * n},000 --> 00:00:0{2 * n + 2},000\npart\n" for n in range(4))
    )
    clip = write_clip(tmp_path / "clip.mp4", grey_steps(6))
    found, entry = ingest(tmp_path / "other", clip, path, IngestSettings(vectors=str(vectors), language="en"))
    assert entry.vectors == "mine.4d"
    changed = correct_captions(found, "video-1", [Correction(1, "elderly guest")])
    assert set(changed.vocabulary("video-1").words) >= {"elderly", "guest"}
    assert changed.pairs()["unknown_share"].max() == 0
