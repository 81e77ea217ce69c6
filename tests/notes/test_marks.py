"""Tags and notes on moments, stretches and clusters: who, what, and that they outlast what happens to the moments."""

from dataclasses import replace

import pytest

from crvae_core.errors import ProjectError
from crvae_core.material.revise import keep_pairs
from crvae_core.notes.kept import notes_file
from crvae_core.notes.marks import (
    Place,
    change_note,
    cluster_place,
    moment_place,
    put_marks,
    read_marks,
    stretch_place,
    take_off,
    toggle,
)
from crvae_core.notes.tagged import (
    ANY_TAG,
    NO_TAG,
    coders,
    marks_of_moments,
    rows_with_tag,
    tags_of_moments,
)
from crvae_core.project.keeping import remove_video, removed_videos, restore_video
from crvae_core.project.project import Project, save_pairs


def _moment(project: Project, row: int) -> Place:
    return moment_place(project.pairs().iloc[row])


def test_a_tag_is_put_once_by_each_coder_with_its_time(project: Project) -> None:
    place = _moment(project, 2)
    assert len(put_marks(project, [place, place], "mask", coder="Ada")) == 1
    assert put_marks(project, [place], "mask", coder="Ada") == []
    assert len(put_marks(project, [place], "mask", coder="Bo")) == 1
    marks = read_marks(project).rows
    assert coders(marks) == ["Ada", "Bo"]
    assert marks[0].created.endswith("+00:00")
    assert (marks[0].place.start_s, marks[0].place.end_s, marks[0].place.video_id) == (4.0, 6.0, "v0")


def test_a_key_puts_a_tag_and_takes_it_off_again(project: Project) -> None:
    place = _moment(project, 2)
    assert toggle(project, place, "mask", "Ada")
    toggle(project, place, "mask", "Bo")
    assert not toggle(project, place, "mask", "Ada")
    assert [mark.coder for mark in read_marks(project).rows] == ["Bo"]


def test_moments_have_the_tags_of_their_stretches_and_clusters(project: Project) -> None:
    ids = project.pairs()["pair_id"].tolist()
    put_marks(project, [_moment(project, 0)], "own", coder="Ada")
    put_marks(project, [stretch_place(project, "v0", 2.0, 6.0)], "time", coder="Bo")
    put_marks(
        project,
        [cluster_place(project, "first", 1, "masks", [ids[2], ids[4], "gone"])],
        "cluster",
        coder="Ada",
    )
    tags = tags_of_moments(project, project.pairs())
    assert tags[:6] == [("own",), ("time",), ("time", "cluster"), (), ("cluster",), ()]
    assert tags_of_moments(project, project.pairs(), coder="Bo")[2] == ("time",)
    assert set(marks_of_moments(project, project.pairs())["on"]) == {"moment", "stretch", "cluster"}


def test_rows_are_chosen_by_a_tag_by_any_and_by_none(project: Project) -> None:
    put_marks(project, [_moment(project, 0)], "mask", coder="Ada")
    put_marks(project, [_moment(project, 3)], note="no tag, a note alone", coder="Ada")
    put_marks(project, [_moment(project, 4)], "coat", coder="Bo")
    pairs = project.pairs()
    for wanted, rows in (("mask", [0]), (ANY_TAG, [0, 4]), (NO_TAG, [1, 2, 3, 5, 6, 7, 8, 9]), ("gone", [])):
        assert rows_with_tag(project, pairs, wanted).nonzero()[0].tolist() == rows
    assert rows_with_tag(project, pairs, "").all()
    assert rows_with_tag(project, pairs[4:5], "coat").tolist() == [True]


def test_notes_are_changed_and_taken_off(project: Project) -> None:
    (mark,) = put_marks(project, [_moment(project, 1)], note="look again", coder="Ada")
    change_note(project, mark.mark_id, "seen")
    assert read_marks(project).rows[0].note == "seen"
    change_note(project, mark.mark_id, " ")
    assert not read_marks(project).rows
    with pytest.raises(ProjectError, match="gone"):
        change_note(project, mark.mark_id, "seen")
    assert take_off(project, [mark.mark_id]) == 0


def test_a_dropped_moment_and_a_removed_film_come_back_with_their_tags(project: Project) -> None:
    put_marks(project, [_moment(project, 0)], "mask", coder="Ada")
    name = project.pairs()["pair_id"][0]
    keep_pairs(project, [name], kept=False)
    kept = project.pairs()[project.pairs()["kept"]]
    assert not any(tags_of_moments(project, kept))
    keep_pairs(project, [name], kept=True)
    assert tags_of_moments(project, project.pairs())[0] == ("mask",)
    after = remove_video(project, "v0")
    assert len(read_marks(after).rows) == 1
    back = restore_video(after, removed_videos(after)[0])
    assert tags_of_moments(back, back.pairs())[0] == ("mask",)


def test_a_moment_keeps_its_tags_when_its_caption_is_corrected(project: Project) -> None:
    table = project.pairs()
    table.loc[0, "pair_id"] = "v0-f00000-s00000-aaaaaaaa"
    save_pairs(project, table)
    put_marks(project, [_moment(project, 0)], "mask", coder="Ada")
    table.loc[0, "pair_id"] = "v0-f00000-s00000-bbbbbbbb"
    save_pairs(project, table)
    assert tags_of_moments(project, table)[0] == ("mask",)
    assert not toggle(project, _moment(project, 0), "mask", "Ada")


@pytest.mark.parametrize(
    ("start", "end"), [(-1.0, 2.0), (3.0, 3.0), (5.0, 4.0), (float("nan"), 2.0), (30.0, 40.0)]
)
def test_a_stretch_lies_in_its_film(project: Project, start: float, end: float) -> None:
    with pytest.raises(ProjectError):
        stretch_place(project, "v0", start, end)


def test_what_is_no_mark_is_refused(project: Project) -> None:
    place = _moment(project, 0)
    for tag, note, coder in [("", " ", "Ada"), ("mask", "", "A\nda"), ("", "x" * 20_001, "Ada")]:
        with pytest.raises(ProjectError):
            put_marks(project, [place], tag, note, coder)
    with pytest.raises(ProjectError, match="without moments"):
        cluster_place(project, "first", 1, "none", [])


def test_a_damaged_file_of_marks_is_named_and_kept(project: Project) -> None:
    put_marks(project, [_moment(project, 0)], "mask", coder="Ada")
    path = notes_file(project, "marks.json")
    damaged = path.read_bytes()[:-40]
    path.write_bytes(damaged)
    assert "is damaged and is kept" in read_marks(project).problems[0]
    put_marks(project, [_moment(project, 1)], "mask", coder="Ada")
    assert [one.read_bytes() for one in path.parent.glob("marks.damaged-*.json")] == [damaged]
    assert len(read_marks(project).rows) == 1


def test_a_note_of_any_script_is_kept_as_it_is(project: Project) -> None:
    note = '"=1+1" 😀 他说 \u202bמה\u202c /\\ \n second line'
    put_marks(project, [replace(_moment(project, 0), pair_id="v0-000")], note=note, coder="李")
    assert (read_marks(project).rows[0].note, read_marks(project).rows[0].coder) == (note, "李")
