"""Map: all moments in two dimensions, clusters by colour, k beside its curves, what is selected, any place decoded."""

import html

import numpy as np
import streamlit as st

from app.cached import analysis
from app.components.map import map_chart, map_colours, map_panel, map_toolbar
from app.components.shared import cluster_choice, run_picker, selection_view
from app.exploration import current_weight, explore, weighable
from app.figures.map_figure import group_labels
from app.frame import explained, start_page

project = start_page("Map")
run = run_picker.show(project)
with explained():
    pairs, _ = run_picker.moments(project, run, fewest=2)

    colours = map_colours.choices(pairs, several=len(project.videos) > 1)
    shown = map_toolbar.show(len(pairs), weighable(project, run), colours)
    left, right = st.columns([3, 2], gap="medium")
    with right:
        with st.spinner("Clustering"):
            choice = cluster_choice.show(project, run)
            view = explore(project, run, choice.weight, choice.method, choice.k)
        panel = map_panel.choose()
    weight = current_weight(project, run)
    with left, st.container(key="map-holder"):
        with st.spinner("Laying out the map. This is done once."):
            points = analysis.map_points(project, run, weight, shown.layout, shown.near)
        with st.spinner("Working out the colours. This is done once."):
            colour = map_colours.colour_or_clusters(view, shown.colour, shown.layout, shown.near)
        labels = []
        if shown.labels:
            names = {number: html.escape(view.short_name(number)) for number in view.numbers}
            labels = group_labels(points, view.labels, names)
        spots = []
        if panel == "between":
            from app.components.map import between_view

            spots = between_view.spots(view, points)
        signature = (
            project.folder.name,
            run,
            weight,
            choice.method,
            choice.k,
            shown,
            tuple(spots),
            str(view.notes),
        )
        map_chart.show(view, points, colour, labels, spots, signature, shown.layout == "pca")
        if shown.colour in map_colours.EXPLAINED:
            st.caption(map_colours.EXPLAINED[shown.colour])
    with right:
        trust = None
        if panel == "moment" and len(view.selected()) == 1:
            with st.spinner("Measuring how far the map can be trusted"):
                trust = analysis.trust(project, run, weight, shown.layout, shown.near)
        map_panel.show(view, choice, panel, np.asarray(points), trust)
    selection_view.show(view)
