"""From files to pairs: made clips, the evaluation videos, and input that must leave no trace."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from crvae_core.errors import AlignmentError, CaptionError, InputError, ProjectError, VectorsError, VideoError
from crvae_core.material.ingest import IngestSettings, add_video, ingest
from crvae_core.material.revise import keep_pairs
from crvae_core.media.alignment import AlignmentSettings
from crvae_core.project.corrections import source_captions
from crvae_core.project.keeping import remove_video
from crvae_core.project.new_project import create_project
from crvae_core.project.project import Project, open_project
from tests.clips import grey_steps, write_clip
from tests.media.caption_files import long_grid, srt


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.mp4", grey_steps(8))


@pytest.fixture
def spoken(tmp_path: Path) -> Path:
    path = tmp_path / "captions.json"
    rows = [{"text": f"The news, part {index}", "start": index * 2.0, "duration": 2.0} for index in range(7)]
    path.write_text(json.dumps(rows))
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    """All files of a folder with their bytes, locks aside."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_a_video_becomes_pairs(tmp_path: Path, clip: Path, spoken: Path) -> None:
    project, entry = ingest(tmp_path / "project", clip, spoken)
    assert open_project(project.folder) == project
    pairs = project.pairs()
    assert pairs["frame_row"].tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert pairs["text"].iloc[7] == ""  # nothing is said during the last frame
    assert pairs["tokens"].iloc[3].tolist() == ["the", "news", ",", "part", "3"]
    assert pairs["kept"].all()
    assert (pairs["unknown_share"] == 0).all()
    assert pairs["pair_id"].is_unique
    assert (entry.language, entry.frame_count, entry.pair_count) == ("en", 8, 7)
    frames = project.frames(entry.video_id)
    assert np.array_equal(project.frames_of(pairs), frames)
    with pytest.raises(ValueError, match="read-only"):
        frames[0] = 0
    vocabulary = project.vocabulary(entry.video_id)
    assert set(vocabulary.words) == {token for row in pairs["tokens"] for token in row}
    assert all(project.thumbnail(entry.video_id, row).exists() for row in range(8))
    assert project.source_path(entry.video_id).read_bytes() == clip.read_bytes()


def test_a_second_video_is_added_and_removed_again(tmp_path: Path, clip: Path, spoken: Path) -> None:
    project, first = ingest(tmp_path / "project", clip, spoken)
    chinese = tmp_path / "中文.txt"
    chinese.write_text("第一句话。\n第二句话。\n第三句话。\n第四句话。\n", encoding="gb18030")
    project, second = add_video(project, clip, chinese, IngestSettings(link=True), name="二")
    assert (second.video_id[:8], second.language, second.name) == ("video-2-", "zh", "二")
    assert project.source_path(second.video_id) == clip.resolve()
    pairs = project.pairs()
    assert pairs["video_id"].tolist() == [first.video_id] * 8 + [second.video_id] * 4
    assert pairs["frame_row"].tolist()[8:] == [0, 2, 4, 6]
    project = remove_video(project, first.video_id)
    assert open_project(project.folder).pairs()["video_id"].unique().tolist() == [second.video_id]
    assert not project.video_folder(first.video_id).exists()
    assert clip.exists()


def test_no_name_is_used_again(tmp_path: Path, clip: Path, spoken: Path) -> None:
    project, first = ingest(tmp_path / "project", clip, spoken)
    before = set(project.pairs()["pair_id"])
    project, again = add_video(remove_video(project, first.video_id), clip, spoken)
    assert again.video_id != first.video_id
    assert not before & set(project.pairs()["pair_id"])
    assert project.find_video("video-1") == project.find_video("clip") == again
    project, other = add_video(project, clip, spoken)
    assert project.find_video("video-2") == other
    for unclear in ("clip", "video", "video-3", ""):
        with pytest.raises(ProjectError, match=f"{again.video_id} .clip., {other.video_id} .clip."):
            project.find_video(unclear)


@pytest.mark.parametrize(
    ("video", "captions", "said"),
    [
        ("captions.json", "captions.json", "not a video"),
        ("clip.mp4", "clip.mp4", "not a text file"),
        ("clip.mp4", "nothing.srt", "check the path"),
        ("nothing.mp4", "captions.json", "check the path"),
        ("clip.mp4", "few.txt", "at least 4"),
        ("clip.mp4", "late.json", "outside the video"),
    ],
)
def test_bad_input_leaves_the_project_as_it_was(
    tmp_path: Path, clip: Path, spoken: Path, video: str, captions: str, said: str
) -> None:
    (tmp_path / "few.txt").write_text("one\ntwo\nthree\n")
    (tmp_path / "late.json").write_text(
        json.dumps([{"text": "late", "start": 500.0 + index, "duration": 1} for index in range(9)])
    )
    project, _ = ingest(tmp_path / "project", clip, spoken)
    before = snapshot(project.folder)
    with pytest.raises(InputError, match=said):
        ingest(project.folder, tmp_path / video, tmp_path / captions)
    assert snapshot(project.folder) == before
    with pytest.raises(InputError, match=said):
        ingest(tmp_path / "new", tmp_path / video, tmp_path / captions)
    assert not (tmp_path / "new").exists()


