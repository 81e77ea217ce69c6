"""Pairs: every caption segment with its frame, as the model will see them."""

import streamlit as st

from app import cache, state
from app.components import gallery
from app.frame import start_page
from app.plain_text import count

project = start_page("Pairs")
pairs = cache.pairs(project)
st.markdown(
    "Each card is one moment: a frame and the words that go with it. Check here that they belong together."
)

names = {video.video_id: video.name for video in project.videos}
left, right = st.columns([1, 2])
video = left.selectbox("Video", ["all", *names], format_func=lambda key: names.get(key, "All videos"))
words = right.text_input(
    "Find words", placeholder="vaccine", help="Shows the moments whose captions hold this text."
)
if video != "all":
    pairs = pairs[pairs["video_id"] == video]
if words.strip():
    pairs = pairs[pairs["text"].str.contains(words.strip(), case=False, regex=False)]

if pairs.empty:
    st.info("No caption holds these words. Clear the search to see all moments.")
else:
    st.caption(count(len(pairs), "pair"))
    gallery.show(project, pairs, key=f"pairs-{video}-{words.strip()}")
    st.page_link(
        "pages/3_Train.py",
        label="Go on: train",
        icon=":material/model_training:",
        query_params=state.page_address(),
    )
