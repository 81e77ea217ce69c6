"""Places that are no moments: decode any point of the map, or walk from one moment to another."""

import numpy as np
import streamlit as st

from app import state
from app.cached import networks
from app.components.shared import thumbnail
from app.exploration import Exploration
from app.plain_text import clock, plain
from crvae_core.analysis.neighbours import interpolate_map, nearest, path
from crvae_core.errors import InputError

STEPS = 6
NEIGHBOURS = 4
X_KEY, Y_KEY = "between_x", "between_y"
HOW = {"place": "A place on the map", "path": "From moment to moment"}


def spots(view: Exploration, points: np.ndarray) -> list[tuple[float, float, str]]:
    """What the map marks while this view is open: the place that is decoded."""
    if st.session_state.get("between_how", "place") != "place" or not _is_flat(points):
        return []
    x, y = _place(view, points)
    return [(x, y, "the place that is decoded")]


def show(view: Exploration, points: np.ndarray) -> None:
    """Draw the choice and what comes of it; points: the map (n, 2)."""
    how = st.segmented_control(
        "What to decode", list(HOW), default="place", required=True, format_func=HOW.__getitem__, key="between_how",
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    try:
        if how == "path":
            _path(view)
        else:
            _at_place(view, points)
    except InputError as error:
        st.caption(f"This can't be decoded: {plain(str(error))}")


def _at_place(view: Exploration, points: np.ndarray) -> None:
    if not _is_flat(points):
        st.caption("The map has no extent: all moments lie on one line or spot.")
        return
    chosen = view.selected()
    st.caption(
        "Move the cross on the map: left to right, bottom to top."
        + (" It began in the middle of the selected moments." if len(chosen) else "")
    )
    x, y = _place(view, points)
    low, high = points.min(axis=0), points.max(axis=0)
    for key, value, axis, name in ((X_KEY, x, 0, "Left to right"), (Y_KEY, y, 1, "Bottom to top")):
        bottom, top = float(low[axis]), float(high[axis])
        st.session_state[key] = min(max(value, bottom), top)
        st.slider(name, bottom, top, step=(top - bottom) / 200, key=key, format="%.1f", on_change=_keep_place)
    if len(chosen):
        st.button(
            "To the middle of the selected moments",
            on_click=_centre,
            args=(points[chosen].mean(axis=0),),
            type="tertiary",
            icon=":material/filter_center_focus:",
        )
    z, rows, weights = interpolate_map(points, view.latents, (x, y))
    with st.spinner("Decoding the place"):
        images, words = networks.decode(view.project, view.run, z[None])
    drawn, read = st.columns(2)
    if images is not None:
        drawn.image(images[0], width="stretch", caption="Drawn from this place")
    with read:
        st.caption("Its words")
        st.markdown(plain(" ".join(words[0])) or "*none*")
        st.caption(
            f"A mixture of {len(rows)} moments near the place on the map; "
            f"the nearest has {weights[0]:.0%} of the weight."
        )
    st.markdown("**Its true neighbours** in the space of the vectors, with their distance")
    near, distances = nearest(view.latents, z, NEIGHBOURS)
    for place, row, distance in zip(st.columns(NEIGHBOURS), near.tolist(), distances.tolist(), strict=False):
        other = view.pairs.iloc[row]
        with place:
            thumbnail.show(view.project, other)
        place.caption(f"**{clock(other['frame_time_s'])}** · {distance:.1f}", help=plain(other["text"]))


def _path(view: Exploration) -> None:
    chosen = view.selected()
    if len(chosen) < 2:
        st.info(
            "Select two moments: click one, choose Add above the map, click another.",
            icon=":material/touch_app:",
        )
        return
    first, last = int(chosen[0]), int(chosen[-1])
    if len(chosen) > 2:
        st.caption("The way from the first to the last of the selected moments.")
    with st.spinner("Decoding the way"):
        images, words = networks.decode(view.project, view.run, path(view.latents, first, last, STEPS))
    for step in range(STEPS):
        picture, said = st.columns([1, 2], vertical_alignment="center")
        if images is not None:
            picture.image(images[step], width="stretch")
        share = step / (STEPS - 1)
        where = {0.0: _moment(view, first), 1.0: _moment(view, last)}.get(share, f"{share:.0%} of the way")
        said.caption(where)
        said.markdown(plain(" ".join(words[step])) or "*no words*")


def _moment(view: Exploration, row: int) -> str:
    pair = view.pairs.iloc[row]
    return f"**{clock(pair['frame_time_s'])}**, {plain(view.project.video(pair['video_id']).name)}, from its vector"


def _is_flat(points: np.ndarray) -> bool:
    return bool((np.ptp(points, axis=0) > 1e-6).all())


def _place(view: Exploration, points: np.ndarray) -> tuple[float, float]:
    """The place in the address, else the middle of what is selected, else of the map."""
    low, high = points.min(axis=0), points.max(axis=0)
    try:
        x, y = (float(part) for part in state.view("at").split(","))
        if not np.isfinite([x, y]).all():
            raise ValueError
    except ValueError:
        chosen = view.selected()
        middle = points[chosen].mean(axis=0) if len(chosen) else (low + high) / 2
        x, y = float(middle[0]), float(middle[1])
    return float(np.clip(x, low[0], high[0])), float(np.clip(y, low[1], high[1]))


def _keep_place() -> None:
    state.set_view("at", f"{st.session_state[X_KEY]:.3f},{st.session_state[Y_KEY]:.3f}")


def _centre(middle: np.ndarray) -> None:
    state.set_view("at", f"{middle[0]:.3f},{middle[1]:.3f}")
