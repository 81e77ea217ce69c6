"""A comparison of two groups of a run's moments: every question asked here once, its answer kept in the project.

The themes are the clusters of Map and Clusters; pages, the command and notebooks ask the same object.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from crvae_core.analysis.clustering import Clustering, cluster
from crvae_core.analysis.named_clusters import NamedClusters
from crvae_core.analysis.store import FOLDER, Store
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.compare.as_2023 import TwoGaussians, two_gaussians
from crvae_core.compare.film_look import FilmLook, culture_or_film
from crvae_core.compare.film_marks import marks_of
from crvae_core.compare.groups import Groups, groups_of
from crvae_core.compare.records import codec
from crvae_core.compare.said_in_themes import words_inside
from crvae_core.compare.said_words import ThemeWords
from crvae_core.compare.separation import without_own_look
from crvae_core.compare.sides import Side, Sides
from crvae_core.compare.spaces import BOTH, PICTURE, WORDS, Halves, Spaces, spoken_moments, stored_halves
from crvae_core.compare.style_effects import StyleEffects, style_effects
from crvae_core.compare.style_values import ALL_MEASURES, NOT_MEASURED, VARIETY, stored_style, variety
from crvae_core.compare.tag_shares import TagShares, tag_shares
from crvae_core.compare.theme_answers import Themes, named_themes
from crvae_core.compare.timelines import Timelines, timelines
from crvae_core.compare.told import Told, UnlikePairs, unlike_pairs, who_tells, without_words
from crvae_core.compare.word_in_themes import WordInTheme, word_in_themes
from crvae_core.errors import InputError
from crvae_core.notes.codebook import read_codebook
from crvae_core.notes.tagged import tags_of_moments
from crvae_core.progress import Share
from crvae_core.project.property_values import GROUP
from crvae_core.runs.clusters import clusters_of, named
from crvae_core.runs.moments import Moments, moments_of
from crvae_core.runs.run import Run
from crvae_core.runs.trainings import CONSENSUS, trainings_of
from crvae_core.wording import count

FORMAT = 4  # of stored answers; another number computes anew
PARTED = (
    "themes may part moments with words from those without, whatever they show. By pictures alone (a weight of 1) they are "
    "fairly compared."
)
Answer = TypeVar("Answer")


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two groups of a run's moments and the themes they are compared by.

    clusters: of all moments of the run. sides: rows of the moments. reader: the language of glosses. without_look: each film's
    own look (the mean of its vectors and measures) is taken out; all answers obey it, save those on words.
    """

    moments: Moments
    clusters: NamedClusters
    sides: Sides
    picture_weight: float = DEFAULT_PICTURE_WEIGHT
    reader: str = "en"
    without_look: bool = False

    def themes(self) -> Themes:
        """The share of every theme in both groups."""
        return self._kept("themes", Themes, {}, self._themes)

    def style(self, progress: Share | None = None) -> StyleEffects:
        """Differences of every measure of style over all, with the same mixture of themes, and inside every theme."""
        return self._kept("style", StyleEffects, {}, lambda: self._style(progress))

    def style_values(self, progress: Share | None = None) -> dict[str, np.ndarray]:
        """Every measure of all moments of the run, nan where it is not known: key -> (N,)."""
        table = stored_style(self.moments.run.project, self.moments.pairs, progress)
        found = {str(key): table[key].to_numpy(np.float64) for key in table.columns}
        return found | {VARIETY.key: variety(self.vectors, self.clusters.labels, self.sides)}

    def words(self, theme: int | None = None) -> ThemeWords:
        """What either group says inside a theme, over all moments without one."""
        self._check_theme(theme)
        return self._kept(
            "words",
            ThemeWords,
            {"theme": theme},
            lambda: words_inside(
                self.moments, self.clusters, self.sides, theme, self.reader, self.picture_weight
            ),
        )

    def tags(self, theme: int | None = None) -> TagShares:
        """The share of moments with each tag in both groups inside a theme, over all moments without one."""
        self._check_theme(theme)
        found, labels = self._tags(), self.clusters.labels
        inside = np.ones(len(labels), bool) if theme is None else labels == theme
        name = "" if theme is None else self.clusters.names[theme]
        marks = hashlib.sha256(
            b"".join(name.encode() + np.packbits(has).tobytes() for name, has in found.items())
        )
        asked = {"theme": theme, "tags": marks.hexdigest()}
        return self._kept("tags", TagShares, asked, lambda: tag_shares(self.sides, found, name, inside))

    def word(self, word: str) -> list[WordInTheme]:
        """Whether a word goes with a theme, in either group; in any spelling or language that the glossary knows."""
        return [
            one
            for side in (self.sides.first, self.sides.second)
            for one in word_in_themes(self.clusters, side, word)
        ]

    def told(self, space: str = BOTH) -> Told:
        """The counterparts of all moments in one space: "picture", "words" or "both"."""
        if space not in self.spaces.vectors:
            known = ", ".join(self.spaces.vectors)
            raise InputError(f"{space!r} is no way to compare moments of this run: choose from {known}")
        return self._kept(
            "told",
            Told,
            {"space": space},
            lambda: who_tells(self.sides, self.spaces, space, self.without_look),
        )

    def unlike(self, kind: str) -> UnlikePairs:
        """The strongest pairs with the "same words" and other pictures, or the "same picture" and other words.

        Raises InputError where the run's model can't tell a moment's halves apart.
        """
        return self._kept(
            "unlike",
            UnlikePairs,
            {"kind": kind},
            lambda: unlike_pairs(self.sides, self.spaces, self.told(PICTURE), self.told(WORDS), kind),
        )

    def film_look(self) -> FilmLook:
        """Is it culture, or only the film? The same whether the look is taken out or not: it looks at both."""
        return replace(self, without_look=False)._kept("look", FilmLook, {}, self._film_look)

    def as_in_2023(self) -> TwoGaussians:
        """A mixture of two Gaussians against the groups."""
        return self._kept(
            "2023", TwoGaussians, {}, lambda: two_gaussians(self.sides, self.vectors, self.without_look)
        )

    def timelines(self, space: str = BOTH) -> Timelines:
        """Where the moments lie in their films, with the links between counterparts."""
        times = self.moments.pairs["frame_time_s"].to_numpy(np.float64)
        return timelines(self.sides, times, self.clusters.labels, self.told(space))

    def is_known(self, question: str, **asked: Any) -> bool:
        """Whether an answer lies on disk: "themes", "style", "words", "told", "unlike", "look" or "2023"."""
        kind = {"themes": Themes, "style": StyleEffects, "words": ThemeWords, "told": Told}.get(question)
        kind = kind or {"unlike": UnlikePairs, "look": FilmLook, "2023": TwoGaussians}[question]
        own = replace(self, without_look=False) if question == "look" else self
        return own._store.stored(f"compare-{question}", own._digest(asked), codec(kind)) is not None

    @property
    def has_halves(self) -> bool:
        """Whether the run's model can tell a moment's picture from its words."""
        return self.has(PICTURE)

    def has(self, space: str) -> bool:
        """Whether moments can be compared in a space."""
        return space in self.spaces.vectors

    @cached_property
    def vectors(self) -> np.ndarray:
        """The vectors (N, Z) in which moments are compared, weighed, without each film's own look where that is wished."""
        return self._without_look(self.moments.vectors(self.picture_weight))

    @cached_property
    def spaces(self) -> Spaces:
        """The vectors by picture, by words and by both; the halves are left out where the model can't infer them."""
        halves: Halves = stored_halves(self.moments, self._store)
        found = {BOTH: self.vectors}
        if halves.shown.size:
            found |= {PICTURE: self._without_look(halves.shown), WORDS: self._without_look(halves.said)}
        return Spaces(found, spoken_moments(self.moments))

    def _without_look(self, vectors: np.ndarray) -> np.ndarray:
        if not self.without_look:
            return np.asarray(vectors, np.float64)
        return without_own_look(vectors, self.moments.pairs["video_id"].to_numpy(dtype=str))

    def _check_theme(self, theme: int | None) -> None:
        if theme is not None and theme not in self.clusters.names:
            raise InputError(
                f"there is no theme {theme}: the themes are {', '.join(map(str, self.clusters.numbers))}"
            )

    def _tags(self) -> dict[str, np.ndarray]:
        """Which moments (N,) have each tag, by its name, in the order of the codebook."""
        project, pairs = self.moments.run.project, self.moments.pairs
        book, found = read_codebook(project), tags_of_moments(project, pairs)
        used = {tag for tags in found for tag in tags}
        order = [tag.tag_id for tag in book.tags if tag.tag_id in used]
        order += sorted(used - set(order))
        return {book.name(tag): np.array([tag in tags for tags in found], bool) for tag in order}

    def _themes(self) -> Themes:
        found = named_themes(self.sides, self.clusters, self.without_look)
        if self.sides.in_both:
            told = f"{count(self.sides.in_both, 'moment')} of both groups {'is' if self.sides.in_both == 1 else 'are'} left out."
            found = replace(found, notes=(told, *found.notes))
        spoken = spoken_moments(self.moments)
        sides = (self.sides.first, self.sides.second)
        silent = tuple(side.name for side in sides if not spoken[side.rows].any())
        if len(silent) != 1:
            return found
        return replace(found, notes=(*found.notes, f"{without_words(silent)}: {PARTED}"))

    def _style(self, progress: Share | None) -> StyleEffects:
        found = style_effects(
            self.sides,
            self.clusters.labels,
            self.clusters.names,
            self.style_values(progress),
            ALL_MEASURES,
            self.without_look,
        )
        return replace(found, notes=(NOT_MEASURED,))

    def _film_look(self) -> FilmLook:
        raw = self.moments.vectors(self.picture_weight)
        marks = marks_of(self.moments, self.sides)
        return replace(culture_or_film(self.sides, raw), marks=marks)

    @property
    def _store(self) -> Store:
        return Store(self.moments.run.project.folder / FOLDER)

    def _kept(
        self, question: str, kind: type[Answer], asked: dict[str, Any], ask: Callable[[], Answer]
    ) -> Answer:
        return self._store.get(f"compare-{question}", self._digest(asked), codec(kind), ask)

    def _digest(self, asked: dict[str, Any]) -> str:
        return hashlib.sha256(f"{self._base} {sorted(asked.items())}".encode()).hexdigest()[:20]

    @cached_property
    def _base(self) -> str:
        """A name for all that answers depend on."""
        sides = [
            [side.name, hashlib.sha256(side.rows.tobytes() + side.video.tobytes()).hexdigest()]
            for side in (self.sides.first, self.sides.second)
        ]
        labels = hashlib.sha256(np.ascontiguousarray(self.clusters.labels).tobytes()).hexdigest()
        return self.moments.digest(
            {
                "format": FORMAT,
                "sides": sides,
                "labels": labels,
                "names": sorted(self.clusters.names.items()),
                "weight": self.picture_weight,
                "reader": self.reader,
                "without look": self.without_look,
            }
        )


