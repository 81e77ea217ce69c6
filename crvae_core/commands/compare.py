"""The command that compares two groups of videos: how do they show and tell the same story?"""

import functools
from typing import Any

import click

from crvae_core.commands.clusters import HELP_ON_K, METHODS, weight_asked
from crvae_core.terminal import command_output, opened, progress_bar


@click.command()
@click.argument("project")
@click.option("--run", help="Name of the run; the newest if not given.")
@click.option(
    "--by",
    default="group",
    show_default=True,
    help="A property of the videos, 'video': each stands for itself, or 'tag': the moments of each tag.",
)
@click.option("--a", "first", metavar="GROUP", help="The first group; the largest if not given.")
@click.option("--b", "second", metavar="GROUP", help="The second group; the largest other one if not given.")
@click.option("--tag", help="Only moments with this tag of the codebook.")
@click.option("--k", type=click.IntRange(min=1), help=HELP_ON_K)
@click.option("--method", default="kmeans", show_default=True, type=click.Choice(METHODS))
@click.option("--picture-weight", type=click.FloatRange(0, 1), help="1: pictures alone, 0: words alone.")
@click.option(
    "--without-film-look", is_flag=True, help="Take each film's own mean out of vectors and measures first."
)
@click.option(
    "--reader", default="en", show_default=True, type=click.Choice(("en", "zh")), help="Your language."
)
@click.option(
    "--word",
    "words",
    multiple=True,
    help="Also: with which themes either group says this word; several times.",
)
@functools.partial(command_output, shown=lambda result: result["text"])
def compare(
    project: str,
    run: str | None,
    by: str,
    first: str | None,
    second: str | None,
    tag: str | None,
    k: int | None,
    method: str,
    picture_weight: float | None,
    without_film_look: bool,
    reader: str,
    words: tuple[str, ...],
) -> dict[str, Any]:
    """Compare two groups of PROJECT's videos: themes, style, words, counterparts, and whether it is culture or only the film.

    Every sentence has its numbers, interval and n. Of a group with one film it says "these two films", not "these cultures".
    """
    from crvae_core.compare.comparison import compare_run
    from crvae_core.compare.records import to_json
    from crvae_core.compare.report import answer_all, as_json, as_text
    from crvae_core.notes.codebook import read_codebook
    from crvae_core.runs.run import open_run

    weight = weight_asked(picture_weight)
    chosen = open_run(opened(project), run)
    only = read_codebook(chosen.project).find(tag).tag_id if tag else ""
    comparison = compare_run(chosen, by, (first, second), k, weight, method, reader, without_film_look, only)
    with progress_bar() as update:
        answer_all(comparison, update)
    asked = {word: comparison.word(word) for word in words}
    found = as_json(comparison) | {"text": as_text(comparison)}
    for word, answers in asked.items():
        lines = [f"  {one.sentence()}" for one in answers] or ["  Neither group says it."]
        found["text"] = "\n".join([found["text"], "", f"The word “{word}”", *lines])
    listed = {
        word: [to_json(one) | {"sentence": one.sentence()} for one in answers]
        for word, answers in asked.items()
    }
    return found | ({"asked_words": listed} if listed else {})