def test_cancelling_leaves_no_half_project(tmp_path: Path, clip: Path, spoken: Path) -> None:
    def cancel(step: str, share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(tmp_path / "new", clip, spoken, progress=cancel)
    assert not (tmp_path / "new").exists()
    project = create_project(tmp_path / "old")
    with pytest.raises(KeyboardInterrupt):
        add_video(project, clip, spoken, progress=cancel)
    assert list((project.folder / "videos").iterdir()) == []


def test_errors_are_of_the_part_that_failed(tmp_path: Path, clip: Path, spoken: Path) -> None:
    with pytest.raises(CaptionError):
        ingest(tmp_path / "new", clip, tmp_path)
    with pytest.raises(VideoError):
        ingest(tmp_path / "new", tmp_path, spoken)


def test_the_american_video_pairs_as_in_the_report(tmp_path: Path, shared_data: Path) -> None:
    us = shared_data / "us"
    project, entry = ingest(
        tmp_path / "us", us / "video.mp4", us / "captions.json", IngestSettings(link=True)
    )
    pairs = project.pairs()
    starts = [row["start"] for row in json.loads((us / "captions.json").read_text())]
    assert entry.frame_count == 109
    assert len(pairs) == 96
    assert [row + 1 for row in pairs["frame_row"]] == [min(round(start / 2) + 1, 109) for start in starts]
    assert sum(map(len, pairs["tokens"])) == 697


def test_the_chinese_video_pairs_as_in_the_report(tmp_path: Path, shared_data: Path) -> None:
    cn = shared_data / "cn"
    project, entry = ingest(
        tmp_path / "cn",
        cn / "video.mp4",
        cn / "captions.txt",
        IngestSettings(language="zh", link=True),
        AlignmentSettings(strategy="blocks"),
    )
    pairs = project.pairs()
    numbers = [row + 1 for row in pairs["frame_row"]]
    assert entry.frame_count == 378
    assert numbers == [21 * (index // 5) + 4 * (index % 5) + 1 for index in range(90)]
    assert numbers[:7] == [1, 5, 9, 13, 17, 22, 26]
    assert sum(map(len, pairs["tokens"])) == 2106


def test_what_a_killed_process_left_is_removed(tmp_path: Path, clip: Path, spoken: Path) -> None:
    project, _ = ingest(tmp_path / "project", clip, spoken)
    left = project.folder / "videos" / ".incoming-killed"
    left.mkdir()
    (left / "source.mp4").write_bytes(b"half a film")
    add_video(project, clip, spoken)
    assert not left.exists()


def test_a_failure_spares_what_another_process_added(
    tmp_path: Path, clip: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(project: Project, *_: object) -> None:
        add_video(open_project(project.folder), clip, spoken)
        raise VideoError("this film is broken")

    monkeypatch.setattr("crvae_core.material.ingest.add_video", fail)
    with pytest.raises(VideoError, match="broken"):
        ingest(tmp_path / "project", clip, spoken)
    assert len(open_project(tmp_path / "project").videos) == 1


def test_vectors_of_another_size_are_refused_before_decoding(
    tmp_path: Path, clip: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    project, _ = ingest(tmp_path / "project", clip, spoken)
    vectors = tmp_path / "four.txt"
    vectors.write_text("the 1 2 3 4\nnews 1 0 0 1\n")
    monkeypatch.setattr(
        "crvae_core.material.ingest.sample_video", lambda *_: pytest.fail("the film was read")
    )
    with pytest.raises(VectorsError, match="these word vectors have 4 values, those of clip have 128"):
        add_video(project, clip, spoken, IngestSettings(vectors=str(vectors)))


def _srt(start_s: float, words: list[str]) -> str:
    return srt([(start_s + 2.0 * at, start_s + 2.0 * at + 1.8, text) for at, text in enumerate(words)])


def test_captions_that_count_from_ten_hours_are_brought_to_the_film(tmp_path: Path, clip: Path) -> None:
    path = tmp_path / "captions.srt"
    path.write_text(_srt(36_002.0, ["one word", "two words", "three words", "four words", "five words"]))
    project, entry = ingest(tmp_path / "project", clip, path)  # the film is shorter than ten hours
    pairs = project.pairs()
    assert pairs[pairs["text"] != ""]["start_s"].tolist()[:2] == [2.0, 4.0]
    spoken = source_captions(project, entry.video_id)
    assert spoken is not None
    assert "the captions' clock starts at 10:00:00" in " ".join(note.message for note in spoken.notes)
    with pytest.raises(AlignmentError, match=r"lie outside the video, .* starts at 10:00:02"):
        ingest(tmp_path / "kept", clip, path, IngestSettings(caption_start_s=0.0))
    given = ingest(tmp_path / "given", clip, path, IngestSettings(caption_start_s=36_002.0))[0].pairs()
    assert given[given["text"] != ""]["start_s"].tolist()[:2] == [0.0, 2.0]
    with pytest.raises(CaptionError, match=r"seems to start at 10:00:00: .*--captions-start"):
        ingest(tmp_path / "starts", clip, path, IngestSettings(method="captions"))


def test_a_tier_and_a_frame_rate_are_chosen(tmp_path: Path, clip: Path) -> None:
    path = tmp_path / "captions.txt"
    path.write_text(
        "".join(f"00:00:{2 * at:02d}:24 00:00:{2 * at + 1:02d}:00\nword {at}\n\n" for at in range(5))
    )
    pairs = ingest(tmp_path / "rate", clip, path, IngestSettings(caption_frame_rate=48.0))[0].pairs()
    assert pairs[pairs["text"] != ""]["start_s"].tolist()[:2] == [0.5, 2.5]
    tiers = {
        name: [(2.0 * at, 2.0 * at + 1, f"{name} {at}") for at in range(5)] for name in ("first", "second")
    }
    path.write_text(long_grid(tiers))
    pairs = ingest(tmp_path / "tier", clip, path, IngestSettings(caption_tier="second"))[0].pairs()
    assert set(pairs["text"]) == {"", *(f"second {at}" for at in range(5))}


def test_a_project_can_be_changed_while_a_film_is_read(tmp_path: Path, clip: Path, spoken: Path) -> None:
    """One that takes long comes in beside what others did meanwhile: another film, dropped pairs, a removed film."""
    project, first = ingest(tmp_path / "project", clip, spoken)
    second_id = ""

    def meanwhile(step: str, share: float) -> None:
        nonlocal second_id
        if not second_id:
            _, second = add_video(open_project(project.folder), clip, spoken, name="second")
            second_id = second.video_id
            pairs = open_project(project.folder).pairs()["pair_id"].tolist()
            keep_pairs(project, pairs[-2:], kept=False)
            remove_video(open_project(project.folder), first.video_id)

    changed, third = add_video(project, clip, spoken, name="third", progress=meanwhile)
    assert [video.video_id for video in changed.videos] == [second_id, third.video_id]
    assert open_project(project.folder) == changed
    pairs = changed.pairs()
    assert pairs["video_id"].unique().tolist() == [second_id, third.video_id]
    assert pairs["kept"].tolist() == [True] * 6 + [False] * 2 + [True] * 8
    assert sorted(path.name for path in (project.folder / "videos").iterdir()) == sorted(
        [second_id, third.video_id]
    )


def test_two_that_read_films_leave_each_other_alone(tmp_path: Path, clip: Path, spoken: Path) -> None:
    project, _ = ingest(tmp_path / "project", clip, spoken)
    steps = []

    def beside(step: str, share: float) -> None:
        if not steps:
            steps.append(step)
            with open_project(project.folder).lock():  # sweeps what killed processes left
                pass
            assert len(list((project.folder / "videos").glob(".incoming-*.lock"))) == 1

    changed, _ = add_video(project, clip, spoken, progress=beside)
    assert len(changed.videos) == 2
    assert not list((project.folder / "videos").glob(".incoming-*"))


def test_vectors_that_changed_while_the_film_was_read_are_refused(
    tmp_path: Path, clip: Path, spoken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two films with word vectors of other sizes, read at the same time: the second one to come in is refused."""
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    project = create_project(tmp_path / "project")
    vectors = tmp_path / "four.txt"
    vectors.write_text("the 1 2 3 4\nnews 1 0 0 1\npart 0 1 0 1\n")
    done = []

    def meanwhile(step: str, share: float) -> None:
        if not done:
            done.append(add_video(open_project(project.folder), clip, spoken))

    with pytest.raises(VectorsError, match="these word vectors have 4 values"):
        add_video(project, clip, spoken, IngestSettings(vectors=str(vectors)), progress=meanwhile)
    assert len(open_project(project.folder).videos) == 1


def test_a_film_that_is_given_away_is_moved(tmp_path: Path, clip: Path, spoken: Path) -> None:
    given = shutil.copyfile(clip, tmp_path / "given.mp4")
    project, entry = ingest(tmp_path / "project", given, spoken, IngestSettings(take=True))
    assert not given.exists()
    assert project.source_path(entry.video_id).read_bytes() == clip.read_bytes()
    with pytest.raises(InputError):
        ingest(project.folder, clip, tmp_path / "nothing.srt", IngestSettings(take=True))
    assert clip.exists()
