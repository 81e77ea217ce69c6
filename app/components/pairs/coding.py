"""Code a film while it plays: keys, stretches of time, and everything that was tagged in it."""

import streamlit as st

from app import coder
from app.cached import notes, project_data
from app.components.shared import closing_popover, pager, player
from app.components.tags import tag_editor, tag_keys, tag_marks
from app.plain_text import clock, plain
from crvae_core.errors import InputError
from crvae_core.notes.marks import Mark, put_marks, read_marks, stretch_place, take_off
from crvae_core.project.project import Project
from crvae_core.project.video_entry import VideoEntry

PER_PAGE = 30
_WRONG = "stretch-error"


def show(project: Project, video: VideoEntry) -> None:
    """Draw the player, the keys, and the list of what was tagged in this film."""
    st.markdown(
        "Play the film and press the keys of the tags. Everything is kept at once, with your name as a coder."
    )
    watch, listed = st.columns([3, 2], gap="medium")
    with watch:
        player.show(project, video.video_id, 0.0)
    with listed:
        st.fragment(_fragment)(project, video)


def _fragment(project: Project, video: VideoEntry) -> None:
    tag_editor.said()
    tag_keys.show(project, video.video_id)
    _by_hand(project, video)
    marks = [mark for mark in read_marks(project).rows if mark.place.video_id == video.video_id]
    marks.sort(key=lambda mark: (mark.place.start_s, mark.place.end_s))
    for mark in marks[pager.show(len(marks), PER_PAGE, "coding")]:
        _mark(project, mark)


def _mark(project: Project, mark: Mark) -> None:
    place = mark.place
    when = clock(place.start_s) + (f" to {clock(place.end_s)}" if place.end_s > place.start_s else "")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            f"{when} · {plain(mark.coder)}{' · stretch' if place.on == 'stretch' else ''}", width="content"
        )
        if mark.tag:
            st.html(tag_marks.badge(notes.codebook(project), mark.tag, mark.note), width="content")
        if mark.note:
            st.caption(plain(mark.note), width="content")
        if mark.coder == coder.name():
            st.button(
                "Take off",
                key=f"take-off-{mark.mark_id}",
                icon=":material/close:",
                type="tertiary",
                on_click=_take_off,
                args=(project, [mark.mark_id]),
            )


def _take_off(project: Project, mark_ids: list[str]) -> None:
    try:
        take_off(project, mark_ids)
    except InputError as error:
        st.session_state[_WRONG] = str(error)


def _by_hand(project: Project, video: VideoEntry) -> None:
    tags = {tag.tag_id: tag.name for tag in notes.codebook(project).tags}
    if message := st.session_state.pop(_WRONG, None):
        st.error(plain(message), icon=":material/error:")

    def keep() -> None:
        start, end = (float(st.session_state[f"stretch-{part}"] or 0.0) for part in ("start", "end"))
        tag, note = st.session_state["stretch-tag"], str(st.session_state["stretch-note"])
        try:
            place = stretch_place(project, video.video_id, start, end)
            put_marks(project, [place], tag or "", note, coder.name())
        except InputError as error:
            st.session_state[_WRONG] = str(error)
        else:
            closing_popover.close("stretch")

    with (
        closing_popover.show("A stretch by its times", "stretch", ":material/timer:"),
        st.form("stretch", border=False),
    ):
        st.selectbox("Tag", list(tags), format_func=tags.__getitem__, index=None, key="stretch-tag")
        st.number_input("From, in seconds", 0.0, video.duration_s, 0.0, 0.1, key="stretch-start")
        st.number_input(
            "To, in seconds", 0.0, video.duration_s, min(1.0, video.duration_s), 0.1, key="stretch-end"
        )
        st.text_input("Note", key="stretch-note", max_chars=2_000)
        st.form_submit_button("Keep", type="primary", on_click=keep)
    spoken = project_data.pairs(project)
    if not (spoken["video_id"] == video.video_id).any():
        st.caption("This film has no moments yet: only stretches can be tagged.")
