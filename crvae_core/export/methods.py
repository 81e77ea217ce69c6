"""The methods paragraph of a paper, written out from what was really done, with the works that it cites."""

import platform
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from crvae_core import __version__
from crvae_core.analysis.projection import METHODS as LAYOUTS
from crvae_core.analysis.projection import OPENTSNE_FROM, map_note
from crvae_core.errors import InputError
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.references import WORKS, bibliography
from crvae_core.export.settings import FileSettings
from crvae_core.files import write_bytes
from crvae_core.material.quality import untaken_frames
from crvae_core.progress import Share
from crvae_core.project.video_entry import VideoEntry
from crvae_core.runs.clusters import ALONE, METHODS, method_of_curves
from crvae_core.runs.trainings import CONSENSUS
from crvae_core.text.vectors import SHARED
from crvae_core.wording import clock, count

_CLUSTER_WORKS = {
    "kmeans": "arthur2007", "gmm": "mclachlan2000", "agglomerative": "ward1963", "hdbscan": "campello2013",
}  # fmt: skip
_STRATEGIES = {
    "nearest": "each caption with the picture nearest to its beginning",
    "blocks": "captions and pictures in blocks of equal length",
    "spread": "each caption with pictures spread over its time",
    "window": "each caption with the pictures shown while it is said",
}
PACKAGES = ("numpy", "scikit-learn", "torch", "openTSNE", "umap-learn", "pandas")


