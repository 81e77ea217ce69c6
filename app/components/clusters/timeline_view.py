"""A video in time: ribbon of clusters, captions, player; a stretch that is selected; what follows what."""

import datetime
import html

import numpy as np
import streamlit as st

from app import state
from app.bound import bind
from app.cached import analysis
from app.components.findings import pin
from app.components.map import map_colours
from app.components.shared import choice, gallery, not_here, player
from app.exploration import Exploration
from app.figures import cluster_figures
from app.figures.base import STILL
from app.figures.map_figure import Groups
from app.plain_text import clock, count, plain
from crvae_core.analysis.timeline import segments, transitions
from crvae_core.project.video_entry import VideoEntry

VIEWS = {"ribbon": "Along the video", "order": "What follows what", "confounds": "Only shots, only time?"}

HIDDEN = -2  # in place of a cluster: moments that the filter leaves out
LONGEST_S = 24 * 3600.0 - 1  # a slider of times ends before midnight


def show(explored: Exploration) -> None:
    """Draw the chosen view of time."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        part = choice.show("View", VIEWS, "time")
        video = _video(explored) if part == "ribbon" else None
    if part == "order":
        _order(explored)
    elif part == "confounds":
        _confounds(explored)
    elif video is not None:
        _ribbon(explored, video)


def _video(explored: Exploration) -> VideoEntry | None:
    here = [
        video.video_id
        for video in explored.project.videos
        if (explored.pairs["video_id"] == video.video_id).any()
    ]
    if len(here) < 2:
        return explored.project.video(here[0]) if here else None
    rows = explored.selected()
    usual = str(explored.pairs["video_id"].iloc[rows[0]]) if len(rows) else here[0]
    asked = state.view().video
    bound = bind(
        "video", asked if asked in here else usual, labels=[explored.project.video(one).name for one in here]
    )
    if asked not in here:
        not_here.tell("video", asked, explored.project.video(bound.value).name)
    st.selectbox(
        "Video", here, index=bound.index(here), format_func=lambda one: explored.project.video(one).name, key=bound.key,
        on_change=bound.keep, label_visibility="collapsed", width=260,
    )  # fmt: skip
    return explored.project.video(bound.value)


def _ribbon(explored: Exploration, video: VideoEntry) -> None:
    of_video = (explored.pairs["video_id"] == video.video_id).to_numpy()
    rows = np.flatnonzero(of_video & explored.shown)
    explored.tell_filter()
    if not len(rows):
        st.info("None of this video's moments is shown now.", icon=":material/filter_alt:")
        return
    rows = rows[np.argsort(explored.pairs["frame_time_s"].to_numpy()[rows], kind="stable")]
    pairs = explored.pairs.iloc[rows]
    times = pairs["frame_time_s"].to_numpy()
    end = max(video.duration_s, float(times[-1]))
    selected = explored.selected()
    chosen = np.flatnonzero(np.isin(rows, selected))
    hover = map_colours.hover_texts(explored)
    every = explored.groups()
    spoken = pairs[(pairs["text"] != "") & (pairs["end_s"] > pairs["start_s"])]
    captions = spoken[["start_s", "end_s", "text"]].drop_duplicates()
    stretches = segments(
        np.where(explored.shown, explored.labels, HIDDEN)[of_video],
        explored.pairs["frame_time_s"].to_numpy()[of_video],
        end,
    )
    figure = cluster_figures.ribbon_figure(
        stretches[stretches["cluster"] != HIDDEN],
        Groups(explored.labels[rows], every.names, every.colours),
        times,
        rows,
        [hover[row] for row in rows.tolist()],
        captions,
        end,
        chosen.tolist(),
    )
    key = f"ribbon-{video.video_id}"
    ids = explored.pairs["pair_id"].to_numpy()

    def take() -> None:
        points = st.session_state[key]["selection"]["points"]
        picked = [point["customdata"] for point in points if point.get("customdata") is not None]
        state.select_pairs(str(ids[int(one[0] if isinstance(one, list) else one)]) for one in picked)

    st.caption(
        "Drag across the moments to select a stretch, or use the slider below; click a moment to play it."
    )
    st.plotly_chart(
        figure,
        key=key,
        on_select=take,
        selection_mode=("points", "box"),
        config={"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "autoScale2d"]},
        alt="Clusters, moments and captions along the video",
    )
    _stretch(explored, video, rows, times, end)
    _below(explored, video, rows[chosen])


def _stretch(
    explored: Exploration, video: VideoEntry, rows: np.ndarray, times: np.ndarray, end: float
) -> None:
    inside = np.isin(rows, explored.selected())
    present = (float(times[inside].min()), float(times[inside].max())) if inside.any() else (0.0, float(end))
    last_s = min(float(np.ceil(end)), LONGEST_S)
    shown = (_time_of(np.floor(present[0])), _time_of(min(np.ceil(present[1]), last_s)))
    key = f"stretch-{video.video_id}-{shown[0]}-{shown[1]}"  # another selection is another slider

    def take() -> None:
        first, last = (_seconds(one) for one in st.session_state[key])
        within = (times >= first) & (times <= last)
        if (first, last) != tuple(_seconds(one) for one in shown):
            state.select_pairs(explored.pairs["pair_id"].iloc[rows[within]])

    if last_s >= 1:
        st.slider(
            "Stretch", _time_of(0), _time_of(last_s), shown, datetime.timedelta(seconds=1), key=key, on_change=take,
            format="H:mm:ss" if last_s >= 3600 else "m:ss", help="Selects the moments between the two.",
        )  # fmt: skip


def _time_of(seconds: float) -> datetime.time:
    minutes, rest = divmod(int(seconds), 60)
    return datetime.time(minutes // 60, minutes % 60, rest)


def _seconds(time: datetime.time) -> float:
    return time.hour * 3600.0 + time.minute * 60 + time.second


def _below(explored: Exploration, video: VideoEntry, chosen: np.ndarray) -> None:
    with st.container(key="panels-time"):
        left, right = st.columns([2, 3], gap="large")
    with left:
        begin = float(explored.pairs["frame_time_s"].iloc[chosen].min()) if len(chosen) else 0.0
        player.show(
            explored.project, video.video_id, begin, explored.pairs.iloc[chosen[0]] if len(chosen) else None
        )
    with right:
        if not len(chosen):
            st.info("Select a stretch to see its moments here.", icon=":material/touch_app:")
            return
        times = explored.pairs["frame_time_s"].iloc[chosen]
        head, link, clear = st.columns([3, 2, 1], vertical_alignment="center")
        head.markdown(
            f"**{count(len(chosen), 'moment')}** of {plain(video.name)}, {clock(times.min())} to {clock(times.max())}"
        )
        link.page_link(
            "pages/5_Map.py",
            label="See them on the map",
            icon=":material/scatter_plot:",
            query_params=state.page_address(),
        )
        clear.button("Clear", key="time-clear", on_click=state.select_pairs, args=((),), type="tertiary")
        labels = explored.labels
        name_of = {
            explored.pairs["pair_id"].iloc[row]: explored.name(int(labels[row])) for row in chosen.tolist()
        }
        gallery.show(
            explored.project, explored.pairs.iloc[chosen], key=f"stretch-cards-{len(chosen)}", columns=3, per_page=6,
            badge=lambda pair: plain(name_of[pair["pair_id"]]),
        )  # fmt: skip


def _order(explored: Exploration) -> None:
    pairs = explored.pairs
    order = np.lexsort((pairs["frame_time_s"].to_numpy(), pairs["video_id"].to_numpy()))
    numbers = explored.clusters.numbers
    if len(numbers) < 2:
        st.info("There is only one cluster, so nothing follows another one.", icon=":material/info:")
        return
    labels = explored.labels[order]
    explored.tell_filter()
    places = np.where((labels < 0) | ~explored.shown[order], -1, np.searchsorted(numbers, labels))
    counts = transitions(places, pairs["video_id"].to_numpy()[order])
    st.caption(
        "How often a moment of one cluster (row) is followed by one of another (column), within a video. "
        "Moments that stay in their cluster are left out of the colours."
    )
    names = [html.escape(explored.name(number)) for number in explored.clusters.numbers]
    figure = cluster_figures.transition_figure(counts, names)
    st.plotly_chart(
        figure,
        key="transitions",
        config=STILL,
        width=min(900, 220 + 80 * len(names)),
        alt="Counts of what follows what",
    )
    pin.chart(explored.project, "What follows what", figure, "transitions", explored.filter_told())


def _confounds(explored: Exploration) -> None:
    st.caption(
        "Clusters may follow something else than what is shown and said. How far they do, against chance:"
    )
    with st.spinner("Comparing clusters with shots and time"):
        sentences = analysis.confounds(explored.run, explored.weight, explored.labels)
    for title, sentence in sentences.items():
        st.markdown(f"- **{title}** {plain(sentence)}")
    if not sentences:
        st.info("There are too few moments or clusters to tell.", icon=":material/info:")
    st.caption(
        "Shots are taken to begin where two neighbouring frames differ much; those that change while no frame is taken are "
        "missed."
    )
