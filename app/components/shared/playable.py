"""The picture of a moment with its place below; a click on that plays the moment where the picture stood."""

import pandas as pd
import streamlit as st

from app.components.shared import player, thumbnail
from app.places import place
from app.plain_text import plain
from crvae_core.project.project import Project

_PLAYED = "moment-that-plays"


def show(project: Project, pair: pd.Series, where: str) -> None:
    """Draw the moment; where: tells this place from others of the page that may show the same moment."""
    pair_id = str(pair["pair_id"])
    plays = played(where) == pair_id
    with st.container():  # one thing for the page's grid, whatever it holds
        if plays:
            player.show(project, pair["video_id"], pair["frame_time_s"], pair, autoplay=True)
        else:
            thumbnail.show(project, pair)
    st.button(
        place(project, pair),
        key=f"play-{where}-{pair_id}",
        icon=":material/stop_circle:" if plays else ":material/play_circle:",
        type="tertiary",
        help=None if plays else f"Play it here. {plain(pair['text'] or 'Nothing is said.')}",
        on_click=stop if plays else start,
        args=() if plays else (where, pair_id),
    )


def played(where: str) -> str | None:
    """The moment that plays in a place of the page; None for none."""
    place, pair_id = st.session_state.get(_PLAYED) or ("", None)
    return pair_id if place == where else None


def start(where: str, pair_id: str) -> None:
    """Play a moment there; whatever played elsewhere ends."""
    st.session_state[_PLAYED] = (where, pair_id)


def stop() -> None:
    """Show pictures alone."""
    st.session_state[_PLAYED] = None
