"""One cluster: its facts, its most typical and most unusual moments, its mean, its words, its place in time, its members."""

import html

import numpy as np
import streamlit as st

from app import state
from app.components.clusters import cluster_notes
from app.components.shared import gallery, selection_view, thumbnail
from app.exploration import Exploration
from app.figures import cluster_figures
from app.plain_text import clock, count, plain
from crvae_core.analysis.clustering import nearest_first
from crvae_core.analysis.timeline import cluster_times, segments
from crvae_core.errors import InputError

SHOWN = 4
TOP_WORDS = 15
ORDERS = {
    "time": "By time",
    "typical": "Most typical first",
    "unusual": "Most unusual first",
    "length": "Longest caption first",
}


def show(view: Exploration, number: int) -> None:
    """Draw one cluster of a view."""
    left, right = st.columns([1, 2], gap="medium")
    with left:
        _head(view, number)
        _mean(view, number)
    with right:
        part = st.segmented_control(
            "Part", ("At a glance", "Words", "Members"), default="At a glance", required=True, key="cluster_part",
            label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
        if part == "Words":
            _words(view, number)
        elif part == "Members":
            _members(view, number)
        else:
            _frames(view, number)
            _strips(view, number)


def _head(view: Exploration, number: int) -> None:
    selection_view.cluster_mark(view, number)
    rows = view.members(number)
    st.caption(f"{count(len(rows), 'moment')}, {len(rows) / len(view.pairs):.0%} of all")
    for video in view.project.videos:
        inside = (view.pairs["video_id"] == video.video_id).to_numpy()
        times = cluster_times(
            view.labels[inside], view.pairs["frame_time_s"].to_numpy()[inside], video.duration_s
        )
        own = times[times["cluster"] == number]
        if len(own):
            row = own.iloc[0]
            st.caption(
                f"**{plain(video.name)}**: {row['share_of_time']:.0%} of its time, "
                f"{clock(row['first_s'])} to {clock(row['last_s'])}"
            )
        elif len(view.project.videos) > 1:
            st.caption(f"**{plain(video.name)}**: never")
    cluster_notes.show(view, number)
    if st.button("Show on the map", icon=":material/scatter_plot:", key="cluster-to-map"):
        state.select_pairs(view.pairs["pair_id"].iloc[rows])
        st.switch_page("pages/5_Map.py", query_params=state.page_address())


def _mean(view: Exploration, number: int) -> None:
    from app.cached import networks

    centre = view.latents[view.members(number)].mean(axis=0, keepdims=True)
    try:
        with st.spinner("Decoding the centre"):
            images, words = networks.decode(view.project, view.run, centre)
    except InputError as error:
        st.caption(f"Its centre can't be decoded: {plain(str(error))}")
        return
    st.markdown("**Its mean**", help="What the model draws and says at the centre of its moments' vectors.")
    if images is not None:
        st.image(images[0], width="stretch", alt="Picture decoded from the centre of the cluster")
    if words[0]:
        st.markdown(plain(" ".join(words[0])))


def _frames(view: Exploration, number: int) -> None:
    near = nearest_first(view.vectors, view.members(number))
    middle = view.medoid(number)
    shown = list(dict.fromkeys([middle, *near.tolist()]))[:SHOWN]
    st.markdown(
        "**Most typical**",
        help="The medoid (least distance to all others) first, then those nearest to the centre.",
    )
    _row(view, shown, {middle: "medoid"})
    far = [row for row in near[::-1].tolist() if row not in shown][:SHOWN]
    if far:
        st.markdown("**Most unusual**", help="Members that lie farthest from the centre.")
        _row(view, far, {})


def _row(view: Exploration, rows: list[int], signs: dict[int, str]) -> None:
    for spot, row in zip(st.columns(SHOWN), rows, strict=False):
        pair = view.pairs.iloc[row]
        with spot:
            thumbnail.show(view.project, pair)
            sign = f" · {signs[row]}" if row in signs else ""
            st.caption(f"**{clock(pair['frame_time_s'])}**{sign}  \n{plain(_cut(pair['text']))}")


def _cut(text: str, letters: int = 60) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _strips(view: Exploration, number: int) -> None:
    st.markdown("**When**")
    for video in view.project.videos:
        inside = np.flatnonzero(view.pairs["video_id"] == video.video_id)
        if not len(inside):
            continue
        stretches = segments(
            view.labels[inside], view.pairs["frame_time_s"].to_numpy()[inside], video.duration_s
        )
        if len(view.project.videos) > 1:
            st.caption(plain(video.name))
        st.plotly_chart(
            cluster_figures.strip_figure(
                stretches[stretches["cluster"] == number], view.colour(number), video.duration_s
            ),
            key=f"strip-{video.video_id}",
            config=cluster_figures.STILL,
            alt="When the cluster occurs in the video",
        )


def _words(view: Exploration, number: int) -> None:
    found = view.words(number).head(TOP_WORDS)
    if found.empty:
        st.info("Nothing is said in the moments of this cluster.", icon=":material/volume_off:")
        return
    st.caption(
        "Words that are said more often here than in all other moments, with 95 % intervals. An interval that crosses the "
        "dotted line may be chance."
    )
    st.plotly_chart(
        cluster_figures.interval_figure(
            [html.escape(word) for word in found["word"]],
            found["log_odds"].tolist(),
            found["low"].tolist(),
            found["high"].tolist(),
            [view.colour(number)] * len(found),
            "log-odds against the rest",
            [
                f"{html.escape(word)}: {here} times here, {there} times elsewhere"
                for word, here, there in zip(
                    found["word"], found["count"], found["count_elsewhere"], strict=True
                )
            ],
        ),
        key=f"words-{number}",
        config=cluster_figures.STILL,
        alt="The words that set the cluster apart",
    )
    chosen = st.pills(
        "Where else is it said?", found["word"].tolist(), key=f"word-of-{number}", format_func=plain
    )
    if chosen:
        from app.components.clusters import word_view

        word_view.chart(view, chosen, key="in-cluster")


def _members(view: Exploration, number: int) -> None:
    rows = view.members(number)
    order = st.selectbox(
        "Order", list(ORDERS), format_func=ORDERS.__getitem__, key="members_order", persist_state="session"
    )
    if order == "typical":
        rows = nearest_first(view.vectors, rows)
    elif order == "unusual":
        rows = nearest_first(view.vectors, rows)[::-1]
    elif order == "length":
        rows = rows[np.argsort(-view.pairs["tokens"].iloc[rows].map(len).to_numpy(), kind="stable")]
    gallery.show(
        view.project, view.pairs.iloc[rows], key=f"cluster-members-{number}-{order}", columns=3, per_page=12,
        action=lambda pair: select_button(pair["pair_id"], "member"),
    )  # fmt: skip


def select_button(pair_id: str, where: str) -> None:
    """Draw a button that selects a moment and opens it on the map."""
    if st.button(
        "See it on the map", key=f"{where}-{pair_id}", type="tertiary", icon=":material/scatter_plot:"
    ):
        state.select_pairs((pair_id,))
        if state.view("panel") == "k":
            state.set_view("panel", None)
        st.switch_page("pages/5_Map.py", query_params=state.page_address())
