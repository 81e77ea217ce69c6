"""The one table that every export is made from: moments with all that is known of them, some thousand rows at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from crvae_core.analysis.named_clusters import NamedClusters
from crvae_core.analysis.projection import stored_map
from crvae_core.analysis.store import FOLDER
from crvae_core.export.columns import (
    AGREEMENT,
    BASE,
    CLUSTERS,
    PLACES,
    TAGS,
    Column,
    latent_columns,
    property_column,
)  # fmt: skip
from crvae_core.export.known_marks import marks_of
from crvae_core.export.marks import Mark, Marks
from crvae_core.export.selection import EVERYTHING, Selection, chosen_rows
from crvae_core.export.settings import USUAL_LOOK, LookSettings
from crvae_core.export.tagged_rows import TagsOfRows, tags_of_rows
from crvae_core.project.project import Project
from crvae_core.project.properties import columns_of, properties_of
from crvae_core.project.property_values import LANGUAGE, SOURCE
from crvae_core.project.video_entry import VideoEntry
from crvae_core.runs.clusters import clusters_of, usual_k
from crvae_core.runs.moments import Moments, moments_of
from crvae_core.runs.run import Run

ROWS_AT_ONCE = 4096


@dataclass(frozen=True, eq=False)
class MomentsTable:
    """Chosen moments of a run with their clusters, map, tags and vectors.

    rows: of `moments`, the chosen ones (n,). look: as it is shown, every choice filled in. agreement: of all moments, None
    where it is not wanted or the run can't tell it. with_latents: whether the vectors are among the columns.
    """

    moments: Moments
    rows: np.ndarray
    selection: Selection
    look: LookSettings
    clusters: NamedClusters
    marks: Marks
    agreement: np.ndarray | None = None
    with_latents: bool = True

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def run(self) -> Run:
        """Whose moments these are."""
        return self.moments.run

    @property
    def project(self) -> Project:
        """The project of the run."""
        return self.run.project

    @cached_property
    def points(self) -> np.ndarray:
        """The places of all moments of the run on the map, (N, 2)."""
        folder = self.project.folder / FOLDER
        return stored_map(folder, self.clusters.vectors, self.look.map_settings())

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The chosen rows of the pairs table."""
        return self.moments.pairs.iloc[self.rows].reset_index(drop=True)

    @property
    def labels(self) -> np.ndarray:
        """The cluster of each chosen moment (n,), -1 for none."""
        return self.clusters.labels[self.rows]

    @property
    def latents(self) -> np.ndarray:
        """The vectors of the chosen moments (n, Z), as the model gave them."""
        return self.moments.latents[self.rows]

    def videos(self) -> list[VideoEntry]:
        """The videos that have chosen moments, in the order of the project."""
        here = set(self.pairs["video_id"])
        return [video for video in self.project.videos if video.video_id in here]

    def of_video(self, video_id: str) -> "MomentsTable":
        """The moments of one video alone."""
        own = self.moments.pairs["video_id"].to_numpy()[self.rows] == video_id
        return replace(self, rows=self.rows[own])

    @cached_property
    def properties(self) -> dict[str, dict[str, str]]:
        """What is known of each video beside its film: group, date, source, licence and free columns, by its id."""
        table = properties_of(self.project)
        return {
            str(row["video_id"]): {str(key): str(text) for key, text in row.items()}
            for row in table.to_dict("records")
        }

    @cached_property
    def property_columns(self) -> list[Column]:
        """A column per property of the videos; one that is called like another column gets video_ before it."""
        taken = {column.name for column in (*BASE, *CLUSTERS, *TAGS, *PLACES, AGREEMENT)}
        return [property_column(name, taken) for name in columns_of(self.project) if name != LANGUAGE]

    def link(self, video_id: str) -> str:
        """Where a video can be found on the web; "" where nobody has said."""
        return self.properties[video_id].get(SOURCE, "")

    def columns(self) -> list[Column]:
        """What the columns are, in their order."""
        found = [*BASE, *self.property_columns, *CLUSTERS, *TAGS, *PLACES]
        if self.agreement is not None:
            found.append(AGREEMENT)
        return found + (latent_columns(self.moments.parts) if self.with_latents else [])

    def chunks(self, size: int = ROWS_AT_ONCE) -> Iterator[pd.DataFrame]:
        """The table, `size` rows at a time; a table without moments is one chunk without rows."""
        for first in range(0, max(1, len(self.rows)), size):
            yield self._chunk(self.rows[first : first + size])

    def _chunk(self, rows: np.ndarray) -> pd.DataFrame:
        pairs, labels = self.moments.pairs.iloc[rows], self.clusters.labels[rows]
        videos = {video.video_id: video for video in self.project.videos}
        names, tags = self.clusters.names, [self._tags_of[row] for row in rows.tolist()]
        table = pairs[["pair_id", "video_id", "frame_time_s", "start_s", "end_s", "text", "unknown_share"]]
        table = table.reset_index(drop=True).assign(
            video=[videos[video_id].name for video_id in pairs["video_id"]],
            language=[videos[video_id].language for video_id in pairs["video_id"]],
            **{
                column.name: [self.properties[video_id][column.title] for video_id in pairs["video_id"]]
                for column in self.property_columns
            },
            trained=self.moments.trained[rows],
            cluster=np.where(labels >= 0, labels + 1, 0),
            cluster_name=[names[label] for label in labels.tolist()],
            tags=["; ".join(dict.fromkeys(mark.tag for mark in marks if mark.tag)) for marks in tags],
            notes=[" / ".join(mark.note for mark in marks if mark.note) for marks in tags],
            coders=["; ".join(dict.fromkeys(mark.coder for mark in marks if mark.coder)) for marks in tags],
            map_x=self.points[rows, 0],
            map_y=self.points[rows, 1],
        )
        if self.agreement is not None:
            table["agreement"] = self.agreement[rows]
        columns = [column.name for column in self.columns()]
        if not self.with_latents:
            return table[columns]
        names_of_values = columns[-self.moments.latents.shape[1] :]
        vectors = pd.DataFrame(self.moments.latents[rows], columns=names_of_values)
        return pd.concat([table[columns[: -len(names_of_values)]], vectors], axis=1)

    def marks_of(self, row: int) -> list[Mark]:
        """The tags on a moment, by its row in `moments`."""
        return self._tags_of[row]

    @cached_property
    def _tags_of(self) -> TagsOfRows:
        return tags_of_rows(self.moments.pairs, self.marks)


