"""Names, colours, notes and merges of clusters, kept with the clusters that they were given to.

The file keeps every partition that was written on, so that names return when an earlier k is chosen again; a partition
without notes of its own takes them from the one that was written on last, by overlap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from crvae_core.files import put_aside, read_json, write_json

FILE = "cluster-notes.json"
KEPT = 20  # partitions with notes
ENOUGH_OVERLAP = 0.5  # Jaccard; Hennig (2007): a cluster below that has dissolved


@dataclass(frozen=True)
class ClusterNote:
    """What a user wrote on one cluster; empty where nothing was written."""

    name: str = ""
    colour: str = ""
    note: str = ""


PARTS = tuple(part.name for part in fields(ClusterNote))


@dataclass(frozen=True)
class ClusterNotes:
    """Notes by cluster number, and groups of clusters that are shown as one."""

    clusters: Mapping[int, ClusterNote] = field(default_factory=dict)
    merges: tuple[tuple[int, ...], ...] = ()

    def of(self, number: int) -> ClusterNote:
        """The note of a cluster, empty if there is none; what it lacks comes from those that it is shown as one with."""
        group = [number, *(other for other in self._group(number) if other != number)]
        written = [self.clusters.get(one, ClusterNote()) for one in group]
        return ClusterNote(
            *(next((part for note in written if (part := getattr(note, name))), "") for name in PARTS)
        )

    def with_note(self, number: int, note: ClusterNote) -> "ClusterNotes":
        """The same notes with one replaced; an empty note is taken out.

        Of clusters shown as one, what did not change stays with the cluster that it was written on, so that it is there again
        when they are split; what was emptied is taken off all of them.
        """
        before = self.of(number)
        changed = {
            name: getattr(note, name) for name in PARTS if getattr(note, name) != getattr(before, name)
        }
        emptied = {name: "" for name, part in changed.items() if not part}
        clusters = dict(self.clusters)
        for one in {number, *self._group(number)}:
            clusters[one] = replace(
                clusters.get(one, ClusterNote()), **(changed if one == number else emptied)
            )
        return replace(self, clusters={key: kept for key, kept in clusters.items() if kept != ClusterNote()})

    def _group(self, number: int) -> tuple[int, ...]:
        return next((merge for merge in self.merges if number in merge), ())

    def with_merge(self, numbers: Sequence[int]) -> "ClusterNotes":
        """The same notes with clusters shown as one; groups that share a cluster grow together."""
        group = set(numbers)
        apart = []
        for merge in self.merges:
            if group & set(merge):
                group |= set(merge)
            else:
                apart.append(merge)
        joined = [tuple(sorted(group))] if len(group) > 1 else []
        return replace(self, merges=tuple(sorted([*apart, *joined])))

    def without_merge(self, number: int) -> "ClusterNotes":
        """The same notes with the group of a cluster split again."""
        return replace(self, merges=tuple(merge for merge in self.merges if number not in merge))


def load_notes(folder: Path) -> ClusterNotes:
    """The notes written last in `folder` (a run's); empty ones if there are none or they can't be read."""
    records = _records(folder)
    return _notes(records[-1]) if records else ClusterNotes()


def save_notes(
    folder: Path, notes: ClusterNotes, labels: np.ndarray | None = None, ids: Sequence[str] | None = None
) -> None:
    """Keep notes in `folder`; with the labels (N,) they belong to (and the ids of the moments) they can be carried on."""
    partition = None if labels is None else np.asarray(labels).tolist()
    names = None if ids is None else [str(name) for name in ids]
    record = {
        "labels": partition,
        "ids": names,
        "clusters": {str(number): asdict(note) for number, note in notes.clusters.items()},
        "merges": [list(merge) for merge in notes.merges],
    }
    mend(folder)  # damaged ones are not written over
    others = [old for old in _records(folder) if (old.get("labels"), old.get("ids")) != (partition, names)]
    write_json(folder / FILE, {"version": 1, "records": [*others, record][-KEPT:]})


def notes_for(folder: Path, labels: np.ndarray, ids: Sequence[str] | None = None) -> ClusterNotes:
    """The notes for a partition (N,): its own if it has some, else those written last, carried over by overlap."""
    labels = np.asarray(labels)
    names = None if ids is None else [str(name) for name in ids]
    records = [record for record in _records(folder) if record.get("labels") is not None]
    for record in reversed(records):
        if record["labels"] == labels.tolist() and record.get("ids") == names:
            return _notes(record)
    if not records:
        return ClusterNotes()
    last = records[-1]
    old, new = _common(np.asarray(last["labels"]), last.get("ids"), labels, names)
    return carry_notes(old, new, _notes(last))


def carry_notes(old_labels: np.ndarray, new_labels: np.ndarray, notes: ClusterNotes) -> ClusterNotes:
    """Notes of an old partition (N,) for a new one of the same moments: each goes to the cluster that overlaps it most.

    A note is carried only if the two clusters have at least half of all their moments in common (Jaccard), the
    best pairs first, one note per cluster. Merges are carried where all their clusters are.
    """
    old, new = np.asarray(old_labels), np.asarray(new_labels)
    if old.shape != new.shape or not old.size:
        return ClusterNotes()
    asked = sorted(set(notes.clusters) | {number for merge in notes.merges for number in merge})
    pairs = []
    for number in asked:
        own = old == number
        for other in np.unique(new[own & (new >= 0)]).tolist():
            joint = new == other
            pairs.append(((own & joint).sum() / (own | joint).sum(), number, other))
    became: dict[int, int] = {}
    for overlap, number, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if overlap >= ENOUGH_OVERLAP and number not in became and other not in became.values():
            became[number] = other
    merges = [merge for merge in notes.merges if all(number in became for number in merge)]
    return ClusterNotes(
        {became[number]: note for number, note in notes.clusters.items() if number in became},
        tuple(tuple(sorted(became[number] for number in merge)) for merge in merges),
    )


def merged_labels(labels: np.ndarray, merges: Sequence[Sequence[int]]) -> np.ndarray:
    """Labels (N,) with each group of clusters under the smallest number of the group."""
    merged = np.array(labels)
    for group in merges:
        merged[np.isin(labels, list(group))] = min(group)
    return merged


def _common(
    old: np.ndarray, old_ids: list[str] | None, new: np.ndarray, new_ids: list[str] | None
) -> tuple[np.ndarray, np.ndarray]:
    """Both partitions on the moments that they share."""
    if old_ids is None or new_ids is None:
        return old, new
    row_of = {name: row for row, name in enumerate(old_ids)}
    rows = [(row_of[name], row) for row, name in enumerate(new_ids) if name in row_of]
    if not rows:
        return old[:0], new[:0]
    first, second = np.array(rows).T
    return old[first], new[second]


def is_damaged(folder: Path) -> bool:
    """Whether a part of the notes in `folder`, or all of them, can't be read."""
    return _read(folder)[1]


def mend(folder: Path) -> None:
    """Put damaged notes aside; what can be read of them stays. Raises StorageError where nothing can be written."""
    records, damaged = _read(folder)
    if damaged:
        put_aside(folder / FILE)
        if records:
            write_json(folder / FILE, {"version": 1, "records": records})


def _records(folder: Path) -> list[dict[str, Any]]:
    return _read(folder)[0]


def _read(folder: Path) -> tuple[list[dict[str, Any]], bool]:
    """The records that can be read, and whether there are others."""
    try:
        stored = read_json(folder / FILE)["records"]
    except FileNotFoundError:
        return [], False
    except (OSError, ValueError, KeyError, TypeError):
        return [], True
    if not isinstance(stored, list):
        return [], True
    sound = [record for record in stored if _is_sound(record)]
    return sound, len(sound) < len(stored)


def _is_sound(record: Any) -> bool:
    try:
        _notes(record)
        labels, ids = record.get("labels"), record.get("ids")
        whole = labels is None or all(isinstance(label, int) for label in labels)
        named = ids is None or (all(isinstance(name, str) for name in ids) and len(ids) == len(labels or ids))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return whole and named


def _notes(record: Mapping[str, Any]) -> ClusterNotes:
    clusters = {
        int(number): ClusterNote(*(str(note.get(key, "")) for key in PARTS))
        for number, note in record["clusters"].items()
    }
    return ClusterNotes(clusters, tuple(tuple(int(number) for number in merge) for merge in record["merges"]))
