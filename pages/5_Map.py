"""Map: all moments in two dimensions, clusters by colour, k beside its curves, members of what is selected."""

import streamlit as st

from app import cache
from app.components import k_panel, map_chart, map_choices, run_picker, selection_view
from app.frame import explained, start_page

project = start_page("Map")
run = run_picker.show(project)
with explained():
    pairs, _ = cache.run_pairs(project, run)
    if len(pairs) < 2:
        st.info(
            "None of this run's moments is in the project any more: its videos were removed or aligned anew. "
            "Train a new run."
        )
        st.stop()
    run_picker.tell_missing(project, len(pairs))

    method, picture_weight, mouse = map_choices.show(
        weighable=len(cache.run_config(project, run)["latent_parts"]) > 1
    )
    with st.spinner("Laying out the map and comparing numbers of clusters. This is done once."):
        sweep = cache.k_sweep(project, run, picture_weight)
        points = cache.map_points(project, run, picture_weight, method)
    k = k_panel.show(sweep)
    labels = sweep.labels_for(k)
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(key="map-holder"):
        key = f"{run}-{method}-{picture_weight}-{k}-{mouse}"
        map_chart.show(points, labels, pairs, key, mouse, several=len(project.videos) > 1)
    selection_view.show(project, run, pairs, labels, cache.weighed(project, run, picture_weight), right)
