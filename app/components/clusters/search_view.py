"""Search: words in captions, moments near a word's meaning in either language, moments like the selected one."""

import numpy as np
import streamlit as st

from app import state
from app.bound import bind
from app.components.clusters.cluster_detail import select_button
from app.components.shared import alike, choice, gallery
from app.exploration import Exploration
from app.places import film
from app.plain_text import clock, count, plain
from crvae_core.analysis.neighbours import nearest
from crvae_core.analysis.search import near_in_meaning, said

HOW = {"words": "Words in captions", "meaning": "Near in meaning", "like": "Like the selected moment"}
LIKE_COUNT = 24
MOST = 240  # moments that are found by meaning


def show(explored: Exploration) -> None:
    """Draw the search and what it finds."""
    how = choice.show("How to search", HOW, "search")
    if how == "like":
        _like(explored)
        return
    if not explored.pairs["tokens"].map(len).any():
        st.info(
            "Nothing is said in these videos, so there are no words to search.", icon=":material/volume_off:"
        )
        return
    bound = bind("find")
    st.text_input(
        "Word or words" if how == "words" else "Words or a sentence, in English or Chinese",
        bound.value,
        key=bound.key,
        on_change=bound.keep,
        max_chars=300,
        placeholder="vaccine",
    )
    text = bound.value.strip()
    if not text:
        st.caption(
            "Finds captions that hold these letters."
            if how == "words"
            else "Finds moments in which something near to the words, or to the whole sentence, in meaning is said, in either "
            "language."
        )
        return
    if how == "words":
        _found(explored, said(explored.pairs, text), {}, f"in which “{plain(text)}” is said")
    else:
        _meaning(explored, text)


def _meaning(explored: Exploration, text: str) -> None:
    with st.spinner("Looking up what is meant"):
        found = near_in_meaning(explored.project, explored.pairs, text)
    if found is None:
        st.info(
            f"No vector is known for “{plain(text)}”: try another word, or search the captions.",
            icon=":material/info:",
        )
        return
    rows = found.rows[:MOST]
    signs = {
        int(row): f"{plain(' '.join(dict.fromkeys(words)))} ({likeness:.2f})".lstrip()
        for row, words, likeness in zip(rows, found.words, found.likeness, strict=False)
    }
    st.caption(
        f"{found.told} In brackets how near: 1 is the same meaning, 0 is unrelated."
        + (f" No vector is known for: {plain(', '.join(found.unknown))}." if found.unknown else "")
    )
    _found(explored, rows, signs, f"near to “{plain(text)}” in meaning")


def _like(explored: Exploration) -> None:
    chosen = explored.selected()
    if len(chosen) != 1:
        st.info(
            "Select one moment first: click it on the map, or press “Search from here” under any that is found.",
            icon=":material/touch_app:",
        )
        return
    row = int(chosen[0])
    pair = explored.pairs.iloc[row]
    rows, distances = nearest(alike.vectors(explored), row, LIKE_COUNT)
    name = film(explored.project, pair["video_id"])
    _found(
        explored,
        rows,
        {int(one): f"distance {far:.2f}" for one, far in zip(rows, distances, strict=True)},
        f"like the one at {clock(pair['frame_time_s'])}, {name}, the nearest first",
    )


def _found(explored: Exploration, rows: np.ndarray, signs: dict[int, str], what: str) -> None:
    rows = rows[explored.shown[rows]]
    explored.tell_filter()
    if not len(rows):
        st.info(f"There are no moments {what}.", icon=":material/search_off:")
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{count(len(rows), 'moment')}** {what}", width="content")
        to_map = st.button("Select them on the map", icon=":material/scatter_plot:", key="found-to-map")
    if to_map:
        state.select_pairs(explored.pairs["pair_id"].iloc[rows])
        st.switch_page("pages/5_Map.py", query_params=state.page_address())
    pairs = explored.pairs.iloc[rows]
    row_of = dict(zip(pairs["pair_id"], rows.tolist(), strict=True))

    def act_on(pair: object) -> None:
        pair_id = pair["pair_id"]  # type: ignore[index]
        with st.container(horizontal=True):
            select_button(pair_id, "found")
            st.button(
                "Search from here", key=f"from-{pair_id}", type="tertiary", on_click=_from, args=(pair_id,)
            )

    gallery.show(
        explored.project,
        pairs,
        key=f"found-{len(rows)}",
        columns=3,
        per_page=12,
        badge=lambda pair: signs.get(row_of[pair["pair_id"]], ""),
        action=act_on,
    )


def _from(pair_id: str) -> None:
    state.select_pairs((pair_id,))
    state.change(search="like")