def comparison_of(
    moments: Moments,
    clusters: NamedClusters,
    sides: Sides,
    picture_weight: float = DEFAULT_PICTURE_WEIGHT,
    reader: str = "en",
    without_look: bool = False,
) -> Comparison:
    """Compare two groups by the clusters of Map and Clusters; without each film's own look these are made anew from what is left.

    Args:
        clusters: of all moments with their look, as `runs.clusters.clusters_of` gives them. sides: see `sides_of`.
        picture_weight: the one that the clusters were made with.
    """
    found = Comparison(moments, clusters, sides, picture_weight, reader, without_look)
    if not without_look:
        return found
    wanted = max(clusters.found.k, 1)
    again = _clusters_anew(found, wanted)
    return replace(found, clusters=named(moments, found.vectors, again, reader))


def _clusters_anew(found: Comparison, k: int) -> Clustering:
    """Clusters of what is left without each film's own look, made as those with it were."""
    method = found.clusters.found.method
    if method != CONSENSUS:
        return cluster(found.vectors, k, method=method)
    trainings = trainings_of(found.moments.run, found.picture_weight)
    videos = found.moments.pairs["video_id"].to_numpy(dtype=str)[trainings.rows]
    return trainings.each(lambda vectors: without_own_look(vectors, videos)).agreed(found.vectors, k)


