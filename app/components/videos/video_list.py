"""The videos of a project: player, facts, name, remove and have back."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from app import access, films, state
from app.cached import project_data
from app.components.shared import closing_popover, thumbnail
from app.components.videos import film_work
from app.frame import explained
from app.plain_text import clock, count, percent, plain, sentence, vectors_label
from crvae_core.errors import InputError, ProjectError
from crvae_core.material.copy_video import copy_video
from crvae_core.material.quality import untaken_frames, untaken_sentence
from crvae_core.media.alignment import STRATEGY_NAMES
from crvae_core.project.keeping import remove_video, removed_videos, rename_video, restore_video
from crvae_core.project.paths import OutsideError, remember_film
from crvae_core.project.project import Project
from crvae_core.project.shown_text import LONGEST_NAME
from crvae_core.project.video_entry import VideoEntry

LANGUAGES = {"en": "English", "zh": "Chinese", "other": "another language"}


def show(project: Project) -> None:
    """Draw a card per video."""
    added = film_work.added(project)
    for video in project.videos:
        with st.container(border=True), explained(ends_page=False):
            _card(project, video, video.video_id in added)
    _removed(project)


def _card(project: Project, video: VideoEntry, new: bool) -> None:
    with st.container(key=f"panels-{video.video_id}"):
        player, facts = st.columns([2, 3], gap="large")
    with player:
        if source := films.playable(project, video.video_id):
            st.video(source)
        else:
            middle = video.frame_count // 2
            thumbnail.show_frame(project, video.video_id, middle, middle * video.every_s)
            _why_not_played(project, video)
    with facts:
        st.subheader(plain(video.name))
        if new:
            st.success(f"Added: {_added(video)}.", icon=":material/check:")
            st.page_link(
                "pages/2_Pairs.py",
                label="Look at the pairs",
                icon=":material/view_module:",
                query_params=state.page_address(),
            )
        pairs = project_data.pairs(project)
        mine = pairs[pairs["video_id"] == video.video_id]
        unknown = (mine["unknown_share"] * mine["tokens"].map(len)).sum() / max(
            1, mine["tokens"].map(len).sum()
        )
        info = project.info(video.video_id)
        with st.container(horizontal=True, gap="medium"):  # goes on in a new line where the page is narrow
            st.metric("Length", clock(video.duration_s), width="content")
            st.metric("Frames", f"{video.frame_count:,}", help=_sampling(video, info), width="content")
            if video.captions_name:
                st.metric("Pairs", f"{_kept(mine):,}", help=_pairs_help(mine), width="content")
                st.metric(
                    "Unknown words",
                    percent(unknown),
                    help="Share of words without a vector. Lower is better; above 20% the words say little.",
                    width="content",
                )
        facts_line = f"{info['width']} x {info['height']} {info['codec']}"
        if video.captions_name:
            facts_line += (
                f" · {LANGUAGES.get(video.language, plain(video.language))} · captions: {plain(video.captions_name)} · "
                f"alignment: {plain(_alignment(video))} · "
                f"word vectors: {plain(vectors_label(video.vectors))}"
            )
        st.caption(facts_line)
        _notes(video, info)
        _untaken(project, video)
        _early(project, video)
        _change(project, video)


def _kept(pairs: pd.DataFrame) -> int:
    """How many of a film's moments with words are not left out by hand, as every page counts them."""
    return int((pairs["kept"] & (pairs["text"] != "")).sum())


def _pairs_help(pairs: pd.DataFrame) -> str:
    dropped = int((~pairs["kept"]).sum())
    out = f" {count(dropped, 'moment')} left out by hand: see Pairs." if dropped else ""
    return f"A frame with its words.{out}"


def _alignment(video: VideoEntry) -> str:
    """How its captions and frames found each other."""
    strategy = str(video.alignment.get("strategy", ""))
    return STRATEGY_NAMES.get(strategy, strategy).lower()


def _added(video: VideoEntry) -> str:
    """What a film has brought: its pairs, or its frames where nothing is said."""
    if not video.captions_name:
        return f"{count(video.frame_count, 'frame')}, no words"
    return f"{count(video.pair_count, 'pair')} of a frame and its words"


