"""Map: all moments in two dimensions, clusters by colour, k beside its curves, what is selected, any place decoded."""

import numpy as np
import streamlit as st

from app import state
from app.cached import analysis
from app.components.findings import found, pin
from app.components.map import map_chart, map_colours, map_panel, map_toolbar
from app.components.shared import cluster_choice, run_picker, selection_view, take_out
from app.exploration import explore, settle
from app.frame import explained, start_page

project = start_page("Map")
with explained():
    run = run_picker.show(project)
    moments = run_picker.moments(run, fewest=2)
    advice = settle(run)
    colours = map_colours.choices(moments.pairs, project)
    map_toolbar.show(len(moments), colours)
    explored = explore(run)
    view, settings = state.view(), state.view().map_settings(len(moments))
    colour_by = view.colour if view.colour in colours else "cluster"
    with st.container(key="panels-map"):
        left, right = st.columns([5, 3], gap="medium")
    with right:
        cluster_choice.show(run, advice)
        panel = map_panel.choose()
    with left, st.container(key="map-holder"):
        points = np.asarray(analysis.map_points(run, explored.weight, settings))
        colour = map_colours.colour_or_clusters(explored, colour_by)
        spots = []
        if panel == "between":
            from app.components.map import between_view

            spots = between_view.spots(explored, points)
        drawn = (project.folder.name, run.name, explored.weight, view.clusters, explored.k, settings)
        notes = str(explored.clusters.notes)
        map_chart.show(explored, points, colour, spots, (*drawn, colour_by, tuple(spots), notes))
    if colour_by in map_colours.EXPLAINED:
        left.caption(map_colours.EXPLAINED[colour_by])
    with left:
        kept = found.of_view(explored, colours[colour_by])
        with st.container(horizontal=True, gap="small"):
            pin.show(
                project, kept, "map", lambda: map_chart.to_keep(explored, points, colour), "Pin this map"
            )
            take_out.show(run, explored)
    with right:
        map_panel.show(explored, advice, panel, points)
    selection_view.show(explored)
