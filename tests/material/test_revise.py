"""Changes to a video that is already in a project: alignment, corrections, dropped pairs."""

import json
from pathlib import Path

import pytest

from crvae_core.errors import AlignmentError, CaptionError, ProjectError
from crvae_core.material.ingest import IngestSettings, add_video, ingest
from crvae_core.material.rebuild import alignment_settings
from crvae_core.material.revise import (
    correct_captions,
    keep_pairs,
    preview_alignment,
    realign,
    undo_correction,
)
from crvae_core.media.alignment import AlignmentSettings
from crvae_core.project.corrections import Correction, corrected_captions, read_steps, source_captions
from crvae_core.project.ids import place_of
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


def first(project: Project) -> str:
    return project.videos[0].video_id


def texts(project: Project, video: int = 0) -> dict[int, str]:
    pairs, video_id = project.pairs(), project.videos[video].video_id
    mine = pairs[pairs["video_id"] == video_id]
    return dict(zip(mine["frame_row"].tolist(), mine["text"].tolist(), strict=True))


def test_another_alignment_is_stored_and_can_be_repeated(project: Project) -> None:
    before = project.pairs()
    settings = AlignmentSettings(offset_s=2.0)
    preview = preview_alignment(project, first(project), settings)
    changed = realign(project, first(project), settings)
    assert texts(changed) == {pair.frame_row: pair.text for pair in preview.pairs}
    assert texts(changed)[1] == "part 0"
    assert texts(changed)[0] == ""  # nothing is said during the first frame any more
    assert alignment_settings(open_project(project.folder).video(first(project))) == settings
    assert texts(changed, 1) == texts(project, 1)
    again = realign(changed, first(project), AlignmentSettings())
    assert again.pairs().equals(before)


def test_an_alignment_that_does_not_fit_changes_nothing(project: Project) -> None:
    before = project.pairs()
    with pytest.raises(AlignmentError, match="all captions lie outside"):
        realign(project, first(project), AlignmentSettings(offset_s=900.0))
    assert open_project(project.folder) == project
    assert project.pairs().equals(before)


def test_captions_are_corrected_and_taken_back(project: Project) -> None:
    before = project.pairs()
    source = source_captions(project, first(project))
    changed = correct_captions(
        project, first(project), [Correction(2, "an  elderly guest"), Correction(5, "")]
    )
    assert texts(changed)[2] == "an elderly guest"
    assert texts(changed)[5] == ""
    assert set(project.vocabulary(first(project)).words) >= {"elderly", "guest"}
    assert source_captions(project, first(project)) == source  # what was read stays as it was
    changed = correct_captions(changed, first(project), [Correction(0, "part 0", start_s=4.5)])
    found = corrected_captions(changed, first(project))
    assert found is not None
    assert found.segments[0].start == 4.5
    assert len(read_steps(changed, first(project))) == 2
    changed = undo_correction(undo_correction(changed, first(project)), first(project))
    assert changed.pairs()["text"].tolist() == before["text"].tolist()
    with pytest.raises(ProjectError, match="nothing to take back"):
        undo_correction(changed, first(project))


def test_wrong_corrections_change_nothing(project: Project) -> None:
    before = project.pairs()
    with pytest.raises(CaptionError, match="there is no caption 100"):
        correct_captions(project, first(project), [Correction(99, "x")])
    with pytest.raises(CaptionError, match="no time of a video"):
        correct_captions(project, first(project), [Correction(1, "x", start_s=-1.0)])
    with pytest.raises(AlignmentError):
        correct_captions(project, first(project), [Correction(number, "") for number in range(7)])
    assert project.pairs().equals(before)
    assert read_steps(project, first(project)) == []


def test_dropped_pairs_stay_dropped_until_they_are_restored(project: Project) -> None:
    ids = project.pairs()["pair_id"].tolist()
    keep_pairs(project, ids[1:3], kept=False)
    changed = realign(project, first(project), AlignmentSettings(anchor="middle"))
    changed = realign(changed, first(project), AlignmentSettings())
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
    assert project.vocabulary(first(project)).matrix.shape == (0, 128)
    assert source_captions(project, first(project)) is None
    with pytest.raises(CaptionError, match="the file has 0"):
        correct_captions(project, first(project), [Correction(0, "x")])


def old_names(project: Project, version: int) -> list[str]:
    """The names that an earlier version would have given."""
    pairs = project.pairs()
    if version == 2:
        return [place_of(name) for name in pairs["pair_id"]]
    return [f"{video}-{row:05d}" for video, row in zip(pairs["video_id"], pairs["frame_row"], strict=True)]


@pytest.mark.parametrize("version", [1, 2])
def test_names_of_earlier_versions_stay_with_their_words(project: Project, version: int) -> None:
    names = old_names(project, version)
    save_pairs(project, project.pairs().assign(pair_id=names))
    keep_pairs(project, [names[4]], kept=False)
    changed = correct_captions(project, first(project), [Correction(2, "an elderly guest")])
    changed = correct_captions(changed, first(project), [Correction(4, "a word")])
    found = changed.pairs()["pair_id"].tolist()
    assert [name for row, name in enumerate(found) if row not in (2, 4)] == names[:2] + names[3:4] + names[5:]
    assert not set(found) & {names[2], names[4]}
    assert changed.pairs()["kept"].tolist() == [row != 4 for row in range(len(names))]
    changed = undo_correction(undo_correction(changed, first(project)), first(project))
    assert changed.pairs()["pair_id"].tolist() == names
    assert changed.pairs()["kept"].tolist() == [row != 4 for row in range(len(names))]
    assert keep_pairs(changed, [names[4]], kept=True).pairs()["kept"].all()


def test_a_corrected_caption_is_another_moment(project: Project) -> None:
    before = project.pairs()["pair_id"].tolist()
    changed = correct_captions(project, first(project), [Correction(2, "an elderly guest")])
    after = changed.pairs()["pair_id"].tolist()
    assert after[2] not in before
    assert [row for row, name in enumerate(after) if name != before[row]] == [2]
    moved = realign(changed, first(project), AlignmentSettings(offset_s=2.0)).pairs()["pair_id"]
    assert not set(moved) & set(after[:8])
    undo_correction(changed, first(project))
    assert realign(project, first(project), AlignmentSettings()).pairs()["pair_id"].tolist() == before


def test_a_dropped_pair_stays_dropped_when_its_words_are_corrected(project: Project) -> None:
    dropped = project.pairs()["pair_id"].iloc[2]
    keep_pairs(project, [dropped], kept=False)
    changed = correct_captions(project, first(project), [Correction(2, "an elderly guest")])
    pairs = changed.pairs()
    assert pairs.index[~pairs["kept"]].tolist() == [2]
    restored = keep_pairs(changed, [pairs["pair_id"].iloc[2]], kept=True)
    assert restored.pairs()["kept"].all()
    assert undo_correction(restored, first(project)).pairs()["kept"].all()


def test_captions_cannot_all_be_cleared(project: Project) -> None:
    before = project.pairs()
    for count in (5, 8):
        with pytest.raises(AlignmentError, match=r"would have words left, but at least 4 are needed"):
            correct_captions(project, first(project), [Correction(number, "") for number in range(count)])
    with pytest.raises(CaptionError, match="words of caption 2 hold signs that are no Unicode"):
        correct_captions(project, first(project), [Correction(1, "broken \ud800")])
    assert read_steps(project, first(project)) == []
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
    changed = correct_captions(found, first(found), [Correction(1, "elderly guest")])
    assert set(changed.vocabulary(first(changed)).words) >= {"elderly", "guest"}
    assert changed.pairs()["unknown_share"].max() == 0
