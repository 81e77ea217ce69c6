"""Style inside a theme: how the pictures are made, measure by measure, with pictures at both ends of each scale."""

import html
from functools import partial

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from app import state
from app.bound import bind
from app.comparing import ALL, COLOUR_FIRST, COLOUR_SECOND, SAME, Compared
from app.components.compare import clickable, finding, pictures, theme_choice
from app.components.compare.ready import ready
from app.components.shared import cluster_mark
from app.figures.compare_figures import Interval, effects_figure
from app.plain_text import plain
from crvae_core.compare.phrases import number
from crvae_core.compare.style_effects import (
    OVERALL,
    STANDARDISED,
    Effect,
    ends_of_scale,
    without_film_means,
)

TITLE = "How are the pictures made?"
KEY = "compare-effects"
PLACES = {SAME: STANDARDISED, ALL: OVERALL}


def show(compared: Compared) -> None:
    """Draw the effects of all measures in one place, and one measure with its pictures."""
    st.caption(
        "How colour, light and composition differ. “In the same mixture” gives both groups the same share of every theme, so "
        "that what is left is how they show, not what. Filled points stand up to the correction; rings may be chance."
    )
    theme = theme_choice.show(compared, (SAME, ALL))
    place = theme if isinstance(theme, int) else PLACES[theme]
    if not ready(compared, "style"):
        return
    found = compared.answers.style()
    effects = [one for one in found.inside(place) if np.isfinite(one.first.value + one.second.value)]
    if not effects:
        finding.show(compared, found.sentence(), "style", "Style")
        st.info("No measure can be compared here: a group has too few such moments.", icon=":material/info:")
        return
    chosen = _chosen(effects)
    figure = partial(_figure, compared, effects, chosen)
    finding.show(compared, found.sentence(), "style", "Style", figure=figure)
    alt = "Differences of style in standard deviations, with 95% intervals"
    clickable.show(figure(), KEY, alt, lambda key: {"measure": str(key)})
    _measure(compared, chosen, place)
    finding.notes(found.notes)


def _chosen(effects: list[Effect]) -> Effect:
    asked = {one.measure.key: one for one in effects}
    strongest = max(effects, key=lambda one: (one.told_apart, abs(one.size) if np.isfinite(one.size) else -1))
    return asked.get(state.view().measure, strongest)


def _figure(compared: Compared, effects: list[Effect], chosen: Effect) -> go.Figure:
    return effects_figure(
        [one.measure.name for one in effects],
        [Interval(one.size, one.low, one.high, _hover(one)) for one in effects],
        [one.told_apart for one in effects],
        [one.measure.key for one in effects],
        chosen.measure.key,
        ((compared.names[0], COLOUR_FIRST), (compared.names[1], COLOUR_SECOND)),
    )


def _hover(effect: Effect) -> str:
    unit = f" {html.escape(effect.measure.unit)}" if effect.measure.unit else ""
    means = "".join(
        f"<br>{html.escape(side.name)}: {number(estimate.value)}{unit}"
        for side, estimate in (
            (effect.between.first, effect.first),
            (effect.between.second, effect.second),
        )
    )
    size = f"<br>d = {effect.size:+.2f}" if np.isfinite(effect.size) else "<br>too little to compare"
    return f"<b>{html.escape(effect.measure.name)}</b>{means}{size}"


def _measure(compared: Compared, effect: Effect, place: int) -> None:
    effects = {one.measure.key: one for one in compared.answers.style().inside(place)}
    bound = bind("measure", effect.measure.key, labels=[one.measure.name for one in effects.values()])
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            st.selectbox(
                "One measure more closely",
                list(effects),
                index=bound.index(effects),
                format_func=lambda key: effects[key].measure.name,
                key=bound.key,
                on_change=bound.keep,
                width=300,
            )
            st.caption(
                f"More means: {plain(effect.measure.more)}.",
                help=f"{plain(effect.measure.formula)}. Source: {plain(effect.measure.source)}.",
            )
        where = f" inside “{effect.theme_name}”" if effect.theme_name else ""
        finding.show(compared, effect.sentence(), "measure", f"{effect.measure.name}{where}")
        _ends(compared, effect, place)


def _ends(compared: Compared, effect: Effect, place: int) -> None:
    """Pictures at both ends of the scale, so that a number can be seen."""
    values = np.asarray(compared.answers.style_values()[effect.measure.key], np.float64)
    shown = (
        without_film_means(values, compared.answers.comparison.sides)
        if compared.order.without_look
        else values
    )
    labels = compared.answers.comparison.clusters.labels
    kept = labels == place if place >= 0 else np.ones(len(values), bool)
    unit = f" {plain(effect.measure.unit)}" if effect.measure.unit else ""
    for column, side, colour in zip(
        st.columns(2, gap="medium"), compared.sides, (COLOUR_FIRST, COLOUR_SECOND), strict=True
    ):
        with column:
            cluster_mark.show_named(side.name, colour)
            for title, rows in zip(("lowest", "highest"), ends_of_scale(shown, side, kept), strict=True):
                st.caption(f"{plain(effect.measure.name)}, {title}")
                pictures.row_of(compared, rows, [f" · {number(float(shown[row]))}{unit}" for row in rows])
