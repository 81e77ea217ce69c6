"""One moment: player at its second, its words, what comes back from its vector, its nearest moments."""

import numpy as np
import pandas as pd
import streamlit as st

from app.components import thumbnail
from app.components.video_list import PLAYER_BYTES
from app.plain_text import clock, plain
from crvae_core.project import Project

NEAREST = 4


def show(project: Project, run: str, pairs: pd.DataFrame, row: int, vectors: np.ndarray) -> None:
    """Draw the moment in row `row` of `pairs`; vectors: (n, Z), a row each."""
    pair = pairs.iloc[row]
    st.subheader(
        f"The moment at {clock(pair['frame_time_s'])}, {plain(project.video(pair['video_id']).name)}"
    )
    player, back = st.columns(2)
    with player:
        _player(project, pair)
    with back:
        said = _reconstruction(project, run, pair)
    st.caption("Said")
    st.markdown(plain(pair["text"]) or "*nothing*")
    st.caption("Read back from the vector alone")
    st.markdown(said)
    st.markdown("**Nearest moments** in the space of the vectors, with their distance")
    distances = np.linalg.norm(vectors - vectors[row], axis=1)
    nearest = [other for other in np.argsort(distances, kind="stable") if other != row][:NEAREST]
    for place, other in zip(st.columns(NEAREST), nearest, strict=False):
        near = pairs.iloc[other]
        with place:
            thumbnail.show(project, near)
        place.caption(f"**{clock(near['frame_time_s'])}** · {distances[other]:.2f}", help=plain(near["text"]))


def _player(project: Project, pair: pd.Series) -> None:
    source = project.source_path(pair["video_id"])
    if source.is_file() and source.stat().st_size <= PLAYER_BYTES:
        st.video(str(source), start_time=int(pair["frame_time_s"]))
    else:
        thumbnail.show(project, pair)
        st.caption("The video file was moved or is too large to be played here.")


def _reconstruction(project: Project, run: str, pair: pd.Series) -> str:
    from app import model_cache
    from app.components.reconstruction_list import marked_words

    with st.spinner("Reading the vector back"):
        result = model_cache.reconstructions(project, run, (pair["pair_id"],))
    if result.images is not None:
        st.image(result.images[0], width="stretch", caption="Drawn from the vector")
    return marked_words(list(pair["tokens"]), result.words_free[0])
