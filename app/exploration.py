"""What the pages Map and Clusters look at together: a run's moments, their vectors and clusters, and what these are called."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from app import state
from app.cached import analysis, project_data
from app.figures import base
from app.figures.map_figure import NOTHING, Groups
from crvae_core.analysis.cluster_notes import ClusterNotes, merged_labels, notes_for, save_notes
from crvae_core.analysis.clustering import METHODS, Clustering, describe_partition
from crvae_core.analysis.partition import Partition
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.project.project import Project

NO_CLUSTER = -1
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Exploration:
    """A run as it is looked at now.

    pairs: a row per moment. latents: (n, Z) as the model gave them, to be decoded. vectors: (n, Z) with picture and words
    weighed, in which distances and clusters are made. found: labels (n,) before merges. clustering: with the merges.
    """

    project: Project
    run: str
    pairs: pd.DataFrame
    latents: np.ndarray
    vectors: np.ndarray
    weight: float
    method: str
    found: np.ndarray
    clustering: Clustering
    notes: ClusterNotes
    numbers_of: tuple[int, ...]  # number before merges of each cluster of `clustering`

    @cached_property
    def labels(self) -> np.ndarray:
        """The cluster of every moment (n,), -1 for none, by their numbers before merges."""
        numbers = np.array([*self.numbers_of, NO_CLUSTER])
        return numbers[self.clustering.labels]

    @property
    def numbers(self) -> list[int]:
        """The clusters that there are."""
        return list(self.numbers_of)

    def name(self, number: int) -> str:
        """What a cluster is called; the user's text, not escaped."""
        if number == NO_CLUSTER:
            return "No cluster"
        return self.notes.of(number).name or f"Cluster {number + 1}"

    def colour(self, number: int) -> str:
        """The colour of a cluster as #rrggbb."""
        if number == NO_CLUSTER:
            return NOTHING
        own = self.notes.of(number).colour
        return own if _COLOUR.fullmatch(own) else base.cluster_colour(number)

    def members(self, number: int) -> np.ndarray:
        """The rows of a cluster in the order of time."""
        return np.flatnonzero(self.labels == number)

    def tokens_stamp(self) -> str:
        """Names the words of these moments for caches."""
        return f"{self.project.folder}/{self.run}/{project_data.stamp(self.project.folder / 'pairs.parquet')}"

    def words(self, number: int) -> pd.DataFrame:
        """The words that set a cluster apart (analysis.words.cluster_words), without punctuation."""
        found = analysis.cluster_words(self.pairs["tokens"], self.tokens_stamp(), self.labels, number)
        spoken = [any(letter.isalnum() for letter in word) for word in found["word"]]
        return found[np.array(spoken, dtype=bool)]

    def short_name(self, number: int) -> str:
        """The user's name of a cluster, else its number and most telling word; not escaped."""
        if number == NO_CLUSTER or self.notes.of(number).name:
            return self.name(number)
        telling = [word for word in self.telling.get(number, []) if _tells(word)]
        return f"{number + 1} · {telling[0]}" if telling else f"{number + 1}"

    @cached_property
    def telling(self) -> dict[int, list[str]]:
        """The words that set each cluster apart, surest first."""
        return analysis.telling_words(self.pairs["tokens"], self.tokens_stamp(), self.labels)

    def medoid(self, number: int) -> int:
        """The row of the member of a cluster with the least total distance to the others."""
        latents = project_data.stamp(self.project.run_folder(self.run) / "latents.npy")
        stamp = f"{self.tokens_stamp()}/{latents}/{self.weight}"
        return analysis.medoid(self.vectors, stamp, self.members(number))

    def groups(self, escape: bool = True) -> Groups:
        """The clusters as colours of a figure."""
        import html

        codes = np.unique(self.labels).tolist()
        names = {code: html.escape(self.name(code)) if escape else self.name(code) for code in codes}
        return Groups(self.labels, names, {code: self.colour(code) for code in codes})

    def selected(self) -> np.ndarray:
        """The rows of the selected moments that this run has, in the order of selection."""
        row_of = {pair_id: row for row, pair_id in enumerate(self.pairs["pair_id"])}
        rows = [row_of[pair_id] for pair_id in state.selected_pairs() if pair_id in row_of]
        return np.array(rows, dtype=np.int64)

    def keep(self, notes: ClusterNotes) -> None:
        """Write notes for these clusters beside the run."""
        save_notes(self.project.run_folder(self.run), notes, self.found, self.pairs["pair_id"].tolist())


def _tells(word: str) -> bool:
    """Whether a word can stand for a cluster: no "at", no single Chinese character."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return (
        len(word) > 1
        and any(letter.isalpha() for letter in word)
        and word.casefold() not in ENGLISH_STOP_WORDS
    )


def explore(project: Project, run: str, weight: float, method: str, k: int) -> Exploration:
    """The moments of a run in k clusters, with the names and merges that were given to them."""
    pairs, latents = project_data.run_pairs(project, run)
    vectors = analysis.weighed(project, run, weight)
    plain = analysis.clustering(project, run, weight, method, k)
    notes = notes_for(project.run_folder(run), plain.labels, pairs["pair_id"].tolist())
    labels = merged_labels(plain.labels, notes.merges)
    numbers = tuple(number for number in np.unique(labels).tolist() if number >= 0)
    clustering = plain
    if len(numbers) < plain.k:
        clustering = describe_partition(vectors, Partition(labels, plain.notes), method)
    return Exploration(
        project, run, pairs, latents, vectors, weight, method, plain.labels, clustering, notes, numbers
    )


def current_weight(project: Project, run: str) -> float:
    """The picture's weight that the address asks for; the usual one where the run's vectors have no parts."""
    if not weighable(project, run):
        return float(DEFAULT_PICTURE_WEIGHT)
    read = state.number_within(0.0, 1.0)
    try:
        return read(state.view("weight", str(DEFAULT_PICTURE_WEIGHT)))
    except ValueError:
        return float(DEFAULT_PICTURE_WEIGHT)


def current_method() -> str:
    """How moments are clustered, as the address says."""
    method = state.view("clusters", "kmeans")
    return method if method in METHODS else "kmeans"


def weighable(project: Project, run: str) -> bool:
    """Whether a run's vectors have parts for picture and words; the report's have not."""
    return len(project_data.run_config(project, run)["latent_parts"]) > 1
