"""What the videos are: title, group, date, source, language, licence and free columns, in one table to be filled in."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app import state, uploads
from app.components.shared import closing_popover
from app.plain_text import count, sentence
from crvae_core.errors import InputError, ProjectError
from crvae_core.media.encodings import MAXIMUM_BYTES
from crvae_core.project.project import Project
from crvae_core.project.properties import (
    columns_of,
    properties_csv,
    properties_of,
    read_properties,
    set_properties,
)
from crvae_core.project.property_values import KNOWN, LONGEST_COLUMN, LONGEST_VALUE, column_name
from crvae_core.project.shown_text import LONGEST_NAME

LABELS = {
    "title": "Title",
    "group": "Group",
    "date": "Date",
    "source": "Source link",
    "language": "Language",
    "licence": "Licence note",
}
_HELP = {
    "group": "What videos are compared by: a culture, an outlet, a country. A video without one stands for itself.",
    "date": "2021-12-24, 2021-12 or 2021.",
    "source": "Where it comes from, beginning with https://.",
    "licence": "Under which terms you may use and show it.",
}
_GENERATION, _NEW_COLUMNS = "property-table", "property-columns"


def show(project: Project) -> None:
    """Draw the table with its button, and the ways to and from a CSV file."""
    if not project.videos:
        return
    st.subheader("What the videos are")
    st.caption(
        "Write into the cells, then save. Videos of one group are compared with those of another on the page Compare; every "
        "column can colour the map and goes into exports."
    )
    generation = st.session_state.setdefault(_GENERATION, 0)
    table = _table(project)
    key = f"properties-{generation}"
    edited = st.data_editor(
        table,
        key=key,
        num_rows="fixed",
        hide_index=True,
        column_config=_columns(table),
        width="stretch",
    )
    changes = changes_of(table, edited)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(
            "Save", key="save-properties", type="primary", icon=":material/check:", disabled=not changes
        ):
            _keep(project, changes)
        if changes:
            st.caption(f"{count(len(changes), 'video')} changed, not saved yet.", width="content")
        _add_column(table)
        _files(project)


def changes_of(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, dict[str, str]]:
    """The cells that differ: video_id -> column -> value; an emptied cell is an empty text."""
    changes: dict[str, dict[str, str]] = {}
    for column in before.columns:
        old, new = before[column].fillna("").astype(str), after[column].fillna("").astype(str)
        for video_id in before.index[(old != new).to_numpy()]:
            changes.setdefault(str(video_id), {})[str(column)] = str(new[video_id])
    return changes


def _table(project: Project) -> pd.DataFrame:
    """The properties with columns that were added here and hold nothing yet; the index is the video's id."""
    table = properties_of(project).set_index("video_id")
    for name in st.session_state.get(_NEW_COLUMNS, {}).get(project.folder.name, ()):
        if name not in table:
            table[name] = ""
    return table


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    kinds: dict[str, Any] = {
        str(name): st.column_config.TextColumn(
            LABELS.get(str(name), str(name)),
            help=_HELP.get(str(name)),
            max_chars=LONGEST_NAME if name == "title" else LONGEST_VALUE,
            required=name == "title",
        )
        for name in table.columns
    }
    kinds["source"] = st.column_config.LinkColumn(
        LABELS["source"], help=_HELP["source"], validate=r"^(https?://\S+)?$"
    )
    return kinds


def _add_column(table: pd.DataFrame) -> None:
    with closing_popover.show("Add a column", "column", ":material/add:"):
        name = st.text_input(
            "Name of the column", key="property-column", max_chars=LONGEST_COLUMN, placeholder="Presenter"
        )
        if not st.button("Add", key="add-property-column", disabled=not name.strip()):
            return
        try:
            column = column_name(name)
        except ValueError as error:
            st.error(sentence(error))
            return
        if column in table:
            st.caption("The table has this column already.")
            return
        folder = state.page_address()["project"]
        st.session_state.setdefault(_NEW_COLUMNS, {}).setdefault(folder, []).append(column)
        closing_popover.close("column")
        _draw_anew()


def _files(project: Project) -> None:
    with closing_popover.show("CSV", "csv", ":material/table:"):
        st.download_button(
            "Download the table",
            properties_csv(project).encode("utf-8-sig"),
            "videos.csv",
            "text/csv",
            icon=":material/download:",
            key="download-properties",
            on_click="ignore",
        )
        upload = st.file_uploader(
            "Read a table",
            ["csv", "tsv", "txt"],
            key=f"property-file-{st.session_state[_GENERATION]}",
            help="One column says which video a row is of (video_id or title); the others are properties.",
        )
        if upload is not None and st.button("Take it over", key="read-properties", type="primary"):
            _read(project, upload)


def _read(project: Project, upload: Any) -> None:
    try:
        if uploads.size(upload) > MAXIMUM_BYTES:
            raise ProjectError("the file is larger than 20 MB: give a table of the videos")
        with uploads.on_disk(state.workspace(), table=upload) as paths:
            changes = read_properties(project, paths["table"].read_bytes(), upload.name)
    except InputError as error:
        st.error(sentence(error), icon=":material/error:")
        return
    closing_popover.close("csv")
    _keep(project, changes)


def _keep(project: Project, changes: Mapping[str, Mapping[str, str]]) -> None:
    try:
        changed = set_properties(project, changes)
    except InputError as error:
        st.error(f"Nothing was saved. {sentence(error)}", icon=":material/error:")
        return
    state.choose_project(changed)
    kept = set(columns_of(changed))
    added = st.session_state.get(_NEW_COLUMNS, {}).get(project.folder.name, [])
    added[:] = [name for name in added if name not in kept and name not in KNOWN]
    _draw_anew()


def _draw_anew() -> None:
    """Draw the page with a table that holds what is kept: the browser remembers the edits of the old one."""
    st.session_state[_GENERATION] += 1
    st.rerun()
