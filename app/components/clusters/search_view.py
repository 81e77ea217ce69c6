"""Search: words in captions, moments near a word's meaning in either language, moments like the selected one."""

import numpy as np
import streamlit as st

from app import state, word_search
from app.cached import analysis
from app.components.clusters.cluster_detail import select_button
from app.components.map.moment_view import LIKE, LIKE_WEIGHTS
from app.components.shared import gallery
from app.exploration import Exploration, weighable
from app.plain_text import clock, count, plain
from crvae_core.analysis.neighbours import nearest
from crvae_core.analysis.search import said

HOW = {"words": "Words in captions", "meaning": "Near in meaning", "like": "Like the selected moment"}
LIKE_COUNT = 24
MOST = 240  # moments that are found by meaning


def show(view: Exploration) -> None:
    """Draw the search and what it finds."""
    keep = state.bind("search", "search_how", "words", state.one_of(HOW))
    how = st.segmented_control(
        "How to search", list(HOW), required=True, format_func=HOW.__getitem__, key="search_how", on_change=keep,
        label_visibility="collapsed",
    )  # fmt: skip
    if how == "like":
        _like(view)
        return
    if not view.pairs["tokens"].map(len).any():
        st.info(
            "Nothing is said in these videos, so there are no words to search.", icon=":material/volume_off:"
        )
        return
    keep = state.bind("find", "search_text", "", str)
    text = st.text_input(
        "Word or words" if how == "words" else "A word, in English or Chinese",
        key="search_text",
        on_change=keep,
        max_chars=100,
        placeholder="vaccine",
    ).strip()
    if not text:
        st.caption(
            "Finds captions that hold these letters."
            if how == "words"
            else "Finds moments in which something near to the word in meaning is said, in either language."
        )
        return
    if how == "words":
        rows = said(view.pairs, text)
        _found(view, rows, {}, f"in which “{plain(text)}” is said")
    else:
        _meaning(view, text)


def _meaning(view: Exploration, text: str) -> None:
    with st.spinner("Looking the word up"):
        found = word_search.near_in_meaning(view.project, view.pairs, text)
    if found is None:
        st.info(
            f"No vector is known for “{plain(text)}”: try another word, or search the captions.",
            icon=":material/info:",
        )
        return
    rows = found.rows[:MOST]
    signs = {
        int(row): f"· {plain(word)} ({likeness:.2f})"
        for row, word, likeness in zip(rows, found.words, found.likeness, strict=False)
    }
    st.caption("With the word that is nearest, and how near: 1 is the same meaning, 0 is unrelated.")
    _found(view, rows, signs, f"near to “{plain(text)}” in meaning")


def _like(view: Exploration) -> None:
    chosen = view.selected()
    if len(chosen) != 1:
        st.info(
            "Select one moment first: click it on the map, or press “Search from here” under any that is found.",
            icon=":material/touch_app:",
        )
        return
    row = int(chosen[0])
    pair = view.pairs.iloc[row]
    like = "both"
    if weighable(view.project, view.run):
        like = st.segmented_control(
            "Alike by", list(LIKE), default="both", required=True, format_func=LIKE.__getitem__, key="like_by",
            persist_state="session", help="Both: picture and words weighed as for the map.",
        ) or "both"  # fmt: skip
    vectors = analysis.weighed(view.project, view.run, LIKE_WEIGHTS.get(like, view.weight))
    rows, distances = nearest(vectors, row, LIKE_COUNT)
    name = plain(view.project.video(pair["video_id"]).name)
    _found(
        view,
        rows,
        {int(one): f"· {far:.2f}" for one, far in zip(rows, distances, strict=True)},
        f"like the one at {clock(pair['frame_time_s'])}, {name}, the nearest first, with their distance",
    )


def _found(view: Exploration, rows: np.ndarray, signs: dict[int, str], what: str) -> None:
    if not len(rows):
        st.info(f"There are no moments {what}.", icon=":material/search_off:")
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{count(len(rows), 'moment')}** {what}", width="content")
        to_map = st.button("Select them on the map", icon=":material/scatter_plot:", key="found-to-map")
    if to_map:
        state.select_pairs(view.pairs["pair_id"].iloc[rows])
        st.switch_page("pages/5_Map.py", query_params=state.page_address())
    pairs = view.pairs.iloc[rows]
    row_of = dict(zip(pairs["pair_id"], rows.tolist(), strict=True))

    def act_on(pair: object) -> None:
        pair_id = pair["pair_id"]  # type: ignore[index]
        with st.container(horizontal=True):
            select_button(pair_id, "found")
            st.button(
                "Search from here", key=f"from-{pair_id}", type="tertiary", on_click=_from, args=(pair_id,)
            )

    gallery.show(
        view.project,
        pairs,
        key=f"found-{len(rows)}",
        columns=3,
        per_page=12,
        badge=lambda pair: signs.get(row_of[pair["pair_id"]], ""),
        action=act_on,
    )


def _from(pair_id: str) -> None:
    state.select_pairs((pair_id,))
    state.show_in_widget("search", "search_how", "like")
