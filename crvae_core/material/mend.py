"""What can be made anew without asking anybody, since it comes from what is there: pairs, and the vectors of words."""

from pathlib import Path

import pandas as pd

from crvae_core.errors import ProjectError, VectorsError
from crvae_core.material.rebuild import Rebuilt, alignment_settings, rebuild
from crvae_core.project.changes import changing
from crvae_core.project.corrections import read_steps
from crvae_core.project.pairs import empty_pairs, write_pairs
from crvae_core.project.project import Project, open_project, write_project


def pairs_or_anew(project: Project) -> pd.DataFrame:
    """The pairs of a project; where their file is damaged or missing, made anew from captions and corrections."""
    try:
        table = project.pairs()
    except ProjectError:
        table = empty_pairs()
    missing = [video for video in project.videos if video.video_id not in set(table["video_id"])]
    if not missing:
        return table
    made = {video.video_id: _rebuilt(project, video.video_id, table).table for video in missing}
    parts = [made.get(video.video_id, table[table["video_id"] == video.video_id]) for video in project.videos]
    return pd.concat(parts, ignore_index=True)


def mend_material(folder: Path) -> list[str]:
    """Make damaged or missing pairs and word vectors of a project anew.

    Returns what was made anew, in words; nothing is written where nothing was damaged. Raises an InputError where what they
    come from is damaged itself.
    """
    with open_project(folder).lock():
        project = open_project(folder)
        words = [video.video_id for video in project.videos if not _has_words(project, video.video_id)]
        try:
            table = project.pairs()
            lost_pairs = videos_lacking_pairs(project, table)
        except ProjectError:
            table, lost_pairs = empty_pairs(), {video.video_id for video in project.videos}
        if not words and not lost_pairs:
            return []
        made = [_rebuilt(project, video_id, table) for video_id in {*words, *lost_pairs}]
        _store(project, made, table)
    said = [f"the word vectors of {project.video(video_id).name}" for video_id in words]
    return said + [f"the pairs of {project.video(video_id).name}" for video_id in sorted(lost_pairs)]


def videos_lacking_pairs(project: Project, table: pd.DataFrame) -> set[str]:
    """The videos that have no pairs in a table, or another number of pairs with words than project.json says."""
    counts = table[table["text"] != ""].groupby("video_id").size()
    return {
        video.video_id
        for video in project.videos
        if counts.get(video.video_id, 0) != video.pair_count or video.video_id not in set(table["video_id"])
    }


def _rebuilt(project: Project, video_id: str, before: pd.DataFrame) -> Rebuilt:
    settings = alignment_settings(project.video(video_id))
    return rebuild(project, video_id, settings, read_steps(project, video_id), before)


def _store(project: Project, made: list[Rebuilt], before: pd.DataFrame) -> None:
    tables = {rebuilt.entry.video_id: rebuilt.table for rebuilt in made}
    parts = [
        tables.get(video.video_id, before[before["video_id"] == video.video_id]) for video in project.videos
    ]
    with changing(project.folder) as new:
        for rebuilt in made:
            rebuilt.write(project, new)
        write_pairs(new.file("pairs.parquet"), pd.concat(parts, ignore_index=True))
        write_project(new.file("project.json"), project)


def _has_words(project: Project, video_id: str) -> bool:
    try:
        project.vocabulary(video_id)
    except VectorsError:
        return False
    return True
