"""Which moments are taken out: all, those that were chosen, those of a cluster, of a tag, or of the findings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crvae_core.analysis.named_clusters import NamedClusters
from crvae_core.errors import InputError
from crvae_core.export.marks import Marks
from crvae_core.export.tagged_rows import tags_of_rows
from crvae_core.runs.moments import Moments

WHAT = ("all", "moments", "cluster", "tag", "video", "findings")


@dataclass(frozen=True)
class Selection:
    """What is taken out.

    what: one of WHAT. name: of the cluster (its name, or its number as the pages show it, from 1), the tag or the video.
    pair_ids: the moments, where they were chosen by hand.
    """

    what: str = "all"
    name: str = ""
    pair_ids: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self.what == "all"

    def words(self) -> str:
        """The selection in words, such as for a file's name."""
        return {"all": "everything", "moments": "selection", "findings": "findings"}.get(
            self.what, f"{self.what} {self.name}"
        )


EVERYTHING = Selection()


def chosen_rows(
    selection: Selection, moments: Moments, clusters: NamedClusters | None, marks: Marks
) -> np.ndarray:
    """The rows of the moments that a selection means, in the order of the run.

    Raises InputError if it means none, with what there is to choose from.
    """
    if selection.what not in WHAT:
        raise InputError(f"{selection.what!r} can't be taken out: choose one of {', '.join(WHAT)}")
    if selection.is_everything:
        return np.arange(len(moments))
    ids = moments.pair_ids
    if selection.what == "moments":
        return _found(
            _rows_of(selection.pair_ids, ids), "no moment is selected: select some on the map first"
        )
    if selection.what == "findings":
        pinned = [pair_id for finding in marks.findings for pair_id in finding.moments]
        return _found(
            _rows_of(pinned, ids), "the findings show no moments of this run: pin some, or choose another run"
        )
    if selection.what == "video":
        video_id = moments.run.project.find_video(selection.name).video_id
        rows = np.flatnonzero((moments.pairs["video_id"] == video_id).to_numpy())
        return _found(rows, f"the run has no moments of {selection.name!r}: choose another video")
    if selection.what == "tag":
        return _tagged(selection.name, moments, marks)
    assert clusters is not None
    return clusters.members(cluster_number(selection.name, clusters))


def cluster_number(name: str, clusters: NamedClusters) -> int:
    """The cluster that a person means by its name, or by its number as the pages show it; raises InputError."""
    for number in clusters.numbers:
        if name == clusters.names[number] or name in (str(number + 1), f"Cluster {number + 1}"):
            return number
    known = ", ".join(f"{number + 1} ({clusters.names[number]})" for number in clusters.numbers) or "none"
    raise InputError(f"there is no cluster {name!r}: there are {known}")


def _tagged(tag: str, moments: Moments, marks: Marks) -> np.ndarray:
    own = [mark for mark in marks.tags if mark.tag == tag]
    if not own:
        known = ", ".join(marks.tag_names()) or "none"
        raise InputError(f"nothing has the tag {tag!r}: the tags are {known}")
    tagged = tags_of_rows(moments.pairs, Marks(own))
    rows = [row for row in range(len(moments)) if tagged[row]]
    return _found(rows, f"no moment of this run has the tag {tag!r}: choose another tag, or another run")


def _rows_of(wanted: Sequence[str], ids: list[str]) -> list[int]:
    row_of = {pair_id: row for row, pair_id in enumerate(ids)}
    return sorted({row_of[pair_id] for pair_id in wanted if pair_id in row_of})


def _found(rows: Sequence[int] | np.ndarray, otherwise: str) -> np.ndarray:
    if len(rows) == 0:
        raise InputError(otherwise)
    return np.asarray(rows, dtype=np.int64)
