"""How a person looks at a project now: one frozen object, the same in the session, in the address and in a link.

Parts have the names that they have in the address. A part is changed by a person (state.change), or filled in once where the
address leaves open what a picture depends on (state.fill_in); never by a widget that is merely drawn.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import quote, unquote

from crvae_core.analysis.projection import METHODS as LAYOUTS
from crvae_core.analysis.projection import MapSettings, default_neighbours
from crvae_core.analysis.weighting import DEFAULT_PICTURE_WEIGHT
from crvae_core.media.alignment import STRATEGIES
from crvae_core.runs.clusters import METHODS

MOST_K = 40
LARGEST_K = (12, 20, 30, 40)  # to choose from
_ORIGIN = re.compile(r"(chosen|start|unclear)|recommended-(\d{1,9})-(\d{4}-\d{2}-\d{2})")
_THEME = re.compile(r"all|same|[1-9]\d{0,4}")
_SELECTION = re.compile(r"@[0-9a-f]{16}|[^@]{1,2000}")


@dataclass(frozen=True)
class Origin:
    """Where a k comes from: chosen by a person; start, before the curves were measured; unclear, where they speak for none;
    recommended, for so many moments on a day (ISO)."""

    kind: str = "start"
    moments: int = 0
    day: str = ""

    @classmethod
    def read(cls, text: str) -> "Origin":
        """The origin that the address names; raises ValueError for anything else."""
        match = _ORIGIN.fullmatch(text)
        if not match:
            raise ValueError(text)
        return cls(match[1]) if match[1] else cls("recommended", int(match[2]), match[3])

    def __str__(self) -> str:
        return f"recommended-{self.moments}-{self.day}" if self.kind == "recommended" else self.kind


START = Origin()


def _part(default: Any, read: Callable[[str], Any], picture: bool = False) -> Any:
    """A part of the view. read: its value in the address, ValueError for none. picture: always told once there is a k."""
    return field(default=default, metadata={"read": read, "picture": picture})


def _one_of(*options: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in options:
            raise ValueError(text)
        return text

    return read


def _number(low: float, high: float, kind: type = int) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        value = kind(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def _flag(text: str) -> bool:
    return {"yes": True, "no": False}[_one_of("yes", "no")(text)]


def _text(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most or not text.isprintable():
            raise ValueError(text)
        return text

    return read


def _selection(text: str) -> str:
    if not _SELECTION.fullmatch(text):
        raise ValueError(text)
    return text


def _theme(text: str) -> str:
    if not _THEME.fullmatch(text):
        raise ValueError(text)
    return text


def _names(text: str) -> tuple[str, ...]:
    return tuple(_text(100)(unquote(one)) for one in text.split(",")[:20] if one)


def _place(text: str) -> tuple[float, float]:
    x, y = (_number(-1e9, 1e9, float)(part) for part in text.split(","))
    return x, y


@dataclass(frozen=True)
class View:
    """Every choice of every page; see the pages' components for what each does."""

    # what a picture is made of
    run: str = _part("", _text(100), picture=True)
    k: int | None = _part(None, _number(1, MOST_K), picture=True)
    k_from: Origin = _part(START, Origin.read, picture=True)  # noqa: RUF009 (it is frozen)
    kmax: int = _part(LARGEST_K[0], lambda text: int(_one_of(*map(str, LARGEST_K))(text)))
    clusters: str = _part("kmeans", _one_of(*METHODS), picture=True)
    weight: float = _part(float(DEFAULT_PICTURE_WEIGHT), _number(0, 1, float), picture=True)
    layout: str = _part("tsne", _one_of(*LAYOUTS), picture=True)
    perplexity: int | None = _part(None, _number(1, 1000), picture=True)
    neighbours: int | None = _part(None, _number(1, 1000), picture=True)
    seed: int = _part(0, _number(0, 2**31), picture=True)
    colour: str = _part("cluster", _text(100))
    names: bool = _part(True, _flag)
    sel: str = _part("", _selection)  # pair ids with commas between, or the name of a longer list (state.py)
    tag: str = _part("", _text(100))  # which moments are shown: all, those with a tag (its id), ~any or ~none
    # the page Map
    panel: str = _part("", _one_of("k", "why", "moment", "between"))
    curves: str = _part("apart", _one_of("apart", "stable", "report", "splits"))
    decode: str = _part("place", _one_of("place", "path"))
    at: tuple[float, float] | None = _part(None, _place)
    alike: str = _part("both", _one_of("both", "picture", "words"))
    mouse: str = _part("pan", _one_of("pan", "lasso", "select"))
    effect: str = _part("new", _one_of("new", "add", "less"))
    # the page Clusters
    show: str = _part("clusters", _one_of("clusters", "words", "time", "search"))
    cluster: int | None = _part(None, _number(1, 100_000))  # counted from 1, as people do
    part: str = _part("glance", _one_of("glance", "words", "members"))
    order: str = _part("time", _one_of("time", "typical", "unusual", "length"))
    word: str = _part("", _text(100))
    time: str = _part("ribbon", _one_of("ribbon", "order", "confounds"))
    video: str = _part("", _text(100))
    search: str = _part("words", _one_of("words", "meaning", "like"))
    find: str = _part("", _text(300))
    # the page Pairs
    pairs: str = _part("moments", _one_of("moments", "alignment", "captions", "words", "coding"))
    film: str = _part("", _text(1100))  # a video, or group:NAME
    filter: str = _part("all", _one_of("all", "silent", "dropped"))
    letters: str = _part("", _text(100))
    # an alignment of the film that is looked at before it is used; None: as it is stored
    strategy: str | None = _part(None, _one_of(*STRATEGIES))
    anchor: str | None = _part(None, _one_of("start", "middle"))
    frames: int | None = _part(None, _number(1, 60))
    period: float | None = _part(None, _number(0, 600, float))
    offset: float | None = _part(None, _number(-360_000, 360_000, float))
    share: bool | None = _part(None, _flag)
    silent: bool | None = _part(None, _flag)
    # the page Reconstructions
    sort: str = _part("time", _one_of("time", "odd", "error", "agreement"))
    halves: bool = _part(False, _flag)
    source: str = _part("videos", _one_of("videos", "frequent", "all"))
    language: str = _part("same", _one_of("same", "other"))
    metric: str = _part("euclidean", _one_of("euclidean", "cosine"))
    candidates: int = _part(3, _number(1, 10))
    # the page Compare
    compare: str = _part("themes", _one_of("themes", "time", "words", "tags", "style", "told", "culture"))
    by: str = _part("group", _text(60))  # the property of videos that makes the groups, or "video"
    group_a: str = _part("", _text(1000))
    group_b: str = _part("", _text(1000))
    without_look: bool = _part(False, _flag)
    theme: str = _part(
        "", _theme
    )  # all, same (the same mixture), or a cluster counted from 1; "": the section's first
    measure: str = _part("", _text(40))
    across: str = _part("", _text(100))  # the word whose sentence is shown
    told: str = _part("moments", _one_of("moments", "words", "picture"))
    teller: str = _part("first", _one_of("first", "second"))
    heard: str = _part("all", _one_of("all", "both", "alone"))
    axis: str = _part("film", _one_of("film", "date"))
    # the page Findings
    board: str = _part("findings", _one_of("findings", "codebook", "agreement"))
    units: str = _part("moment", _one_of("moment", "time"))
    coders: tuple[str, ...] | None = _part(None, _names)  # whose tags are compared; None: the first two
    # the page Train, and the page of a long list
    train: str = _part("train", _one_of("train", "compare"))
    watch: str = _part("", _text(100))  # the run whose training is looked at
    run_a: str = _part("", _text(100))
    run_b: str = _part("", _text(100))
    along: str = _part("epochs", _one_of("epochs", "time"))
    page: int = _part(1, _number(1, 1_000_000))

    @classmethod
    def from_address(cls, address: Mapping[str, str]) -> "View":
        """The view that an address gives; what it lacks, or has wrong, is as usual."""
        values = {}
        for one in fields(cls):
            try:
                values[one.name] = one.metadata["read"](address[one.name])
            except (KeyError, ValueError, OverflowError):
                continue
        return cls(**values)

    def to_address(self) -> dict[str, str]:
        """What the address says: all that is not as usual, and all that a picture is made of once there is one."""
        told = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value is None or value == "":
                continue
            if value != one.default or (one.metadata["picture"] and self.k is not None):
                told[one.name] = _written(value)
        return told

    def map_settings(self, moments: int) -> MapSettings:
        """How the map of so many moments is laid out."""
        return MapSettings(self.layout, self.near(moments), self.seed)

    def near(self, moments: int) -> float | None:
        """The perplexity or number of neighbours of the present layout; None for PCA."""
        if self.layout == "pca":
            return None
        chosen = self.neighbours if self.layout == "umap" else self.perplexity
        return float(chosen or default_neighbours(moments, self.layout))

    @property
    def near_part(self) -> str | None:
        """The part that holds the perplexity or the neighbours of the present layout."""
        return {"tsne": "perplexity", "umap": "neighbours"}.get(self.layout)


LISTS_BEGIN_ANEW = {
    "run", "k", "clusters", "weight", "sel", "show", "cluster", "part", "order", "video", "search", "find", "pairs", "film",
    "filter", "letters", "tag", "sort", "train", "compare", "by", "group_a", "group_b", "without_look", "told", "teller", "heard",
    "board", "run_a", "run_b",
}  # fmt: skip
ALIGNMENT = ("strategy", "anchor", "frames", "period", "offset", "share", "silent")  # of one film


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(quote(one, safe="") if isinstance(one, str) else f"{one:.4g}" for one in value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)
