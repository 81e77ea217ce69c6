"""Codebook, tags and notes as pages need them: by moment, found anew whenever they or the pairs change."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from app.cached import project_data
from app.cached.project_data import STAMPS, file_stamp
from crvae_core.notes import codebook as codebooks
from crvae_core.notes import marks as all_marks
from crvae_core.notes.codebook import Codebook, read_codebook
from crvae_core.notes.kept import notes_file
from crvae_core.notes.marks import read_marks
from crvae_core.notes.tagged import marks_of_moments, rows_with_tag
from crvae_core.project.project import Project

Stamp = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class MomentMark:
    """A tag or a note as one moment has it. on: the moment itself, a stretch of time, or a cluster."""

    tag: str
    note: str
    coder: str
    on: str
    mark_id: str


def codebook(project: Project) -> Codebook:
    """The codebook of a project."""
    return read_codebook(project)  # kept by the core until the file changes


def of_moment(project: Project, pair_id: str) -> tuple[MomentMark, ...]:
    """The tags and notes that a moment has."""
    return _by_moment(project, stamp(project)).get(pair_id, ())


def of_moments(project: Project) -> Mapping[str, tuple[MomentMark, ...]]:
    """The tags and notes of every moment that has any, by its pair id."""
    return _by_moment(project, stamp(project))


def meant(project: Project, wanted: str) -> frozenset[str]:
    """The pair ids of the moments that a tag, ANY_TAG or NO_TAG means (see notes.tagged.rows_with_tag)."""
    return _meant(project, stamp(project), wanted)


def stamp(project: Project) -> Stamp:
    """Another value once tags, notes or the codebook change."""
    return tuple(file_stamp(notes_file(project, name)) for name in (all_marks.FILE, codebooks.FILE))


def problems(project: Project) -> tuple[str, ...]:
    """What of the project's notes can't be read."""
    return (*codebook(project).problems, *read_marks(project).problems)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=STAMPS)
def _by_moment(project: Project, stamp: Stamp) -> dict[str, tuple[MomentMark, ...]]:
    table = marks_of_moments(project, project_data.pairs(project))
    found: dict[str, list[MomentMark]] = {}
    for row in table.itertuples(index=False):
        mark = MomentMark(str(row.tag), str(row.note), str(row.coder), str(row.on), str(row.mark_id))
        found.setdefault(str(row.pair_id), []).append(mark)
    return {pair_id: tuple(marks) for pair_id, marks in found.items()}


@st.cache_resource(max_entries=32, show_spinner=False, hash_funcs=STAMPS)
def _meant(project: Project, stamp: Stamp, wanted: str) -> frozenset[str]:
    pairs = project_data.pairs(project)
    return frozenset(pairs["pair_id"][rows_with_tag(project, pairs, wanted)])