def compare_run(
    run: Run,
    by: str = GROUP,
    names: tuple[str | None, str | None] = (None, None),
    k: int | None = None,
    picture_weight: float = DEFAULT_PICTURE_WEIGHT,
    method: str = "kmeans",
    reader: str = "en",
    without_look: bool = False,
    tag: str = "",
) -> Comparison:
    """Compare two groups of a run's videos, or of its moments by their tags, by its clusters.

    Args:
        by: a property of videos, "video": each stands for itself, or "tag". names: of two groups; None: the largest.
        tag: only moments with this tag (see groups_of).
        k, method, picture_weight: of the clusters (see `runs.clusters.clusters_of`).
        reader: the language of glosses and of themes without a name of their own. without_look: see Comparison.

    Raises GroupsError where there are no two groups, InputError if k is not possible for these moments.
    """
    moments = moments_of(run)
    sides = sides_of(groups_of(moments, by, tag), *names)
    clusters = clusters_of(moments, k, method, picture_weight, reader)
    return comparison_of(moments, clusters, sides, picture_weight, reader, without_look)


def sides_of(groups: Groups, first: str | None = None, second: str | None = None) -> Sides:
    """Two of a run's groups; by default the two with the most moments, films without a group last.

    Raises GroupsError for a group that is none or has no moments, InputError for a group against itself.
    """
    for name in (first, second):
        if name is not None:
            groups.number(name)
    first, second = groups.pair(first, second)
    if first == second:
        raise InputError(f"the group {first!r} can't be compared with itself: choose another one")
    one, other = _side(groups, first, second), _side(groups, second, first)
    for side, against in ((one, other), (other, one)):
        if not len(side.rows):
            raise InputError(
                f"every moment of {side.name!r} belongs to {against.name!r} as well: choose another group"
            )
    return Sides(one, other, groups.in_both(first, second))


def _side(groups: Groups, name: str, against: str) -> Side:
    rows = groups.rows(name, against)
    films, video = np.unique(groups.video[rows], return_inverse=True)
    return Side(name, rows, video, films=tuple(groups.videos[film] for film in films.tolist()))
