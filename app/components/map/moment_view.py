"""One moment: player at its second, its words, what comes back from its vector, its nearest moments, trust."""

import numpy as np
import streamlit as st

from app import state
from app.cached import analysis
from app.components.shared import player, thumbnail
from app.exploration import Exploration, weighable
from app.plain_text import clock, plain
from crvae_core.analysis.neighbours import nearest
from crvae_core.errors import InputError

NEAREST = 8
PER_ROW = 4
LIKE = {"both": "Both", "picture": "Picture", "words": "Words"}
LIKE_WEIGHTS = {"picture": 1.0, "words": 0.0}
POOR_TRUST = 0.4


def show(view: Exploration, row: int, trust: float | None = None) -> None:
    """Draw the moment in row `row`; trust: of its point on the map, 0 to 1."""
    pair = view.pairs.iloc[row]
    name = plain(view.project.video(pair["video_id"]).name)
    st.markdown(f"##### The moment at {clock(pair['frame_time_s'])}, {name}")
    about = f"{plain(view.name(int(view.labels[row])))}"
    if trust is not None and np.isfinite(trust):
        warning = ": the map shows its surroundings badly" if trust < POOR_TRUST else ""
        about += f" · {trust:.0%} of its neighbours on the map are true ones{warning}"
    st.caption(about)
    watch, back = st.columns(2)
    with watch:
        player.show(view.project, pair["video_id"], pair["frame_time_s"], pair)
        st.caption("Said")
        st.markdown(plain(pair["text"]) or "*nothing*")
    with back:
        _reconstruction(view, row)
    _nearest(view, row)


def _reconstruction(view: Exploration, row: int) -> None:
    from app.cached import networks
    from app.components.reconstructions.reconstruction_list import marked_words

    pair = view.pairs.iloc[row]
    try:
        with st.spinner("Reading the vector back"):
            result = networks.reconstructions(view.project, view.run, (pair["pair_id"],))
    except InputError as error:
        st.caption(f"The vector can't be read back: {plain(str(error))}")
        return
    if result.images is not None:
        st.image(result.images[0], width="stretch", caption="Drawn from the vector")
    st.caption("Read back from the vector alone")
    st.markdown(marked_words(list(pair["tokens"]), result.words_free[0]) or "*(no words)*")


def _nearest(view: Exploration, row: int) -> None:
    st.markdown(
        "**Nearest moments**, with their distance", help="In the space of the vectors, not on the map."
    )
    like = "both"
    if weighable(view.project, view.run):
        like = st.segmented_control(
            "Alike by", list(LIKE), default="both", required=True, format_func=LIKE.__getitem__,
            key="nearest_by", label_visibility="collapsed", persist_state="session",
            help="Both: picture and words weighed as for the map.",
        ) or "both"  # fmt: skip
    weight = LIKE_WEIGHTS.get(like, view.weight)
    vectors = analysis.weighed(view.project, view.run, weight)
    rows, distances = nearest(vectors, row, NEAREST)
    if not len(rows):
        st.caption("There is no other moment.")
    several = len(view.project.videos) > 1
    for start in range(0, len(rows), PER_ROW):
        places = st.columns(PER_ROW)
        for place, near, distance in zip(
            places, rows[start : start + PER_ROW], distances[start : start + PER_ROW], strict=False
        ):
            other = view.pairs.iloc[int(near)]
            with place:
                thumbnail.show(view.project, other)
                st.button(
                    f"{clock(other['frame_time_s'])} · {distance:.2f}",
                    key=f"near-{other['pair_id']}",
                    on_click=state.select_pairs,
                    args=((other["pair_id"],),),
                    type="tertiary",
                    help=plain(
                        (f"{view.project.video(other['video_id']).name}: " if several else "")
                        + (other["text"] or "nothing is said")
                    ),
                )
