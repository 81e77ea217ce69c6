"""One cluster: its facts, its most typical and most unusual moments, its average, its words, its place in time, its members."""

import html

import numpy as np
import pandas as pd
import streamlit as st

from app import state
from app.bound import bind
from app.components.clusters import cluster_notes
from app.components.findings import found, pin
from app.components.shared import choice, cluster_mark, gallery, playable
from app.components.tags import tag_editor
from app.exploration import Exploration
from app.figures import cluster_figures
from app.figures.base import STILL
from app.plain_text import clock, count, percent, plain
from crvae_core.analysis.named_clusters import NO_CLUSTER
from crvae_core.analysis.timeline import cluster_times, segments
from crvae_core.errors import InputError
from crvae_core.notes.marks import Place, cluster_place
from crvae_core.project.video_entry import VideoEntry
from crvae_core.text.written import written

SHOWN = 4
TOP_WORDS = 15
MOST_FILMS = 6  # that are told one by one
PARTS = {"glance": "At a glance", "words": "Words", "members": "Members"}
ORDERS = {
    "time": "By time",
    "typical": "Most typical first",
    "unusual": "Most unusual first",
    "length": "Longest caption first",
}


def show(explored: Exploration, number: int) -> None:
    """Draw one cluster of a view."""
    with st.container(key="panels-cluster"):
        left, right = st.columns([1, 2], gap="medium")
    with left:
        _head(explored, number)
        _mean(explored, number)
    with right:
        part = choice.show("Part", PARTS, "part")
        if part == "words":
            _words(explored, number)
        elif part == "members":
            _members(explored, number)
        else:
            _frames(explored, number)
            _strips(explored, number)


def _head(explored: Exploration, number: int) -> None:
    cluster_mark.show(explored, number)
    if note := explored.clusters.name_note(number):
        st.caption(plain(note))
    explored.tell_filter()
    rows = explored.members(number)
    st.caption(
        f"{count(len(rows), 'moment')}, {percent(len(rows) / max(1, int(explored.shown.sum())))} of all"
    )
    for line in film_lines(explored, number):
        st.caption(line)
    cluster_notes.show_note(explored, number)
    with st.container(horizontal=True, gap="xsmall"):
        cluster_notes.show_changes(explored, number)
        pin.show(explored.project, found.of_cluster(explored, number), f"cluster-{number}")
        tag_editor.show_several(
            explored.project,
            lambda: [_place(explored, number)],
            "this cluster",
            f"cluster-{number}",
            _ids(explored, number),
        )
        to_map = st.button("Show on the map", icon=":material/scatter_plot:", key="cluster-to-map")
    if to_map:
        state.select_pairs(explored.pairs["pair_id"].iloc[rows])
        st.switch_page("pages/5_Map.py", query_params=state.page_address())


def film_lines(explored: Exploration, number: int) -> list[str]:
    """How much of each film the cluster takes, and when; of many films those where it takes most."""
    told, never = [], []
    for video in _films_here(explored):
        inside = (explored.pairs["video_id"] == video.video_id).to_numpy()
        labels = np.where(explored.shown, explored.labels, NO_CLUSTER)[inside]
        times = cluster_times(labels, explored.pairs["frame_time_s"].to_numpy()[inside], video.duration_s)
        own = times[times["cluster"] == number]
        if own.empty:
            never.append(f"**{plain(video.name)}**")
            continue
        row = own.iloc[0]
        text = (
            f"**{plain(video.name)}**: {percent(row['share_of_time'])} of its time, "
            f"{clock(row['first_s'])} to {clock(row['last_s'])}"
        )
        told.append((float(row["share_of_time"]), text))
    if len(told) > MOST_FILMS:
        told.sort(key=lambda one: -one[0])
    lines = [text for _, text in told[:MOST_FILMS]]
    if len(told) > MOST_FILMS:
        lines.append(f"… and {count(len(told) - MOST_FILMS, 'other film')}, of which it takes less")
    if never:
        lines.append("Never in " + (", ".join(never) if len(never) <= 2 else count(len(never), "other film")))
    return lines


def _films_here(explored: Exploration) -> list[VideoEntry]:
    """The films that have moments in this view."""
    here = set(explored.pairs["video_id"])
    return [video for video in explored.project.videos if video.video_id in here]


def _place(explored: Exploration, number: int) -> Place:
    ids = _ids(explored, number)
    return cluster_place(explored.project, explored.run.name, number + 1, explored.name(number), ids)


def _ids(explored: Exploration, number: int) -> list[str]:
    """The pair ids of all members, shown or not."""
    return explored.pairs["pair_id"].iloc[explored.clusters.members(number)].astype(str).tolist()


def _mean(explored: Exploration, number: int) -> None:
    from app.cached import networks

    centre = explored.moments.latents[explored.clusters.members(number)].mean(axis=0, keepdims=True)
    try:
        with st.spinner("Decoding the centre"):
            images, words = networks.decode(explored.run, centre)
    except InputError as error:
        st.caption(f"Its centre can't be decoded: {plain(str(error))}")
        return
    st.markdown(
        "**The cluster's average picture and words**",
        help="What the model draws and says at the mean of its moments' vectors.",
    )
    if images is not None:
        st.image(images[0], width="stretch", alt="Picture decoded from the centre of the cluster")
    if words[0]:
        st.markdown(plain(written(words[0])))


