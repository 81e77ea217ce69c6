"""Pairs: what the model will see. Look at it, check the alignment, correct captions, before anyone trains."""

import streamlit as st

from app import state
from app.bound import bind
from app.components.pairs import alignment_panel, caption_table, coding, pair_list, word_coverage
from app.components.shared import choice
from app.frame import explained, start_page

VIEWS = {
    "moments": "Moments",
    "alignment": "Alignment",
    "captions": "Captions",
    "words": "Words",
    "coding": "Code",
}

project = start_page("Pairs")
view = choice.show("View", VIEWS, "pairs")
with explained():
    if view == "moments":
        pair_list.show(project)
    else:
        videos = {video.video_id: video for video in project.videos}
        film = state.view().film
        chosen = film if film in videos else next(iter(videos))
        if len(videos) > 1:
            bound = bind("film", chosen, labels=[video.name for video in videos.values()])
            st.selectbox(
                "Video",
                list(videos),
                index=bound.index(videos),
                format_func=lambda key: videos[key].name,
                key=bound.key,
                on_change=bound.keep,
            )
        parts = {
            "alignment": alignment_panel,
            "captions": caption_table,
            "words": word_coverage,
            "coding": coding,
        }
        parts[view].show(project, videos[chosen])
