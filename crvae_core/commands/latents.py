"""Commands on the latents of a run: encode new pairs with it, read moments out in words."""

import functools
from pathlib import Path
from typing import Any

import click

from crvae_core.errors import InputError
from crvae_core.terminal import command_output, opened, readable
from crvae_core.wording import clock

_ANSWERS = {True: "yes", False: "NO", None: "not asked"}


@click.command()
@click.argument("project")
@click.option("--run", help="Name of the run; the newest if not given.")
@click.option("--from", "other", metavar="PROJECT", help="Encode the pairs of another project.")
@click.option(
    "--videos", "video_ids", multiple=True, metavar="ID", help="Only these videos; may be repeated."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A .csv or .parquet with moments and vectors, or .npy (the moments in a CSV beside it).",
)
@click.option("--again", is_flag=True, help="Make the run's own vectors anew, of the pairs as they are now.")
@command_output
def encode(
    project: str,
    run: str | None,
    other: str | None,
    video_ids: tuple[str, ...],
    out: Path | None,
    again: bool,
) -> dict[str, Any]:
    """Encode pairs with a run of PROJECT, also pairs that it was not trained on, into a file (--out), or into the run
    itself (--again)."""
    if again:
        if other or video_ids or out:
            raise InputError("--again encodes all pairs of PROJECT: leave --from, --videos and --out away")
        return _encode_again(project, run)
    if out is None:
        raise InputError("say where the vectors go with --out FILE, or keep them in the run with --again")
    from crvae_core.decoding.new_pairs import encode_new
    from crvae_core.export.latents import write_latents
    from crvae_core.runs.run import open_run

    run_of_project = open_run(opened(project), run)
    found = encode_new(run_of_project, opened(other) if other else None, list(video_ids))
    files = write_latents(out, found.pairs, found.latents, found.errors)
    return {
        "files": [str(path) for path in files],
        "pairs": len(found.pairs),
        "latent_dim": found.latents.shape[1],
        "image_mse": None if found.errors is None else float(found.errors.mean()),
    }


def _encode_again(project: str, run: str | None) -> dict[str, Any]:
    from crvae_core.decoding.encode_again import encode_again
    from crvae_core.runs.run import open_run

    moments = encode_again(open_run(opened(project), run))
    return {
        "run": moments.run.name,
        "pairs": len(moments),
        "trained_on": int(moments.trained.sum()),
        "latent_dim": moments.latents.shape[1],
    }


def readable_readings(result: dict[str, Any]) -> str:
    """What was said and what is read, a moment after the other. Other candidates are for --json."""
    lines = []
    for moment in result["moments"]:
        when = clock(moment["frame_time_s"])
        lines += [f"{when:>8}  said  {moment['text']}".rstrip(), f"{'':>8}  read  {moment['read']}".rstrip()]
    return "\n".join(lines) or "there are no moments"


@click.command()
@click.argument("project")
@click.option("--run", help="Name of the run; the newest if not given.")
@click.option("--video-id", help="Only this video.")
@click.option("--words", "source", default="videos", show_default=True, help="videos, frequent or all.")
@click.option(
    "--language", default="same", show_default=True, help="same: the captions'; other: the other one."
)
@click.option("--metric", default="cosine", show_default=True, help="cosine or euclidean.")
@click.option("--k", default=1, show_default=True, type=click.IntRange(1, 100), help="Best words per place.")
@click.option("--first", "count", type=click.IntRange(min=1), help="Only so many moments.")
@functools.partial(command_output, shown=readable_readings)
def verbalise(
    project: str,
    run: str | None,
    video_id: str | None,
    source: str,
    language: str,
    metric: str,
    k: int,
    count: int | None,
) -> dict[str, Any]:
    """Read the moments of a run in words, from their vectors alone."""
    from crvae_core.decoding.verbalise import best_words, check_choices
    from crvae_core.decoding.verbalise import verbalise as run_verbalise
    from crvae_core.runs.run import open_run

    found, (words, tongue, measure) = opened(project), check_choices(source, language, metric)
    table = found.pairs()
    if video_id:
        table = table[table["video_id"] == found.find_video(video_id).video_id]
    table = table.iloc[:count]
    verbalised = run_verbalise(open_run(found, run), table, words, tongue, k, measure)
    return {
        "moments": [
            {
                "pair_id": pair.pair_id,
                "frame_time_s": pair.frame_time_s,
                "text": pair.text,
                "read": best_words(moment),
                "choices": [[[choice.word, choice.score] for choice in choices] for choices in moment],
            }
            for pair, moment in zip(table.itertuples(), verbalised, strict=True)
        ]
    }


def readable_figures(figures: dict[str, Any]) -> str:
    """The figures of an evaluation as lines, in the end whether the latent is worth exploring."""
    gates = figures.get("gates", [])
    lines = [readable({name: value for name, value in figures.items() if name != "gates"})]
    for gate in gates:
        lines.append(
            f"{gate['title']}? {_ANSWERS[gate['passed']]}. {gate['sentence']} {gate['remedy']}".rstrip()
        )
    return "\n".join(lines)


COMMANDS = (encode, verbalise)
