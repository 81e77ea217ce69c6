"""What the pages pin, in words: a map, moments, a cluster, what is read back from a vector."""

from collections.abc import Sequence

import pandas as pd

from app.components.findings.finding_words import places
from app.exploration import Exploration
from app.plain_text import clock, count, percent
from crvae_core.analysis.words import sure_words
from crvae_core.notes.findings import Finding
from crvae_core.project.project import Project
from crvae_core.runs.clusters import METHODS
from crvae_core.text.written import written

MOST_WORDS = 8
MOST_LETTERS = 120


def of_view(explored: Exploration, colour: str) -> Finding:
    """The map as it is looked at, with the moments that are selected; colour: what it is coloured by, in words."""
    chosen = explored.pairs["pair_id"].iloc[explored.selected()]
    clusters = count(len(explored.clusters.numbers), "cluster")
    title = f"Map of {count(int(explored.shown.sum()), 'moment')} in {clusters}, by {colour.lower()}"
    said = [f"{clusters.capitalize()} by {METHODS[explored.method]}, run {explored.run.name}."]
    said.extend(explored.filter_told())
    if len(chosen):
        said.append(f"{count(len(chosen), 'moment')} selected.")
    return Finding("view", title, tuple(said), moments=tuple(map(str, chosen)))


def of_moment(project: Project, pair: pd.Series, said: Sequence[str] = ()) -> Finding:
    """One moment; said: sentences behind its own words."""
    film = project.video(str(pair["video_id"])).name
    words = str(pair["text"]) or "Nothing is said."
    title = f"{clock(pair['frame_time_s'])}, {film}: {_cut(words)}"
    return Finding("moment", title, (words, *said), moments=(str(pair["pair_id"]),))


def of_moments(project: Project, pairs: pd.DataFrame, said: Sequence[str] = ()) -> Finding:
    """Several moments."""
    title = f"{count(len(pairs), 'moment')}: {_cut(places(project, pairs))}"
    return Finding("moments", title, tuple(said), moments=tuple(map(str, pairs["pair_id"])))


def of_cluster(explored: Exploration, number: int) -> Finding:
    """A cluster as Clusters shows it: how large it is, where it is, the words that set it apart."""
    rows = explored.members(number)
    members = explored.pairs.iloc[rows]
    share = len(rows) / max(1, int(explored.shown.sum()))
    where = f": {places(explored.project, members)}" if len(rows) else ""
    said = [*explored.filter_told(), f"{count(len(rows), 'moment')}, {percent(share)} of all{where}."]
    table = explored.words.get(number)
    words = [] if table is None else sure_words(table)["word"].head(MOST_WORDS).tolist()
    if words:
        shown = ", ".join(map(explored.clusters.glossary.shown, words))
        said.append(f"Surely said more often here than elsewhere: {shown}.")
    elif table is not None:
        said.append("No word is surely said more often here than elsewhere.")
    title = f"Cluster {explored.name(number)}"
    typical = explored.clusters.typical(number)
    ids = explored.pairs["pair_id"].iloc[typical[explored.shown[typical]]]
    return Finding("cluster", title, tuple(said), moments=tuple(map(str, ids)))


def of_reconstruction(project: Project, pair: pd.Series, read: Sequence[str]) -> Finding:
    """A moment beside what its vector says; read: the words that were read back."""
    film = project.video(str(pair["video_id"])).name
    title = f"Read back at {clock(pair['frame_time_s'])}, {film}"
    said = (
        f"Said: {pair['text'] or 'nothing'}",
        f"Read back from the vector alone: {written(read) or 'nothing'}",
    )
    return Finding("reconstruction", title, said, moments=(str(pair["pair_id"]),))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + "…"
