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
    name = f"{where}-{pair['pair_id']}"
    plays = st.session_state.get(_PLAYED) == name
    if plays:
        player.show(project, pair["video_id"], pair["frame_time_s"], pair, autoplay=True)
    else:
        thumbnail.show(project, pair)
    st.button(
        place(project, pair),
        key=f"play-{name}",
        icon=":material/stop_circle:" if plays else ":material/play_circle:",
        type="tertiary",
        help=None if plays else f"Play it here. {plain(pair['text'] or 'Nothing is said.')}",
        on_click=_turn,
        args=(None if plays else name,),
    )


def _turn(name: str | None) -> None:
    st.session_state[_PLAYED] = name