def _untaken(project: Project, video: VideoEntry) -> None:
    """How many frames no caption took, and what is proposed about them."""
    untaken = untaken_frames(video, project_data.pairs(project))
    if not untaken:
        return
    proposal = project_data.sharing(project, video.video_id)
    said = f"{untaken_sentence(untaken, video.frame_count)}."
    if proposal is None:
        st.caption(said)
        return
    st.info(
        f"{said} Captions last much longer than frames are apart; their later frames can share the words: Pairs, Alignment.",
        icon=":material/lightbulb:",
    )


def _early(project: Project, video: VideoEntry) -> None:
    """Whether words go with the shot before theirs, and where that is put right."""
    if (early := project_data.early(project, video.video_id)) is not None:
        st.info(
            f"{early.sentence()}. The middle of captions may fit better: Pairs, Alignment.",
            icon=":material/lightbulb:",
        )


def _why_not_played(project: Project, video: VideoEntry) -> None:
    """Say why there is no player; ask whether a film outside the project may be shown, where one person decides."""
    try:
        films.film(project, video.video_id)
    except OutsideError as error:
        st.caption(sentence(error))
        if access.places().anywhere and st.button("Show it from there", key=f"show-{video.video_id}"):
            remember_film(state.workspace(), error.path)
            st.rerun()
    except ProjectError as error:
        st.caption(sentence(error))


def _sampling(video: VideoEntry, info: dict) -> str:
    """Which frames were taken."""
    starts = {"captions": "One at the start of each caption.", "shots": "One at the start of each shot."}
    return starts.get(info.get("method", ""), f"One every {video.every_s:g} s.")


def _notes(video: VideoEntry, info: dict) -> None:
    """What was left out, and where the film breaks off."""
    if left_out := video.alignment.get("left_out"):
        st.warning(
            f"{count(left_out, 'caption')} left out, for they lie outside the video. "
            "Check on the page Pairs that the captions belong to it."
        )
    if info.get("damaged_at_s") is not None:
        st.warning(f"The film is damaged at {clock(info['damaged_at_s'])}; what can be read is used.")
    if broken := info.get("broken_pictures"):
        st.warning(
            f"{count(len(broken), 'picture')} can't be read and was left out, such as {plain(broken[0])}."
        )
    for note in info.get("notes", ()):
        st.info(plain(note), icon=":material/info:")
    if not video.captions_name:
        st.info("No captions: the model learns the pictures alone.", icon=":material/volume_off:")


def _change(project: Project, video: VideoEntry) -> None:
    """Rename or remove a video; what was removed can be had back for a day."""
    row = st.container(horizontal=True)
    with row, closing_popover.show("Rename", f"rename-{video.video_id}", ":material/edit:"):
        name = st.text_input("Name", video.name, max_chars=LONGEST_NAME, key=f"name-{video.video_id}")
        if st.button("Save the name", key=f"rename-{video.video_id}"):
            closing_popover.close(f"rename-{video.video_id}")
            _then_again(lambda: rename_video(project, video.video_id, name))
    if row.button(
        "Copy",
        key=f"copy-{video.video_id}",
        icon=":material/content_copy:",
        help="The film a second time in this project, such as to align its captions in another way beside the first.",
    ):
        _then_again(lambda: copy_video(project, video.video_id))
    if not access.may_remove(project):
        if access.visitor().person is None:
            row.caption("Several people use this server without a login, so nothing is removed here.")
        return
    with row, st.popover("Remove", icon=":material/delete:"):
        st.write(
            "Takes the video and its moments out of this project. It can be had back for a day. Your own file is not touched."
        )
        if st.button("Remove this video", key=f"remove-{video.video_id}"):
            _then_again(lambda: remove_video(project, video.video_id))


def _removed(project: Project) -> None:
    """The videos that were removed today, each with a way back."""
    for removed in removed_videos(project):
        text, button = st.columns([4, 1], vertical_alignment="center")
        text.caption(
            f"**{plain(removed.name)}** was removed; it goes for good in {removed.hours_left:.0f} hours."
        )
        if button.button("Bring back", key=f"back-{removed.place.name}"):
            _then_again(partial(restore_video, project, removed))


def _then_again(change: Callable[[], Project]) -> None:
    """Change the project and draw the page again, or say what went wrong."""
    try:
        state.choose_project(change())
    except InputError as error:
        st.error(plain(str(error)))
    else:
        st.rerun()
