"""Places that are no moments: decode any point of the map, or walk from one moment to another."""

import numpy as np
import streamlit as st

from app import state
from app.bound import renewed
from app.cached import networks
from app.components.shared import choice, thumbnail
from app.exploration import Exploration
from app.plain_text import clock, percent, plain
from crvae_core.analysis.neighbours import interpolate_map, nearest, path
from crvae_core.errors import InputError
from crvae_core.text.written import written

STEPS = 6
NEIGHBOURS = 4
HOW = {"place": "A place on the map", "path": "From moment to moment"}


def spots(explored: Exploration, points: np.ndarray) -> list[tuple[float, float, str]]:
    """What the map marks while this view is open: the place that is decoded."""
    if state.view().decode != "place" or not _is_flat(points):
        return []
    x, y = _place(explored, points)
    return [(x, y, "the place that is decoded")]


def show(explored: Exploration, points: np.ndarray) -> None:
    """Draw the choice and what comes of it; points: the map (n, 2)."""
    how = choice.show("What to decode", HOW, "decode")
    try:
        if how == "path":
            _path(explored)
        else:
            _at_place(explored, points)
    except InputError as error:
        st.caption(f"This can't be decoded: {plain(str(error))}")


def _at_place(explored: Exploration, points: np.ndarray) -> None:
    if not _is_flat(points):
        st.caption("The map has no extent: all moments lie on one line or spot.")
        return
    chosen = explored.selected()
    st.caption(
        "Move the cross on the map: left to right, bottom to top."
        + (" It began in the middle of the selected moments." if len(chosen) else "")
    )
    x, y = _place(explored, points)
    low, high = points.min(axis=0), points.max(axis=0)
    for axis, name in enumerate(("Left to right", "Bottom to top")):
        _slider(name, axis, (x, y), float(low[axis]), float(high[axis]))
    if len(chosen):
        st.button(
            "To the middle of the selected moments",
            on_click=_centre,
            args=(points[chosen].mean(axis=0),),
            type="tertiary",
            icon=":material/filter_center_focus:",
        )
    z, rows, weights = interpolate_map(points, explored.moments.latents, (x, y))
    with st.spinner("Decoding the place"):
        images, words = networks.decode(explored.run, z[None])
    drawn, read = st.columns(2)
    if images is not None:
        drawn.image(
            images[0],
            width="stretch",
            caption="Drawn from this place",
            alt="What the model draws at this place",
        )
    with read:
        st.caption("Its words")
        st.markdown(plain(written(words[0])) or "*none*")
        st.caption(
            f"A mixture of {len(rows)} moments near the place on the map; "
            f"the nearest has {percent(weights[0])} of the weight."
        )
    st.markdown("**Its true neighbours** in the space of the vectors, with their distance")
    near, distances = nearest(explored.moments.latents, z, NEIGHBOURS)
    for place, row, distance in zip(st.columns(NEIGHBOURS), near.tolist(), distances.tolist(), strict=False):
        other = explored.pairs.iloc[row]
        with place:
            thumbnail.show_named(explored.project, other, f" · {distance:.1f}")


def _path(explored: Exploration) -> None:
    chosen = explored.selected()
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
        images, words = networks.decode(explored.run, path(explored.moments.latents, first, last, STEPS))
    for step in range(STEPS):
        picture, said = st.columns([1, 2], vertical_alignment="center")
        if images is not None:
            picture.image(images[step], width="stretch", alt="What the model draws on the way")
        share = step / (STEPS - 1)
        where = {0.0: _moment(explored, first), 1.0: _moment(explored, last)}.get(
            share, f"{share:.0%} of the way"
        )
        said.caption(where)
        said.markdown(plain(written(words[step])) or "*no words*")


def _moment(explored: Exploration, row: int) -> str:
    pair = explored.pairs.iloc[row]
    return f"**{clock(pair['frame_time_s'])}**, {plain(explored.project.video(pair['video_id']).name)}, from its vector"


def _is_flat(points: np.ndarray) -> bool:
    return bool((np.ptp(points, axis=0) > 1e-6).all())


def _place(explored: Exploration, points: np.ndarray) -> tuple[float, float]:
    """The place in the address, else the middle of what is selected, else of the map."""
    low, high = points.min(axis=0), points.max(axis=0)
    if (at := state.view().at) is not None:
        x, y = at
    else:
        chosen = explored.selected()
        middle = points[chosen].mean(axis=0) if len(chosen) else (low + high) / 2
        x, y = float(middle[0]), float(middle[1])
    return float(np.clip(x, low[0], high[0])), float(np.clip(y, low[1], high[1]))


def _slider(name: str, axis: int, place: tuple[float, float], low: float, high: float) -> None:
    """One coordinate of the place."""
    step = (high - low) / 200
    key, note = renewed(f"place-{axis}-at", place[axis], (low, high))

    def keep() -> None:
        came = st.session_state.get(key)
        if came is None or abs(came - place[axis]) < step / 2:  # nobody moved it
            return
        moved = list(place)
        moved[axis] = float(f"{came:.4g}")
        note(moved[axis])
        state.change(at=(moved[0], moved[1]))

    st.slider(name, low, high, place[axis], step, key=key, format="%.1f", on_change=keep)


def _centre(middle: np.ndarray) -> None:
    state.change(at=(float(f"{middle[0]:.4g}"), float(f"{middle[1]:.4g}")))
