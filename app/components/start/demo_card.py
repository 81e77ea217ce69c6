"""The way into the demo: its scenes, its map, a button.

The small map shows what awaits the user; drawing it also loads the chart library, so that the demo opens at once.
"""

import streamlit as st

from app import access, state
from app.cached import analysis
from app.figures.map_figure import preview_figure
from app.plain_text import plain
from crvae_core.demo.opening import CHECKPOINT_FOLDER, MEDIA_FOLDER, open_demo
from crvae_core.errors import InputError
from crvae_core.project.project import is_project, open_project
from crvae_core.runs.run import open_run

MAP_HEIGHT = 190  # pixels


def show() -> None:
    """Draw the card; a click on its button opens the demo on the Map page."""
    st.subheader("Look around first", divider="gray")
    with st.container(key="panels-demo"):  # one below the other where the page is narrow
        scenes, moments = st.columns([3, 2], vertical_alignment="center")
    scenes.image(str(MEDIA_FOLDER / "poster.jpg"), width="stretch", alt="Scenes of the two demo bulletins")
    map_place = moments.empty()
    st.markdown(
        "Two short news bulletins about one story, in English and in Chinese, with a trained model and its map."
    )
    if st.button("Open the demo", type="primary", icon=":material/play_circle:"):
        try:
            with st.spinner("Opening the demo"):
                project = open_demo(state.workspace())
        except InputError as error:
            st.error(plain(str(error)))
        else:
            access.claim(project, public=True)
            state.choose_project(project)
            st.switch_page("pages/5_Map.py", query_params=state.page_address())
    if is_project(CHECKPOINT_FOLDER):
        with map_place:
            _map()


def _map() -> None:
    found = analysis.shipped_preview(open_run(open_project(CHECKPOINT_FOLDER)))
    figure = preview_figure(found.points, found.labels, MAP_HEIGHT)
    st.plotly_chart(
        figure,
        key="demo-preview",
        config={"staticPlot": True},
        alt="The demo's map: every point is a moment, every colour a cluster of moments that look and sound alike.",
    )
