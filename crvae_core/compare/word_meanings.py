"""What words of two groups mean to each other: a gloss for the reader, and words that the other group has none for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from crvae_core.project.project import Project
from crvae_core.text.content_words import stands_for_something
from crvae_core.text.glossary import Glossary, frequent_words
from crvae_core.text.vectors import SHARED

NO_COUNTERPART = (
    0.35  # cosine to the nearest word of the other group, below which there is none of that meaning
)
GLOSSED = (
    0.55  # cosine from which the nearest frequent word of the reader's language is worth showing, as "about"
)


@dataclass(frozen=True, eq=False)
class Meanings:
    """words: of a group -> their vectors of length 1 in the shared space, by what they are counted as. foreign: those of them
    that are of another language than the reader's, and have no sure meaning in it."""

    words: Mapping[str, np.ndarray] = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()

    def nearest_in(self, other: "Meanings") -> dict[str, tuple[str, float]]:
        """For each of the words the other group's nearest one and its cosine."""
        if not (self.words and other.words):
            return {}
        names, theirs = list(self.words), list(other.words)
        cosines = np.array(list(self.words.values())) @ np.array(list(other.words.values())).T
        best = cosines.argmax(axis=1)
        return {
            name: (theirs[place], float(cosines[row, place]))
            for row, (name, place) in enumerate(zip(names, best.tolist(), strict=True))
        }


def meanings_of(project: Project, video_ids: Sequence[str], glossary: Glossary, reader: str) -> Meanings:
    """The words of some videos that stand for something; of those with the shared vectors alone."""
    found: dict[str, np.ndarray] = {}
    foreign: set[str] = set()
    for entry in project.videos:
        if entry.video_id not in video_ids or entry.vectors != SHARED:
            continue
        vocabulary = project.vocabulary(entry.video_id)
        for word, row, origin in zip(vocabulary.words, vocabulary.matrix, vocabulary.origin, strict=True):
            length = float(np.linalg.norm(row))
            if origin != "unknown" and length > 0 and stands_for_something(word):
                concept = glossary.concept(word)
                found.setdefault(concept, row / length)
                if concept == word and entry.language != reader:
                    foreign.add(word)
    return Meanings(found, frozenset(foreign))


def glosses(meanings: Meanings, reader: str) -> dict[str, str]:
    """What foreign words are about in the reader's language: "about nurse", the nearest frequent word where it is near enough."""
    names = sorted(meanings.foreign)
    frequent, rows = frequent_words(reader)
    if not (names and frequent) or len(meanings.words[names[0]]) != rows.shape[1]:
        return {}
    found = {}
    for start in range(0, len(names), 512):
        part = names[start : start + 512]
        cosines = np.array([meanings.words[name] for name in part]) @ rows.T
        for name, place, best in zip(part, cosines.argmax(axis=1).tolist(), cosines.max(axis=1), strict=True):
            if best >= GLOSSED:
                found[name] = f"about {frequent[place]}"
    return found


def lone_words(first: Meanings, second: Meanings) -> dict[str, tuple[str, float]]:
    """Words of either group that the other has none of that meaning for: word -> the nearest one and its cosine."""
    found = {}
    for own, other in ((first, second), (second, first)):
        for word, (nearest, likeness) in own.nearest_in(other).items():
            if word not in other.words and likeness < NO_COUNTERPART:
                found[word] = (nearest, likeness)
    return found
