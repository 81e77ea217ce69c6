"""Which tags each moment of a table has."""

import numpy as np
import pandas as pd

from crvae_core.export.marks import Mark, Marks


def tags_of_rows(pairs: pd.DataFrame, marks: Marks) -> "TagsOfRows":
    """The tags of the moments in the rows of a pairs table, in the order of the codebook."""
    return TagsOfRows(pairs, marks)


class TagsOfRows:
    """The tags on each moment, found by a moment's name and by the times of its film."""

    def __init__(self, pairs: pd.DataFrame, marks: Marks) -> None:
        order = {tag: place for place, tag in enumerate([*marks.tag_names(), ""])}
        row_of = {pair_id: row for row, pair_id in enumerate(pairs["pair_id"].tolist())}
        self._times = pairs["frame_time_s"].to_numpy(dtype=np.float64)
        self._films = _rows_in_time(pairs["video_id"].to_numpy(dtype=object), self._times)
        self._found: dict[int, list[Mark]] = {}
        for mark in sorted(marks.tags, key=lambda one: order[one.tag]):
            rows = (
                self._rows(mark)
                if not mark.pair_id
                else [row_of[mark.pair_id]]
                if mark.pair_id in row_of
                else []
            )
            for row in rows:
                self._found.setdefault(row, []).append(mark)

    def __getitem__(self, row: int) -> list[Mark]:
        return self._found.get(row, [])

    def _rows(self, mark: Mark) -> list[int]:
        """The moments whose picture is shown in a stretch."""
        rows = self._films.get(mark.video_id)
        if rows is None:
            return []
        ends = (mark.start_s, max(mark.end_s, mark.start_s + 1e-6))
        first, last = np.searchsorted(self._times[rows], ends, side="left")
        return rows[first:last].tolist()


def _rows_in_time(video_ids: np.ndarray, times: np.ndarray) -> dict[str, np.ndarray]:
    """The rows of each film in the order of time."""
    order = np.argsort(times, kind="stable")
    return {
        str(video_id): order[video_ids[order] == video_id] for video_id in dict.fromkeys(video_ids.tolist())
    }
