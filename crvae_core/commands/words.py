"""The command that says which words set clusters apart, and in which clusters a word is said."""

import functools
from typing import Any

import click

from crvae_core.commands.clusters import HELP_ON_K, METHODS, weight_asked
from crvae_core.terminal import command_output, opened
from crvae_core.wording import count, percent

TOP = 8


def readable_words(result: dict[str, Any]) -> str:
    """Clusters with their words, or the clusters of a word, as lines."""
    if "word" in result:
        lines = [f"{result['word']} is said in {count(result['count'], 'moment')} of {result['moments']:,}"]
        for one in result["clusters"]:
            interval = f"{percent(one['low'])} to {percent(one['high'])}"
            lines.append(
                f"{percent(one['share']):>6}  ({interval})  {one['name']}: {one['count']} of {one['moments']}"
            )
        return "\n".join(lines)
    lines = []
    for one in result["clusters"]:
        words = ", ".join(f"{row['shown']} ({row['count']})" for row in one["words"])
        lines += [
            f"{one['name']}: {count(one['moments'], 'moment')}",
            f"    {words or 'no word is surely telling'}",
        ]
    return "\n".join(lines)


@click.command()
@click.argument("project")
@click.argument("word", required=False)
@click.option("--run", help="Name of the run; the newest if not given.")
@click.option("--k", type=click.IntRange(min=1), help=HELP_ON_K)
@click.option("--method", default="kmeans", show_default=True, type=click.Choice(METHODS))
@click.option("--picture-weight", type=click.FloatRange(0, 1), help="1: pictures alone, 0: words alone.")
@click.option(
    "--reader", default="en", show_default=True, type=click.Choice(("en", "zh")), help="Your language."
)
@functools.partial(command_output, shown=readable_words)
def words(
    project: str,
    word: str | None,
    run: str | None,
    k: int | None,
    method: str,
    picture_weight: float | None,
    reader: str,
) -> dict[str, Any]:
    """The words that are surely said more often in a cluster than elsewhere; with WORD, in which clusters it is said.

    Words of another language count as the word of yours that means the same, where the shared vectors know it.
    """
    from crvae_core.analysis.words import sure_words
    from crvae_core.runs.clusters import clusters_of
    from crvae_core.runs.moments import moments_of
    from crvae_core.runs.run import open_run

    moments = moments_of(open_run(opened(project), run))
    weight = weight_asked(picture_weight)
    clusters = clusters_of(moments, k, method, weight, reader)
    if word is not None:
        table = clusters.shares_of(word)
        found = [{"name": clusters.names[row["cluster"]], **row} for row in table.to_dict(orient="records")]
        shown = clusters.glossary.shown(clusters.concept(word))
        return {"word": shown, "count": int(table["count"].sum()), "moments": len(moments), "clusters": found}
    return {
        "clusters": [
            {
                "cluster": number,
                "name": clusters.names[number],
                "moments": len(clusters.members(number)),
                "words": [
                    {"shown": clusters.glossary.shown(row["word"]), **row}
                    for row in sure_words(clusters.words[number]).head(TOP).to_dict(orient="records")
                ],
            }
            for number in clusters.numbers
        ]
    }
