"""The map: click a moment, or draw round several; the selection is kept as pair ids."""

import html
import textwrap

import numpy as np
import pandas as pd
import streamlit as st

from app import charts, state
from app.plain_text import clock


def show(
    points: np.ndarray, labels: np.ndarray, pairs: pd.DataFrame, key: str, mouse: str, several: bool
) -> None:
    """Draw the map (points (n, 2), labels (n,), a row of `pairs` each); a selection goes to app.state.

    mouse: what dragging does; clicks reach the app only while it pans.
    """
    ids = pairs["pair_id"].to_numpy()
    chosen = set(state.selected_pairs())
    selected = [row for row, pair_id in enumerate(ids) if pair_id in chosen]
    widget = f"map-{key}"

    def keep_selection() -> None:
        picked = st.session_state[widget]["selection"]["points"]
        state.select_pairs(ids[_row(point)] for point in picked)

    st.plotly_chart(
        charts.map_figure(points, labels, _hover(pairs, labels, several), selected, mouse),
        key=widget,
        on_select=keep_selection,
        selection_mode=("points", "box", "lasso"),
        config={"displaylogo": False, "scrollZoom": True, "modeBarButtonsToRemove": ["autoScale2d"]},
        alt="Map of all moments; every point is a frame with its words, its colour and shape tell its cluster.",
    )


def _row(point: dict) -> int:
    data = point["customdata"]
    return int(data[0] if isinstance(data, list) else data)


def _hover(pairs: pd.DataFrame, labels: np.ndarray, several: bool) -> list[str]:
    texts = []
    for label, (_, pair) in zip(labels, pairs.iterrows(), strict=True):
        said = "<br>".join(textwrap.wrap(html.escape(pair["text"]), 48)[:4])
        where = f" · {html.escape(pair['video_id'])}" if several else ""
        texts.append(f"<b>{clock(pair['frame_time_s'])}</b> · cluster {label + 1}{where}<br>{said}")
    return texts
