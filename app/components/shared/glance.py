"""Clusters at a glance: each with its most typical moments, of which any plays where its picture stands."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from app.components.shared import playable, player, thumbnail
from app.exploration import Exploration
from app.places import spans_as_text
from app.plain_text import clock, count, percent
from app.serving.picture_route import picture_address
from crvae_core.project.project import Project

PICTURES = 5  # per cluster
_HERE, _KEY = Path(__file__).parent, "glance"
_NEEDED = ["pair_id", "video_id", "frame_row", "frame_time_s", "text"]
_component = st.components.v2.component(
    "crvae-glance",
    html='<ul class="crvae-glance"></ul>',
    css=(_HERE / "glance.css").read_text(encoding="utf-8"),
    js=(_HERE / "glance.js").read_text(encoding="utf-8"),
    isolate_styles=False,  # it looks as its surroundings
)


def show(explored: Exploration) -> None:
    """Draw the clusters, one below the other."""

    def play() -> None:
        playable.start(_KEY, str(st.session_state[_KEY].get("play")))

    _component(
        key=_KEY,
        data={"clusters": _clusters(explored), "played": _played(explored)},
        on_play_change=play,
        on_stop_change=playable.stop,
    )


def _clusters(explored: Exploration) -> list[dict[str, Any]]:
    clusters, found = explored.clusters, []
    shown = {number: clusters.typical(number)[:PICTURES] for number in clusters.numbers}
    table = explored.pairs[_NEEDED].iloc[np.concatenate(list(shown.values()))]
    cards = iter(_cards(explored.project, table))
    times = explored.pairs[["video_id", "frame_time_s"]]
    for number, rows in shown.items():
        members = clusters.members(number)
        share = f"{count(len(members), 'moment')}, {percent(len(members) / len(times))} of all"
        found.append(
            {
                "name": explored.name(number),
                "colour": clusters.colour(number),
                "facts": [share, spans_as_text(explored.project, times.iloc[members])],
                "moments": [next(cards) for _ in rows],
            }
        )
    return found


def _cards(project: Project, table: pd.DataFrame) -> list[dict[str, Any]]:
    """What is shown of some moments, a row of the table each."""
    cards = []
    for pair_id, video_id, frame_row, time_s, text in table.itertuples(index=False):
        picture = thumbnail.picture_of(project, video_id, frame_row)
        cards.append(
            {
                "id": pair_id,
                "src": picture and picture_address(project.folder.name, video_id, picture),
                "alt": thumbnail.alt(time_s),
                "time": clock(time_s),
                "film": project.video(video_id).name,
                "said": text or "Nothing is said.",
            }
        )
    return cards


def _played(explored: Exploration) -> dict[str, Any] | None:
    """The moment that plays, and with what; None for none."""
    pair_id = playable.played(_KEY)
    if pair_id is None:
        return None
    pair = explored.pairs[explored.pairs["pair_id"] == pair_id]
    if pair.empty:
        return None
    film = player.film_of(explored.project, str(pair["video_id"].iloc[0]))
    return {
        "id": pair_id,
        "start": int(pair["frame_time_s"].iloc[0]),
        "src": film and film.source,
        "captions": film and film.captions,
        "note": player.NO_FILM,
    }
