"""Keys 1 to 9 tag the moment that is played, or looked at; with shift they begin and end a stretch of time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from app import coder
from app.cached import notes, project_data
from app.components.tags import tag_marks
from app.plain_text import clock, plain
from crvae_core.errors import InputError
from crvae_core.notes.codebook import KEYS, Codebook
from crvae_core.notes.marks import moment_place, put_marks, stretch_place, toggle
from crvae_core.project.project import Project

_HERE = Path(__file__).parent
_HANDLED, _OPEN, _SAID, _KEY = "tag-keys-handled", "tag-stretches-begun", "tag-keys-said", "tag-keys"
_component = st.components.v2.component(
    "crvae-tag-keys", js=(_HERE / "tag_keys.js").read_text(encoding="utf-8")
)


def show(project: Project, video_id: str, looked_at: str | None = None) -> None:
    """Listen for keys and say what the last ones did.

    looked_at: the moment that is meant while the film does not play; its tags stand above, with their keys.
    """
    codebook = notes.codebook(project)
    if not codebook.tags:
        st.caption(":material/keyboard: With a codebook (page Findings), the keys 1 to 9 tag moments here.")
        return

    def pressed() -> None:
        for press in _new(st.session_state[_KEY].get("presses")):
            st.session_state[_SAID] = _do(project, video_id, looked_at, press)

    _component(key=_KEY, on_presses_change=pressed)
    if looked_at is None:
        _legend(codebook)
    st.caption(
        ":material/keyboard: A key tags the moment, or takes the tag off. Shift and the key begin and end a stretch."
    )
    for (film, tag_id), start in st.session_state.get(_OPEN, {}).items():
        if film == video_id:
            st.caption(f":material/timer: {plain(codebook.name(tag_id))} since {clock(start)}")
    if said := st.session_state.get(_SAID):
        st.caption(said)


def _legend(codebook: Codebook) -> None:
    """The keys with their tags."""
    keys = " ".join(
        f"<kbd>{number}</kbd> {tag_marks.badge(codebook, tag.tag_id, tag.definition)}"
        for number, tag in enumerate(codebook.tags[:KEYS], start=1)
    )
    st.html(f"<div>{keys}</div>")


def moment_at(pairs: pd.DataFrame, second: float) -> int | None:
    """The row of the moment that is on at a second of its film: whose words hold it, else whose frame is nearest.

    pairs: of one film.
    """
    if pairs.empty:
        return None
    frames = pairs["frame_time_s"].to_numpy()
    held = (pairs["start_s"].to_numpy() <= second) & (second < pairs["end_s"].to_numpy())
    rows = np.flatnonzero(held) if held.any() else np.arange(len(pairs))
    return int(rows[np.abs(frames[rows] - second).argmin()])


def _new(presses: Any) -> list[tuple[int, bool, float | None, bool]]:
    """The presses that were not handled yet, in their order; anything odd from the browser is left out."""
    handled = st.session_state.setdefault(_HANDLED, set())
    found = []
    for press in presses if isinstance(presses, Sequence) else ():
        try:
            name, number, shift, at, plays = press
            if str(name) in handled:
                continue
            handled.add(str(name))
            found.append((int(number), bool(shift), None if at is None else float(at), bool(plays)))
        except (TypeError, ValueError):
            continue
    return found


def _do(
    project: Project, video_id: str, looked_at: str | None, press: tuple[int, bool, float | None, bool]
) -> str:
    """Do what a key asks for; gives what is said of it, as Markdown."""
    number, shift, at, plays = press
    codebook = notes.codebook(project)
    tag = codebook.of_key(number)
    if tag is None:
        return f"There is no tag for the key {number}."
    try:
        if shift:
            return _stretch(project, codebook, video_id, tag.tag_id, at)
        pairs = project_data.pairs(project)
        own = pairs[(pairs["video_id"] == video_id) & pairs["kept"]]
        if looked_at is not None and not plays:
            own = pairs[pairs["pair_id"] == looked_at]
        row = moment_at(own, at or 0.0)
        if row is None:
            return "There is no moment to tag here."
        pair = own.iloc[row]
        there = toggle(project, moment_place(pair), tag.tag_id, coder.name())
    except InputError as error:
        return f":material/error: {plain(str(error))}"
    return f":material/sell: {plain(tag.name)} {'put on' if there else 'taken off'} the moment at {clock(pair['frame_time_s'])}"


def _stretch(project: Project, codebook: Codebook, video_id: str, tag_id: str, at: float | None) -> str:
    if at is None:
        return "There is no film here that can be played: a stretch needs one."
    begun, name = st.session_state.setdefault(_OPEN, {}), plain(codebook.name(tag_id))
    start = begun.pop((video_id, tag_id), None)
    if start is None:
        begun[video_id, tag_id] = at
        return f":material/timer: {name} begins at {clock(at)}"
    first, last = sorted((start, at))
    put_marks(project, [stretch_place(project, video_id, first, last)], tag_id, coder=coder.name())
    return f":material/sell: {name} from {clock(first)} to {clock(last)}"
