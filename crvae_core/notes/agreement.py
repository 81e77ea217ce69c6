"""How far coders agree: Cohen's kappa of two, Krippendorff's alpha of two or more, by moment and by time.

Each tag is a question of its own, answered with yes or no for every unit; together, a unit's answer is the set of its tags.
Units are the moments of the films that all of these coders worked on, or steps of time of these films. Where a moment bears no
tag of a coder, it counts as a "no".
"""

from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from crvae_core.errors import ProjectError
from crvae_core.notes.kept import Kept
from crvae_core.notes.marks import Mark, read_marks
from crvae_core.notes.tagged import marks_of_moments
from crvae_core.project.project import Project

STEP_S = 0.5
MOST_UNITS = 5_000_000
By = Literal["moment", "time"]
ALL_TAGS = ""  # in place of a tag: the set of all


@dataclass(frozen=True)
class TagAgreement:
    """Agreement on one tag, or on the sets of all (tag: ALL_TAGS).

    units: how many were compared. marked: how many units each coder has marked. agreed: the share of units with the same answer.
    kappa: of two coders. Both are None where all answers are the same, so that nothing is left to agree by chance.
    """

    tag: str
    units: int
    marked: tuple[int, ...]
    agreed: float
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True)
class Agreement:
    """Agreement of some coders on each tag. by: moments, or steps of time of `step_s` seconds. video_ids: films compared."""

    coders: tuple[str, ...]
    by: By
    step_s: float
    video_ids: tuple[str, ...]
    tags: tuple[TagAgreement, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def cohens_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Cohen's kappa (1960) of the answers of two coders to the same units; None where both give one answer throughout.

    kappa = (p_o - p_e) / (1 - p_e): the observed agreement, beyond the one expected from how often each gives each answer.
    """
    if len(first) != len(second) or not len(first):
        raise ValueError("both coders need an answer to every unit")
    from sklearn.metrics import cohen_kappa_score

    a, b = _numbered(first, second)
    if len(np.unique(np.concatenate([a, b]))) < 2:
        return None
    return float(cohen_kappa_score(a, b))


def krippendorffs_alpha(
    answers: Sequence[Sequence[Hashable | None]],
    level: Literal["nominal", "ordinal", "interval", "ratio"] = "nominal",
) -> float | None:
    """Krippendorff's alpha (2004, 2011) of two or more coders.

    answers: a sequence per coder with an answer per unit, None where a coder gave none. level: of measurement; anything but
    nominal takes numbers. None where all answers are the same, or no unit has two.
    """
    import krippendorff

    if level == "nominal":
        known = {
            answer: number
            for number, answer in enumerate(dict.fromkeys(one for row in answers for one in row))
        }
        table = [[np.nan if one is None else float(known[one]) for one in row] for row in answers]
    else:
        table = [[np.nan if one is None else float(one) for one in row] for row in answers]  # type: ignore[arg-type]
    data = np.array(table, dtype=np.float64)
    paired = data[:, (~np.isnan(data)).sum(axis=0) >= 2]
    if len(np.unique(paired[~np.isnan(paired)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement=level))


def coder_agreement(
    project: Project,
    coders: Sequence[str],
    by: By = "moment",
    step_s: float = STEP_S,
    marks: Kept[Mark] | None = None,
) -> Agreement:
    """Agreement of two or more coders on each tag that one of them has used, and on all together.

    by: "moment": the moments that are kept. "time": the films in steps of `step_s` seconds; a moment takes the time of its words.

    Raises ProjectError if there are fewer than two coders, or no film that all of them have tagged.
    """
    if len(set(coders)) < 2:
        raise ProjectError("agreement needs two coders: name both as the tags have them")
    kept = read_marks(project) if marks is None else marks
    pairs = project.pairs()
    pairs = pairs[pairs["kept"]].reset_index(drop=True)
    table = marks_of_moments(project, pairs, kept)
    table = table[(table["tag"] != "") & table["coder"].isin(list(coders))]
    films = _films(project, pairs, table, kept, coders)
    if not films:
        raise ProjectError(
            f"there is no film that {', '.join(coders)} have all tagged: let each tag the same film first"
        )
    tags = sorted({mark.tag for mark in kept.rows if mark.tag and mark.coder in coders})
    if by == "moment":
        rows = np.flatnonzero(pairs["video_id"].isin(films).to_numpy())
        marked = _by_moment(table, tags, coders, len(pairs))[:, :, rows]
    else:
        marked = _by_time(project, kept, table, pairs, (tags, coders, films, step_s))
    return Agreement(
        tuple(coders), by, step_s if by == "time" else 0.0, tuple(films), _measured(marked, tags)
    )


def _measured(marked: np.ndarray, tags: Sequence[str]) -> tuple[TagAgreement, ...]:
    """Agreement on each tag and on the sets of all; marked: (tags, coders, units) bool."""
    rows = [_one(tag, marked[place]) for place, tag in enumerate(tags)]
    if len(tags) > 1:  # the set of a unit's tags as one number per coder
        _, sets = np.unique(
            np.packbits(marked, axis=0).reshape(-1, marked[0].size), axis=1, return_inverse=True
        )
        together = _one(ALL_TAGS, sets.reshape(marked.shape[1:]))
        any_tag = marked.any(axis=0).sum(axis=1)
        rows.insert(0, TagAgreement(ALL_TAGS, together.units, tuple(any_tag.tolist()), *_values(together)))
    return tuple(rows)


def _values(found: TagAgreement) -> tuple[float, float | None, float | None]:
    return found.agreed, found.kappa, found.alpha


def _one(tag: str, answers: np.ndarray) -> TagAgreement:
    """Agreement of coders on units; answers: (coders, units) numbers."""
    coders, units = answers.shape
    agreed = float((answers == answers[0]).all(axis=0).mean()) if units else 0.0
    rows = [row.tolist() for row in answers.astype(np.int64)]
    kappa = cohens_kappa(rows[0], rows[1]) if coders == 2 and units else None
    alpha = krippendorffs_alpha(rows) if units else None
    return TagAgreement(tag, units, tuple((answers != 0).sum(axis=1).tolist()), agreed, kappa, alpha)


def _films(
    project: Project, pairs: pd.DataFrame, table: pd.DataFrame, kept: Kept[Mark], coders: Sequence[str]
) -> list[str]:
    """The films of the project that each of the coders has tagged somewhere."""
    videos = pairs["video_id"].to_numpy(dtype=object)
    worked = {(str(videos[row]), coder) for row, coder in zip(table["row"], table["coder"], strict=True)}
    worked |= {
        (mark.place.video_id, mark.coder) for mark in kept.rows if mark.tag and mark.place.on == "stretch"
    }
    return [
        entry.video_id
        for entry in project.videos
        if all((entry.video_id, coder) in worked for coder in coders)
    ]


def _by_moment(table: pd.DataFrame, tags: Sequence[str], coders: Sequence[str], count: int) -> np.ndarray:
    """Whether each moment bears each tag of each coder, (tags, coders, moments)."""
    marked = np.zeros((len(tags), len(coders), count), dtype=bool)
    place, who = {tag: n for n, tag in enumerate(tags)}, {coder: n for n, coder in enumerate(coders)}
    for row, tag, coder in zip(table["row"], table["tag"], table["coder"], strict=True):
        marked[place[tag], who[coder], row] = True
    return marked


def _by_time(
    project: Project,
    kept: Kept[Mark],
    table: pd.DataFrame,
    pairs: pd.DataFrame,
    asked: tuple[Sequence[str], Sequence[str], Sequence[str], float],
) -> np.ndarray:
    """Whether each step of time bears each tag of each coder, (tags, coders, steps), one film behind the other."""
    tags, coders, films, step_s = asked
    lengths = [max(1, int(np.ceil(project.video(film).duration_s / step_s))) for film in films]
    if sum(lengths) * len(tags) * len(coders) > MOST_UNITS * 40:
        raise ProjectError(f"steps of {step_s} s are too many for these films: give longer ones")
    first = dict(zip(films, np.cumsum([0, *lengths[:-1]]).tolist(), strict=True))
    size = dict(zip(films, lengths, strict=True))
    place, who = {tag: n for n, tag in enumerate(tags)}, {coder: n for n, coder in enumerate(coders)}
    marked = np.zeros((len(tags), len(coders), sum(lengths)), dtype=bool)
    for tag, coder, film, start, end in _stretches(kept, table, pairs):
        if film in first and tag in place and coder in who:
            begin = min(size[film] - 1, int(start / step_s))
            stop = min(size[film], max(begin + 1, round(end / step_s)))
            marked[place[tag], who[coder], first[film] + begin : first[film] + stop] = True
    return marked


def _stretches(
    kept: Kept[Mark], table: pd.DataFrame, pairs: pd.DataFrame
) -> list[tuple[str, str, str, float, float]]:
    """Tag, coder, film, start and end of everything that was tagged."""
    found = [
        (mark.tag, mark.coder, mark.place.video_id, mark.place.start_s, mark.place.end_s)
        for mark in kept.rows
        if mark.tag and mark.place.on == "stretch"
    ]
    videos = pairs["video_id"].to_numpy(dtype=object)
    starts, ends, frames = (pairs[name].to_numpy() for name in ("start_s", "end_s", "frame_time_s"))
    for row, tag, coder, kind in zip(table["row"], table["tag"], table["coder"], table["on"], strict=True):
        if kind != "stretch":
            spoken = ends[row] > starts[row]
            start, end = (starts[row], ends[row]) if spoken else (frames[row], frames[row])
            found.append((tag, coder, str(videos[row]), float(start), float(end)))
    return found


def _numbered(first: Sequence[Hashable], second: Sequence[Hashable]) -> tuple[np.ndarray, np.ndarray]:
    numbers = {answer: number for number, answer in enumerate(dict.fromkeys([*first, *second]))}
    return np.array([numbers[one] for one in first]), np.array([numbers[one] for one in second])
