"""Compare: how two groups of videos show and tell the same."""

import streamlit as st

from app.comparing import compared
from app.components.compare import (
    culture_view,
    finding,
    group_choice,
    style_view,
    tags_view,
    themes_view,
    timelines_view,
    told_view,
    words_view,
)
from app.components.shared import choice, run_picker
from app.exploration import explore, settle
from app.frame import explained, start_page

VIEWS = {
    "themes": ("Themes", themes_view),
    "time": ("Timelines", timelines_view),
    "words": ("Words", words_view),
    "tags": ("Tags", tags_view),
    "style": ("Style", style_view),
    "told": ("Counterparts", told_view),
    "culture": ("Is it culture?", culture_view),
}

project = start_page("Compare")
with explained():
    run = run_picker.show(project)
    run_picker.moments(run, fewest=2)
    groups = group_choice.groups_or_way(run)
    if groups is None:
        st.stop()
    advice = settle(run)
    first, second = group_choice.show(run, groups, advice)
    titles = {key: title for key, (title, _) in VIEWS.items()}
    if not tags_view.offered(project):
        del titles["tags"]
    shown = choice.show("What to compare", titles, "compare")
    with st.spinner("Clustering"):
        both = compared(run, explore(run), groups, first, second)
    view = VIEWS[shown][1]
    finding.style()
    st.subheader(view.TITLE)
    view.show(both)
