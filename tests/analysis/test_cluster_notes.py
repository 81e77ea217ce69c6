"""Names that stay with their clusters when k is asked again, when moments go, and when the file is damaged."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from crvae_core.analysis.cluster_notes import (
    FILE,
    ClusterNote,
    ClusterNotes,
    carry_notes,
    load_notes,
    merged_labels,
    notes_for,
    save_notes,
)

FIVE = np.repeat([0, 1, 2, 3, 4], 10)
TWO = np.repeat([0, 0, 0, 1, 1], 10)
NOTES = ClusterNotes(
    {2: ClusterNote("studio", "#4477AA", "two people"), 4: ClusterNote("weather")}, ((0, 1),)
)


def test_notes_are_kept(tmp_path: Path) -> None:
    assert load_notes(tmp_path) == ClusterNotes()
    save_notes(tmp_path, NOTES)
    assert load_notes(tmp_path) == NOTES
    assert NOTES.of(2).name == "studio"
    assert NOTES.of(0) == ClusterNote()


def test_names_return_with_their_k(tmp_path: Path) -> None:
    save_notes(tmp_path, NOTES, FIVE)
    carried = notes_for(tmp_path, TWO)
    assert carried == ClusterNotes(
        {1: ClusterNote("weather")}
    )  # half of cluster 1; studio is a third of cluster 0
    save_notes(tmp_path, carried.with_note(0, ClusterNote("news")), TWO)
    assert notes_for(tmp_path, FIVE) == NOTES
    assert notes_for(tmp_path, TWO).of(0).name == "news"


def test_notes_go_to_the_cluster_of_most_overlap() -> None:
    other = FIVE.copy()
    other[FIVE == 2], other[FIVE == 0] = 0, 2
    other[0] = 3
    found = carry_notes(FIVE, other, NOTES)
    assert found.of(0).name == "studio"
    assert found.of(4).name == "weather"
    assert found.merges == ((1, 2),)
    assert carry_notes(FIVE, np.full(50, -1), NOTES) == ClusterNotes()
    assert carry_notes(FIVE, FIVE[:-1], NOTES) == ClusterNotes()


def test_notes_follow_moments_by_name(tmp_path: Path) -> None:
    names = [f"pair-{row}" for row in range(50)]
    save_notes(tmp_path, NOTES, FIVE, names)
    kept = [row for row in range(50) if row % 7]
    assert notes_for(tmp_path, FIVE[kept], [names[row] for row in kept]).of(2).name == "studio"
    assert notes_for(tmp_path, FIVE, [f"new-{row}" for row in range(50)]) == ClusterNotes()


def test_merging_and_splitting() -> None:
    merged = NOTES.with_merge([3, 4]).with_merge([1, 4])
    assert merged.merges == ((0, 1, 3, 4),)
    assert merged_labels(FIVE, merged.merges).tolist() == np.repeat([0, 0, 2, 0, 0], 10).tolist()
    assert merged.without_merge(3).merges == ()
    assert NOTES.with_note(2, ClusterNote()).clusters == {4: ClusterNote("weather")}


def test_clusters_shown_as_one_go_by_what_was_written_on_any_of_them() -> None:
    merged = NOTES.with_merge([1, 2])
    assert merged.of(0) == NOTES.of(2)
    assert merged.without_merge(0) == replace(NOTES, merges=())
    renamed = merged.with_note(0, replace(merged.of(0), name="desk"))
    assert renamed.of(0) == ClusterNote("desk", "#4477AA", "two people")
    assert renamed.without_merge(0).of(0) == ClusterNote("desk")
    assert renamed.without_merge(0).of(2) == NOTES.of(2)
    emptied = merged.with_note(0, replace(merged.of(0), note=""))
    assert emptied.of(0) == ClusterNote("studio", "#4477AA")
    assert emptied.with_note(0, ClusterNote()).clusters == {4: ClusterNote("weather")}


def test_a_damaged_file_is_no_notes(tmp_path: Path) -> None:
    for content in ("", "[]", '{"records": [{"clusters": {"x": {}}, "merges": []}]}', '{"records": 3}'):
        (tmp_path / FILE).write_text(content)
        assert load_notes(tmp_path) == ClusterNotes()
        assert notes_for(tmp_path, FIVE) == ClusterNotes()