def moments_table(
    run: Run,
    selection: Selection = EVERYTHING,
    look: LookSettings = USUAL_LOOK,
    marks: Marks | None = None,
    agreement: bool = False,
) -> MomentsTable:
    """The moments of a run that a selection means, with all that is known of them.

    Args:
        run: the run. selection: which of its moments.
        look: the clusters and the map; what it leaves open is filled in.
        marks: tags and findings; those that the project keeps by default.
        agreement: measure how far caption and picture agree, with the run's networks, where it was not measured before.

    Raises InputError if nothing is selected, or the run has no vectors.
    """
    moments = moments_of(run)
    look = filled_in(look, moments)
    marks = marks_of(moments) if marks is None else marks
    assert look.k is not None
    clusters = clusters_of(moments, look.k, look.clusters, look.picture_weight, look.reader, look.seed)
    rows = chosen_rows(selection, moments, clusters, marks)
    return MomentsTable(
        moments, rows, selection, look, clusters, marks, _agreement(moments) if agreement else None
    )


def filled_in(look: LookSettings, moments: Moments) -> LookSettings:
    """The same look with all that it leaves open: the k that the curves speak for, else 5; the neighbours of the map."""
    k = look.k
    if k is None:
        k = usual_k(moments.run, moments.vectors(look.picture_weight), look.clusters, look.seed)
    return replace(look, k=k, neighbours=look.map_settings().for_moments(len(moments)).neighbours)


def _agreement(moments: Moments) -> np.ndarray | None:
    from crvae_core.decoding.scores import moment_scores

    return moment_scores(moments, "agreement")