def _frames(explored: Exploration, number: int) -> None:
    near = explored.clusters.typical(number)
    near = near[explored.shown[near]]
    if not len(near):
        st.info("None of its moments is shown now.", icon=":material/filter_alt:")
        return
    middle = explored.medoid(number)
    shown = list(dict.fromkeys([middle, *near.tolist()] if explored.shown[middle] else near.tolist()))[:SHOWN]
    st.markdown(
        "**Most typical**",
        help="The most central one (least distance to all others, the medoid) first, then those nearest to the mean.",
    )
    _row(explored, shown, "typical", {middle: "most central"})
    far = [row for row in near[::-1].tolist() if row not in shown][:SHOWN]
    if far:
        st.markdown("**Most unusual**", help="Members that lie farthest from the mean.")
        _row(explored, far, "unusual", {})


def _row(explored: Exploration, rows: list[int], name: str, signs: dict[int, str]) -> None:
    """Draw cards of a picture, a title and words each, which style.py puts in line; signs: what stands before the words."""
    with st.container(key=f"cards-{name}"):
        for spot, row in zip(st.columns(SHOWN), rows, strict=False):
            pair = explored.pairs.iloc[row]
            sign = f"**{signs[row]}** · " if row in signs else ""
            with spot:
                playable.show(explored.project, pair, "cluster")
                st.caption(sign + (plain(_cut(pair["text"])) or ":material/volume_off: nothing is said"))


def _cut(text: str, letters: int = 60) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _strips(explored: Exploration, number: int) -> None:
    st.markdown("**When**")
    videos = _films_here(explored)
    longest = max(video.duration_s for video in videos)
    if len(videos) > MOST_FILMS:
        inside_of = explored.pairs["video_id"].iloc[explored.clusters.members(number)].value_counts()
        videos = sorted(videos, key=lambda video: -int(inside_of.get(video.video_id, 0)))[:MOST_FILMS]
        st.caption(
            f"The {MOST_FILMS} films with most of its moments. “Time” above shows any film, with all clusters."
        )
    for video in videos:
        inside = np.flatnonzero(explored.pairs["video_id"] == video.video_id)
        labels = np.where(explored.shown[inside], explored.labels[inside], NO_CLUSTER)
        stretches = segments(labels, explored.pairs["frame_time_s"].to_numpy()[inside], video.duration_s)
        st.caption(plain(video.name))
        st.plotly_chart(
            cluster_figures.strip_figure(
                stretches[stretches["cluster"] == number],
                explored.clusters.colour(number),
                video.duration_s,
                longest,
            ),
            key=f"strip-{video.video_id}",
            config=STILL,
            alt="When the cluster occurs in the video",
        )


def _words(explored: Exploration, number: int) -> None:
    found = explored.words[number].head(TOP_WORDS) if number in explored.words else pd.DataFrame({"word": []})
    shown = [explored.clusters.glossary.shown(word) for word in found["word"]]
    if found.empty:
        st.info("Nothing is said in the moments of this cluster.", icon=":material/volume_off:")
        return
    st.caption(
        "Words that are said more often here than in all other moments, with 95% intervals. An interval that crosses the "
        "dotted line may be chance."
    )
    st.plotly_chart(
        cluster_figures.interval_figure(
            [html.escape(word) for word in shown],
            found["log_odds"].tolist(),
            found["low"].tolist(),
            found["high"].tolist(),
            [explored.clusters.colour(number)] * len(found),
            "how much more often than elsewhere (log-odds)",
            [
                f"{html.escape(word)}: {here} times here, {there} times elsewhere"
                for word, here, there in zip(shown, found["count"], found["count_elsewhere"], strict=True)
            ],
        ),
        key=f"words-{number}",
        config=STILL,
        alt="The words that set the cluster apart",
    )
    words = found["word"].tolist()
    bound = bind(
        "word", name=f"word-of-cluster-{number}", labels=map(explored.clusters.glossary.shown, words)
    )
    st.pills(
        "Where else is it said?",
        words,
        default=bound.value if bound.value in words else None,
        key=bound.key,
        wrap=True,
        format_func=lambda word: plain(explored.clusters.glossary.shown(word)),
        on_change=bound.keep,
    )
    if bound.value in words:
        from app.components.clusters import word_view

        word_view.chart(explored, bound.value, key="in-cluster")


def _members(explored: Exploration, number: int) -> None:
    rows = explored.clusters.members(number)
    bound = bind("order")
    order = bound.value
    st.selectbox(
        "Order", list(ORDERS), index=bound.index(ORDERS), format_func=ORDERS.__getitem__, key=bound.key,
        on_change=bound.keep,
    )  # fmt: skip
    if order == "typical":
        rows = explored.clusters.typical(number)
    elif order == "unusual":
        rows = explored.clusters.unusual(number)
    elif order == "length":
        rows = rows[np.argsort(-explored.pairs["tokens"].iloc[rows].map(len).to_numpy(), kind="stable")]
    gallery.show(
        explored.project, explored.pairs.iloc[rows], key=f"cluster-members-{number}-{order}", columns=3, per_page=12,
        action=lambda pair: select_button(pair["pair_id"], "member"),
    )  # fmt: skip


def select_button(pair_id: str, where: str) -> None:
    """Draw a button that selects a moment and opens it on the map."""
    if st.button(
        "See it on the map", key=f"{where}-{pair_id}", type="tertiary", icon=":material/scatter_plot:"
    ):
        state.select_pairs((pair_id,))
        if state.view().panel in ("k", "why"):
            state.change(panel="")
        st.switch_page("pages/5_Map.py", query_params=state.page_address())
