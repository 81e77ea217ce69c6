"""Clusters as people see them: merged where they were merged, each under the one name that it has everywhere."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from crvae_core.analysis.cluster_notes import ClusterNote, ClusterNotes, merged_labels
from crvae_core.analysis.clustering import Clustering, medoid, nearest_first
from crvae_core.analysis.palette import cluster_colour
from crvae_core.analysis.words import (
    WordCounts,
    count_words,
    shares_by_cluster,
    telling_words,
    words_by_cluster,
)
from crvae_core.project.project import Project
from crvae_core.text.content_words import is_word
from crvae_core.text.glossary import Glossary, make_glossary
from crvae_core.text.spelling import plain_spelling
from crvae_core.text.vectors import SHARED

NO_CLUSTER = -1
NO_CLUSTER_NAME = "No cluster"
NAME_WORDS = 3  # telling words in a name, at most
KEPT_WORDS = 40  # rows of a cluster's table of words
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, eq=False)
class NamedClusters:
    """The clusters of N moments.

    A cluster goes by its number, counted from 0, in `found`; a merged one by the smallest of its group.

    vectors: (N, Z), in which distances are measured. found: what the method gave, before merges. notes: what people wrote
    on these clusters. counted: the words of the moments, those of one meaning counted as one. glossary: these meanings.
    """

    vectors: np.ndarray
    found: Clustering
    notes: ClusterNotes
    counted: WordCounts
    glossary: Glossary

    @cached_property
    def labels(self) -> np.ndarray:
        """The number of every moment's cluster (N,), -1 for none."""
        return merged_labels(self.found.labels, self.notes.merges)

    @cached_property
    def numbers(self) -> list[int]:
        """The clusters that there are."""
        return [number for number in np.unique(self.labels).tolist() if number >= 0]

    @cached_property
    def names(self) -> dict[int, str]:
        """What each cluster is called: by a person, else by its telling words, else by its number. No name comes twice."""
        names = {NO_CLUSTER: NO_CLUSTER_NAME}
        for number in self.numbers:
            name = self.notes.of(number).name or ", ".join(self.telling(number))
            numbered = f"Cluster {number + 1}"
            names[number] = (
                numbered if not name else f"{name} ({numbered})" if name in names.values() else name
            )
        return names

    @cached_property
    def words(self) -> dict[int, pd.DataFrame]:
        """The words that set each cluster apart, by its number (see words.cluster_words)."""
        return words_by_cluster(self.counted, self.labels, top=KEPT_WORDS)

    def words_among(self, kept: np.ndarray) -> dict[int, pd.DataFrame]:
        """The same from those of the moments that are kept (N,) bool; a cluster with none of them is left out."""
        return (
            self.words
            if kept.all()
            else words_by_cluster(self.counted.only(kept), self.labels[kept], top=KEPT_WORDS)
        )

    def shares_of(self, word: str, kept: np.ndarray | None = None) -> pd.DataFrame:
        """In how many moments of each cluster a word, or one of its meaning, is said (words.shares_by_cluster).

        kept: (N,) which of the moments are looked at; all by default.
        """
        has = self.counted.moments_with(self.concept(word))
        return (
            shares_by_cluster(has, self.labels)
            if kept is None
            else shares_by_cluster(has[kept], self.labels[kept])
        )

    def concept(self, word: str) -> str:
        """What a typed word is counted as, however it is spelled; itself where nobody says it."""
        plain = plain_spelling(word).strip()
        known = [self.glossary.concept(one) for one in (word, plain, plain.casefold())]
        return next((one for one in known if one in self._spoken), word)

    @cached_property
    def _spoken(self) -> set[str]:
        return set(self.counted.words)

    def telling(self, number: int) -> list[str]:
        """The words that tell a cluster apart, in the reader's language and in their own; at most three.

        Surest first, but words that the reader has a word for come before those that it has none for.
        """
        return [self.glossary.shown(concept) for concept in self._telling(number)]

    def name_note(self, number: int) -> str:
        """What a reader must know of the words in a cluster's name, a sentence; empty where nothing."""
        words = () if self.notes.of(number).name else self._telling(number)
        unread = [word for word in words if word in self.glossary.unread]
        about = [word for word in words if word in self.glossary.near]
        parts = []
        if about:
            parts.append("“about”: the nearest word of your language, not a sure translation.")
        if unread:
            parts.append(
                f"{', '.join(unread)}: the shared word space has no word of your language near enough."
            )
        return " ".join(parts)

    def _telling(self, number: int) -> list[str]:
        table = self.words.get(number)
        if table is None:
            return []
        return sorted(telling_words(table), key=self.glossary.unread.__contains__)[:NAME_WORDS]

    def note(self, number: int) -> ClusterNote:
        """What a person wrote on a cluster."""
        return self.notes.of(number)

    def colour(self, number: int) -> str:
        """The colour of a cluster as #rrggbb: a person's choice, else that of its number."""
        own = self.notes.of(number).colour
        return own if number >= 0 and _COLOUR.fullmatch(own) else cluster_colour(number)

    def members(self, number: int) -> np.ndarray:
        """The rows of a cluster's moments, in their order."""
        return np.flatnonzero(self.labels == number)

    def typical(self, number: int) -> np.ndarray:
        """The rows of a cluster, nearest to its centre first."""
        return nearest_first(self.vectors, self.members(number))

    def unusual(self, number: int) -> np.ndarray:
        """The rows of a cluster, farthest from its centre first."""
        return self.typical(number)[::-1]

    def medoid(self, number: int) -> int:
        """The row of the member with the least total distance to the others."""
        return self.medoids[number]

    @cached_property
    def medoids(self) -> dict[int, int]:
        """The medoid of every cluster, by its number."""
        return {number: medoid(self.vectors, self.members(number)) for number in self.numbers}


def count_concepts(tokens: Iterable[Iterable[str]], glossary: Glossary) -> WordCounts:
    """The words of N moments, those of one meaning counted as one; punctuation is left out."""
    return count_words([[glossary.concept(str(word)) for word in words if is_word(word)] for words in tokens])


def project_glossary(project: Project, reader: str) -> Glossary:
    """What the words of a project's films mean in the reader's language; of films with the shared vectors alone."""
    shared = [video for video in project.videos if video.vectors == SHARED]
    return make_glossary([(video.language, project.vocabulary(video.video_id)) for video in shared], reader)
