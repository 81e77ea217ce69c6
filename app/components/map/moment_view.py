"""One moment: player at its second, its words, what comes back from its vector, its nearest moments, trust."""

import numpy as np
import pandas as pd
import streamlit as st

from app import state
from app.cached import analysis
from app.components.findings import found, pin
from app.components.shared import alike, player, thumbnail
from app.components.tags import tag_editor, tag_keys
from app.exploration import Exploration
from app.places import place as place_of
from app.plain_text import clock, count, plain
from crvae_core.analysis.neighbours import nearest, neighbours_of_trust
from crvae_core.errors import InputError
from crvae_core.project.project import Project

NEAREST = 8
PER_ROW = 4
POOR_TRUST = 0.4


def show(explored: Exploration, row: int) -> None:
    """Draw the moment in row `row`."""
    pair = explored.pairs.iloc[row]
    name = plain(explored.project.video(pair["video_id"]).name)
    st.markdown(f"##### The moment at {clock(pair['frame_time_s'])}, {name}")
    about = f"{plain(explored.name(int(explored.labels[row])))}"
    settings = state.view().map_settings(len(explored.pairs))
    trust = float(analysis.trust(explored.run, explored.weight, settings)[row])
    st.caption(about)
    if np.isfinite(trust):
        st.caption(trust_text(trust, len(explored.pairs)))
    player.show(explored.project, pair["video_id"], pair["frame_time_s"], pair)
    st.fragment(_tags)(explored.project, pair)
    st.caption("Said")
    st.markdown(plain(pair["text"]) or "*nothing*")
    pin.show(explored.project, found.of_moment(explored.project, pair), "moment")
    _reconstruction(explored, row)
    _nearest(explored, row)


def trust_text(trust: float, moments: int) -> str:
    """What the map shows rightly round a moment; trust: see neighbours.trust, of so many moments."""
    near = neighbours_of_trust(moments)
    alike = round(trust * near)
    verb = "is" if alike == 1 else "are"
    poor = " What lies beside it on the map says little." if trust < POOR_TRUST else ""
    return (
        f"Of the {count(near, 'moment')} nearest to it on the map, {alike} {verb} also among the {near} most like it "
        f"(neighbourhood preservation).{poor}"
    )


def _tags(project: Project, pair: pd.Series) -> None:
    """A fragment: a key draws this anew, and the film plays on."""
    tag_editor.show(project, pair)
    tag_keys.show(project, str(pair["video_id"]), str(pair["pair_id"]))


def _reconstruction(explored: Exploration, row: int) -> None:
    from app.cached import networks
    from app.components.reconstructions.reconstruction_list import marked_words

    pair = explored.pairs.iloc[row]
    try:
        with st.spinner("Reading the vector back"):
            result = networks.reconstructions(explored.run, (pair["pair_id"],))
    except InputError as error:
        st.caption(f"The vector can't be read back: {plain(str(error))}")
        return
    drawn, read = st.columns(2)
    if result.images is not None:
        drawn.image(
            result.images[0],
            width="stretch",
            caption="Drawn from the vector",
            alt="The frame as drawn from the vector",
        )
    else:
        read = drawn
    read.caption("Read back from the vector alone")
    read.markdown(marked_words(list(pair["tokens"]), result.words_free[0]) or "*(no words)*")


def _nearest(explored: Exploration, row: int) -> None:
    st.markdown(
        "**Nearest moments**, with their distance", help="In the space of the vectors, not on the map."
    )
    rows, distances = nearest(alike.vectors(explored), row, NEAREST)
    if not len(rows):
        st.caption("There is no other moment.")
    for start in range(0, len(rows), PER_ROW):
        places = st.columns(PER_ROW)
        for place, near, distance in zip(
            places, rows[start : start + PER_ROW], distances[start : start + PER_ROW], strict=False
        ):
            other = explored.pairs.iloc[int(near)]
            with place:
                thumbnail.show(explored.project, other)
                st.button(
                    f"{place_of(explored.project, other)} · {distance:.2f}",
                    key=f"near-{other['pair_id']}",
                    on_click=state.select_pairs,
                    args=((other["pair_id"],),),
                    type="tertiary",
                    help=plain(other["text"] or "nothing is said"),
                )