@dataclass(frozen=True)
class Methods:
    """What was done. paragraphs: plain text, works cited as "(Kingma & Welling 2014)". works: keys of references.WORKS."""

    paragraphs: tuple[str, ...]
    works: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs as one text."""
        return "\n\n".join(self.paragraphs) + "\n"


def methods_of(table: MomentsTable) -> Methods:
    """What was done to get a table: sampling, alignment, vectors, model, training, clusters, map, words, coding."""
    parts = [_material(table), _model(table), _exploration(table), _coding(table), _software()]
    paragraphs = tuple(text for text, _ in parts if text)
    works = dict.fromkeys(key for _, keys in parts for key in keys)
    return Methods(paragraphs, tuple(works))


def write_methods(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """A folder with methods.txt and references.bib."""
    path.mkdir(parents=True, exist_ok=True)
    found = methods_of(table)
    write_bytes(path / "methods.txt", found.text.encode())
    write_bytes(path / "references.bib", bibliography(found.works).encode())
    progress(1.0)


def _cited(*keys: str) -> str:
    return f"({'; '.join(WORKS[key].short for key in keys)})"


def _material(table: MomentsTable) -> tuple[str, tuple[str, ...]]:
    videos = [
        video for video in table.project.videos if video.video_id in set(table.moments.pairs["video_id"])
    ]
    length = sum(video.duration_s for video in videos)
    spoken = int((table.moments.pairs["text"].str.strip() != "").sum())
    sentences = [
        f"{count(len(videos), 'film')} of {clock(length)} together ({_listed(_lengths(videos))}) were sampled, "
        f"{_sampling(table, videos)}.",
        f"Captions were aligned with these pictures: {_listed(_alignments(videos))}.",
        f"This gave {count(len(table.moments), 'moment')}, each a picture of 200 x 120 pixels with the words said to it; "
        f"{spoken:,} have words.",
        *_untaken(table, videos),
    ]
    shared = any(video.vectors == SHARED for video in videos)
    if shared:
        sentences.append(
            "Words were represented by vectors of 128 values in one space for English and Chinese, derived from "
            f"multilingual-e5-small {_cited('wang2024')} by centring each language on its mean and reducing by "
            "principal components."
        )
    others = sorted({video.vectors for video in videos if video.vectors != SHARED})
    if others:
        sentences.append(
            f"Words of {'other ' if shared else ''}films were represented by the word vectors {_listed(others)}."
        )
    return " ".join(sentences), ("wang2024",) if shared else ()


def _lengths(videos: list[VideoEntry]) -> list[str]:
    return [f"{video.name}, {clock(video.duration_s)}" for video in videos[:10]] + (
        [f"and {len(videos) - 10} more"] if len(videos) > 10 else []
    )


def _sampling(table: MomentsTable, videos: list[VideoEntry]) -> str:
    ways = Counter(
        "a picture per shot"
        if _info(table, video).get("method") == "shots"
        else f"a picture every {video.every_s:g} s"
        for video in videos
    )
    return _listed(
        [way if len(ways) == 1 else f"{way} in {count(number, 'film')}" for way, number in ways.items()]
    )


def _untaken(table: MomentsTable, videos: list[VideoEntry]) -> list[str]:
    """That pictures are in no moment, where some are."""
    pairs = table.project.pairs()
    untaken = sum(untaken_frames(video, pairs) for video in videos)
    if not untaken:
        return []
    return [
        f"{untaken:,} of {count(sum(video.frame_count for video in videos), 'picture')} are in no moment: no caption took them."
    ]


def _alignments(videos: list[VideoEntry]) -> list[str]:
    ways: Counter[str] = Counter()
    for video in videos:
        choice = str(video.alignment.get("strategy", "auto"))
        way = _STRATEGIES.get(choice, "by the times of the captions, as the program chooses it")
        offset = float(video.alignment.get("offset_s") or 0.0)
        shared = (
            ", a caption's later pictures sharing its words" if video.alignment.get("share_words") else ""
        )
        ways[f"{way}{f', captions moved by {offset:g} s' if offset else ''}{shared}"] += 1
    return [way if len(ways) == 1 else f"{way} ({count(number, 'film')})" for way, number in ways.items()]


def _model(table: MomentsTable) -> tuple[str, tuple[str, ...]]:
    run = table.run
    config = run.config
    training: dict[str, Any] = config.get("training", {})
    sizes = [f"{last - first} values for {_part(name)}" for name, (first, last) in run.parts.items()]
    optimiser = "AdamW" if run.family == "crvae" else "Adam"
    kind = (
        "a convolutional-recurrent variational autoencoder"
        if run.family == "crvae"
        else f"the {run.family} model"
    )
    sentences = [
        f"Pictures and words of a moment were encoded together by {kind} {_cited('kingma2014')} into one vector "
        f"({_listed(sizes)}); the mean of the encoder is the vector of a moment.",
        f"It was trained for {config.get('epochs', '?')} epochs on {int(table.moments.trained.sum()):,} moments of these films "
        f"({optimiser}, learning rate {training.get('learning_rate', '?')}, batches of {training.get('batch_size', '?')}, "
        f"seed {training.get('seed', '?')}, preset {config.get('preset', '?')!r}), in PyTorch {_cited('paszke2019')}.",
    ]
    if run.held_out:
        sentences.append(f"{len(run.held_out):,} moments were held out and used for measuring alone.")
    with_figures = _measured(table)
    return " ".join(sentences + with_figures), ("kingma2014", "paszke2019")


def _measured(table: MomentsTable) -> list[str]:
    try:
        gates = table.run.evaluation().gates
    except InputError:
        return []
    told = [
        f"{gate.title.rstrip('?')}: {'yes' if gate.passed else 'no'}"
        for gate in gates
        if gate.passed is not None
    ]
    return [f"Before it was explored, the model was checked ({'; '.join(told)})."] if told else []


def _exploration(table: MomentsTable) -> tuple[str, tuple[str, ...]]:
    look, clusters = table.look, table.clusters
    shares = f", picture and words weighed {look.picture_weight:g} to {1 - look.picture_weight:.2g}"
    weighed = shares if len(table.moments.parts) > 1 else ""
    way = method_of_curves(look.clusters)
    number = len(clusters.numbers)
    merged = " after clusters were merged by hand" if clusters.notes.merges else ""
    sentences = [
        f"Vectors were clustered by {METHODS[way]} {_cited(_CLUSTER_WORKS[way], 'pedregosa2011')}"
        f"{'' if look.clusters == 'hdbscan' else f' with k = {look.k}'}, seed {look.seed}{weighed}, which gives "
        f"{count(number, 'cluster')}{merged}."
    ]
    works = [_CLUSTER_WORKS[way], "pedregosa2011"]
    if look.clusters == CONSENSUS and ALONE not in clusters.found.notes:
        sentences.append(
            "This was done in each of several trainings that differ by their seed alone; the clusters are those that they agree "
            f"on best (k-means of which cluster a moment has in each, {WORKS['wu2015'].short}). {clusters.found.notes[0]}"
        )
        works.append("wu2015")
    layout, near = LAYOUTS[look.layout], look.neighbours
    if look.layout == "pca":
        sentences.append("The map shows the first two principal components of the vectors.")
    else:
        key = "mcinnes2018" if look.layout == "umap" else "maaten2008"
        keys = [key] + (["policar2024"] if key == "maaten2008" and len(table.moments) > OPENTSNE_FROM else [])
        near_words = f"{'neighbours' if look.layout == 'umap' else 'perplexity'} {near:g}" if near else ""
        sentences.append(
            f"The map was laid out by {layout} {_cited(*keys)} with {near_words}, seed {look.map_seed}; it is for looking only, "
            "distances between groups are not to be read from it."
        )
        works += keys
    if note := map_note(len(table.moments), look.map_settings()):
        sentences.append(note)
    sentences.append(
        "Words that set clusters apart were found by log-odds ratios with an informative Dirichlet prior, with 95% intervals "
        f"{_cited('monroe2008')}."
    )
    return " ".join(sentences), (*works, "monroe2008")


def _coding(table: MomentsTable) -> tuple[str, tuple[str, ...]]:
    tags = [mark for mark in table.marks.tags if mark.tag]
    coders = {mark.coder for mark in tags}
    if not tags:
        return "", ()
    known = table.marks.codebook.items()
    told = [f"{tag} ({meaning.definition})" if meaning.definition else tag for tag, meaning in known]
    text = (
        f"{count(len(tags), 'tag')} were given by {count(max(1, len(coders)), 'coder')} with a codebook of "
        f"{_listed(told) or 'no tags'}."
    )
    if len(coders) < 2:
        return text, ()
    return (
        f"{text} Agreement is told by Cohen's kappa and Krippendorff's alpha {_cited('cohen1960', 'krippendorff2018')}.",
        (
            "cohen1960",
            "krippendorff2018",
        ),
    )


def _software() -> tuple[str, tuple[str, ...]]:
    return (
        f"Software: CRVAE explorer {__version__}, Python {platform.python_version()}, {_listed(package_versions())}.",
        (),
    )


def package_versions() -> list[str]:
    """The packages that results depend on, with their releases."""
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return found


def _part(name: str) -> str:
    return {"shared": "the scene", "picture": "details of the picture", "words": "the words"}.get(name, name)


def _info(table: MomentsTable, video: VideoEntry) -> dict[str, Any]:
    try:
        return table.project.info(video.video_id)
    except (InputError, OSError, ValueError):
        return {}


def _listed(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
