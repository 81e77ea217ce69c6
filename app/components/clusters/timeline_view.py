"""A video in time: ribbon of clusters, captions, player; a stretch that is selected; what follows what."""

import datetime
import html

import numpy as np
import streamlit as st

from app import state
from app.cached import analysis
from app.components.map import map_colours
from app.components.shared import gallery, player
from app.exploration import Exploration
from app.figures import cluster_figures
from app.figures.map_figure import Groups
from app.plain_text import clock, count, plain
from crvae_core.analysis.timeline import segments, transitions
from crvae_core.project.project import VideoEntry

VIEWS = {"ribbon": "Along the video", "order": "What follows what", "confounds": "Only shots, only time?"}

LONGEST_S = 24 * 3600.0 - 1  # a slider of times ends before midnight


def show(view: Exploration) -> None:
    """Draw the chosen view of time."""
    keep = state.bind("time", "time_view", "ribbon", state.one_of(VIEWS))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        part = st.segmented_control(
            "View", list(VIEWS), required=True, format_func=VIEWS.__getitem__, key="time_view", on_change=keep,
            label_visibility="collapsed",
        )  # fmt: skip
        video = _video(view) if part == "ribbon" else None
    if part == "order":
        _order(view)
    elif part == "confounds":
        _confounds(view)
    elif video is not None:
        _ribbon(view, video)


def _video(view: Exploration) -> VideoEntry | None:
    here = [
        video.video_id for video in view.project.videos if (view.pairs["video_id"] == video.video_id).any()
    ]
    if len(here) < 2:
        return view.project.video(here[0]) if here else None
    rows = view.selected()
    usual = str(view.pairs["video_id"].iloc[rows[0]]) if len(rows) else here[0]
    keep = state.bind("video", "time_video", usual, state.one_of(here))
    chosen = st.selectbox(
        "Video", here, format_func=lambda one: view.project.video(one).name, key="time_video", on_change=keep,
        label_visibility="collapsed", width=260,
    )  # fmt: skip
    return view.project.video(chosen)


def _ribbon(view: Exploration, video: VideoEntry) -> None:
    rows = np.flatnonzero(view.pairs["video_id"] == video.video_id)
    rows = rows[np.argsort(view.pairs["frame_time_s"].to_numpy()[rows], kind="stable")]
    pairs = view.pairs.iloc[rows]
    times = pairs["frame_time_s"].to_numpy()
    end = max(video.duration_s, float(times[-1]))
    selected = view.selected()
    chosen = np.flatnonzero(np.isin(rows, selected))
    hover = map_colours.hover_texts(view)
    every = view.groups()
    spoken = pairs[(pairs["text"] != "") & (pairs["end_s"] > pairs["start_s"])]
    captions = spoken[["start_s", "end_s", "text"]].drop_duplicates()
    figure = cluster_figures.ribbon_figure(
        segments(view.labels[rows], times, end),
        Groups(view.labels[rows], every.names, every.colours),
        times,
        rows,
        [hover[row] for row in rows.tolist()],
        captions,
        end,
        chosen.tolist(),
    )
    key = f"ribbon-{video.video_id}"
    ids = view.pairs["pair_id"].to_numpy()

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
    _stretch(view, video, rows, times, end)
    _below(view, video, rows[chosen])


def _stretch(view: Exploration, video: VideoEntry, rows: np.ndarray, times: np.ndarray, end: float) -> None:
    key = f"stretch-{video.video_id}"
    inside = np.isin(rows, view.selected())
    present = (float(times[inside].min()), float(times[inside].max())) if inside.any() else (0.0, float(end))
    last_s = min(float(np.ceil(end)), LONGEST_S)
    st.session_state[key] = (_time_of(np.floor(present[0])), _time_of(min(np.ceil(present[1]), last_s)))

    def take() -> None:
        first, last = (_seconds(one) for one in st.session_state[key])
        within = (times >= first) & (times <= last)
        state.select_pairs(view.pairs["pair_id"].iloc[rows[within]])

    if last_s >= 1:
        st.slider(
            "Stretch", _time_of(0), _time_of(last_s), step=datetime.timedelta(seconds=1), key=key, on_change=take,
            format="H:mm:ss" if last_s >= 3600 else "m:ss", help="Selects the moments between the two.",
        )  # fmt: skip


def _time_of(seconds: float) -> datetime.time:
    minutes, rest = divmod(int(seconds), 60)
    return datetime.time(minutes // 60, minutes % 60, rest)


def _seconds(time: datetime.time) -> float:
    return time.hour * 3600.0 + time.minute * 60 + time.second


def _below(view: Exploration, video: VideoEntry, chosen: np.ndarray) -> None:
    left, right = st.columns([2, 3], gap="large")
    with left:
        begin = float(view.pairs["frame_time_s"].iloc[chosen].min()) if len(chosen) else 0.0
        player.show(view.project, video.video_id, begin, view.pairs.iloc[chosen[0]] if len(chosen) else None)
    with right:
        if not len(chosen):
            st.info("Select a stretch to see its moments here.", icon=":material/touch_app:")
            return
        times = view.pairs["frame_time_s"].iloc[chosen]
        head, link, clear = st.columns([3, 2, 1], vertical_alignment="center")
        head.markdown(f"**{count(len(chosen), 'moment')}**, {clock(times.min())} to {clock(times.max())}")
        link.page_link(
            "pages/5_Map.py",
            label="See them on the map",
            icon=":material/scatter_plot:",
            query_params=state.page_address(),
        )
        clear.button("Clear", key="time-clear", on_click=state.select_pairs, args=((),), type="tertiary")
        labels = view.labels
        name_of = {view.pairs["pair_id"].iloc[row]: view.name(int(labels[row])) for row in chosen.tolist()}
        gallery.show(
            view.project, view.pairs.iloc[chosen], key=f"stretch-cards-{len(chosen)}", columns=3, per_page=6,
            badge=lambda pair: f"· {plain(name_of[pair['pair_id']])}",
        )  # fmt: skip


def _order(view: Exploration) -> None:
    pairs = view.pairs
    order = np.lexsort((pairs["frame_time_s"].to_numpy(), pairs["video_id"].to_numpy()))
    places = view.clustering.labels[order]
    if view.clustering.k < 2:
        st.info("There is only one cluster, so nothing follows another one.", icon=":material/info:")
        return
    counts = transitions(places, pairs["video_id"].to_numpy()[order])
    st.caption(
        "How often a moment of one cluster (row) is followed by one of another (column), within a video. "
        "Moments that stay in their cluster are left out of the colours."
    )
    names = [html.escape(view.short_name(number)) for number in view.numbers]
    st.plotly_chart(
        cluster_figures.transition_figure(counts, names),
        key="transitions",
        config=cluster_figures.STILL,
        width=min(900, 220 + 80 * len(names)),
        alt="Counts of what follows what",
    )


def _confounds(view: Exploration) -> None:
    st.caption(
        "Clusters may follow something else than what is shown and said. How far they do, against chance:"
    )
    pairs = view.pairs
    with st.spinner("Comparing clusters with shots and time"):
        shots = analysis.shot_ids(view.project, view.run)
        sentences = analysis.confounds(
            view.vectors,
            view.labels,
            pairs["frame_time_s"].to_numpy(),
            shots,
            pairs["video_id"].to_numpy(dtype=str),
        )
    for sentence in sentences:
        st.markdown(f"- {plain(sentence)}")
    if not sentences:
        st.info("There are too few moments or clusters to tell.", icon=":material/info:")
    st.caption(
        "Shots are taken to begin where two neighbouring frames differ much; those that change while no frame is taken are "
        "missed."
    )
