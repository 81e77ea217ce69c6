"""The command that finds moments: by their words, by meaning, or by likeness to another moment."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from crvae_core.commands.clusters import weight_asked
from crvae_core.errors import InputError
from crvae_core.terminal import command_output, opened, progress_bar
from crvae_core.wording import clock, count

if TYPE_CHECKING:
    import pandas as pd

    from crvae_core.project.project import Project
    from crvae_core.runs.moments import Moments

MOST = 24


def readable_moments(result: dict[str, Any]) -> str:
    """What was found as lines: time, film, what was near, caption."""
    lines = [count(result["moments"], "moment") + (":" if result["found"] else "")]
    for moment in result["found"]:
        near = f"  ({moment['near']} {moment['score']:.2f})".replace("( ", "(") if "score" in moment else ""
        lines.append(f"{moment['time']:>8}  {moment['video']}{near}  {moment['text']}".rstrip())
    if result["moments"] > len(result["found"]):
        lines.append(f"the first {len(result['found'])} are shown: --count shows more")
    if result.get("told"):
        lines.append(result["told"])
    if result.get("unknown"):
        lines.append(f"no vector is known for: {', '.join(result['unknown'])}")
    return "\n".join(lines)


@click.command()
@click.argument("project")
@click.argument("text")
@click.option("--run", help="Search the moments of this run; by likeness: the newest if not given.")
@click.option(
    "--by",
    default="words",
    show_default=True,
    type=click.Choice(("words", "meaning", "likeness")),
    help="words: the letters of captions; meaning: near words, or a sentence, in either language; likeness: near moments.",
)
@click.option("--count", "most", default=MOST, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--picture-weight",
    type=click.FloatRange(0, 1),
    help="By likeness: 1 pictures alone, 0 words alone.",
)
@functools.partial(command_output, shown=readable_moments)
def search(
    project: str, text: str, run: str | None, by: str, most: int, picture_weight: float | None
) -> dict[str, Any]:
    """Find moments of PROJECT.

    TEXT: letters of a caption, words or a sentence whose meaning is sought, or the pair id of a moment, as --by says. All
    kept moments of the project are searched; with --run, or by likeness, those that have a vector in a run.
    """
    from crvae_core.analysis.search import near_in_meaning, said
    from crvae_core.runs.moments import moments_of
    from crvae_core.runs.run import open_run

    found = opened(project)
    if by == "likeness":
        moments = moments_of(open_run(found, run))
        rows, distances = _alike(moments, text, most, picture_weight)
        signs = [{"near": "distance", "score": float(far)} for far in distances]
        return {"moments": len(rows), "found": _told(found, moments.pairs, rows, signs)}
    pairs = moments_of(open_run(found, run)).pairs if run else found.pairs()
    pairs = pairs[pairs["kept"].astype(bool)].reset_index(drop=True)
    if by == "words":
        rows = said(pairs, text)
        return {"moments": len(rows), "found": _told(found, pairs, rows[:most], [{}] * most)}
    with progress_bar() as update:
        near = near_in_meaning(found, pairs, text, None, lambda share: update("Reading captions", share))
    if near is None:
        raise InputError(f"no vector is known for {text!r}: try another word, or --by words")
    signs = [
        {"near": " ".join(words), "score": float(score)}
        for words, score in zip(near.words, near.likeness, strict=True)
    ]
    told = _told(found, pairs, near.rows[:most], signs)
    return {
        "moments": len(near.rows),
        "found": told,
        "unknown": list(near.unknown),
        "way": near.way,
        "told": near.told,
    }


def _alike(
    moments: "Moments", pair_id: str, most: int, picture_weight: float | None
) -> tuple[np.ndarray, np.ndarray]:
    from crvae_core.analysis.neighbours import nearest

    ids = moments.pair_ids
    if pair_id not in ids:
        raise InputError(f"the run has no moment {pair_id!r}: `search PROJECT WORD --json` lists their ids")
    weight = weight_asked(picture_weight)
    return nearest(moments.vectors(weight), ids.index(pair_id), most)


def _told(
    project: "Project", pairs: "pd.DataFrame", rows: np.ndarray, signs: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    names = {video.video_id: video.name for video in project.videos}
    return [
        {
            "pair_id": str(pair["pair_id"]),
            "video": names.get(pair["video_id"], pair["video_id"]),
            "time_s": float(pair["frame_time_s"]),
            "time": clock(pair["frame_time_s"]),
            "text": pair["text"],
            **sign,
        }
        for pair, sign in zip(pairs.iloc[rows].to_dict(orient="records"), signs, strict=False)
    ]
