"""Captions to correct by hand: each with its frame, its time and its words; what was read stays as it was."""

import streamlit as st

from app import state
from app.bound import bind
from app.cached import project_data
from app.components.shared import pager, thumbnail
from app.plain_text import clock, count, plain
from crvae_core.errors import InputError
from crvae_core.material.rebuild import alignment_settings
from crvae_core.material.revise import correct_captions, undo_correction
from crvae_core.media.captions import CaptionSegment
from crvae_core.project.corrections import Correction, read_steps
from crvae_core.project.project import Project
from crvae_core.project.video_entry import VideoEntry
from crvae_core.text.spelling import folded

PER_PAGE = 20


def show(project: Project, video: VideoEntry) -> None:
    """Draw a page of captions as a form, and what was corrected so far."""
    captions = project_data.captions(project, video.video_id)
    if captions is None:
        st.info("This video has no captions to correct.", icon=":material/volume_off:")
        return
    st.markdown(
        "Correct what was heard wrongly, or a start that is off; clear the words to take a caption out. "
        "The file that was read stays as it is, and every step can be taken back."
    )
    _undo(project, video)
    bound = bind("letters", name="letters-of-captions")
    words = bound.value.strip()
    st.text_input(
        "Find words", bound.value, key=bound.key, on_change=bound.keep, placeholder="vaccine", max_chars=100
    )
    numbers = [
        number
        for number, segment in enumerate(captions.segments)
        if not words or folded(words) in folded(segment.text)
    ]
    if not numbers:
        st.info("No caption holds these words. Clear the search to see all.", icon=":material/info:")
        return
    key = f"captions-{video.video_id}-{words}"
    steps = len(read_steps(project, video.video_id))
    frames = {} if captions.timed else _frames(project, video.video_id)
    page = numbers[pager.show(len(numbers), PER_PAGE, key)]
    with st.form(f"{key}-{page[0]}-{steps}", border=False):
        drafts = [_row(project, video, number, captions.segments[number], steps, frames) for number in page]
        if st.form_submit_button("Save the corrections", type="primary", icon=":material/save:"):
            _save(project, video, [draft for draft in drafts if draft])
    pager.foot(len(numbers), PER_PAGE, key)


def _frames(project: Project, video_id: str) -> dict[int, int]:
    """The first frame that goes with each caption, by the number of the caption."""
    pairs = project_data.pairs(project)
    mine = pairs[(pairs["video_id"] == video_id) & (pairs["text"] != "")]
    numbered = zip(mine["pair_id"].str.rpartition("-s")[2], mine["frame_row"], strict=True)
    frames: dict[int, int] = {}
    for number, row in numbered:
        if number.isdigit():
            frames.setdefault(int(number), int(row))
    return frames


def _undo(project: Project, video: VideoEntry) -> None:
    steps = read_steps(project, video.video_id)
    if message := st.session_state.pop("captions-saved", ""):
        st.success(message, icon=":material/check:")
    if not steps:
        return
    text, button = st.columns([3, 1], vertical_alignment="center")
    text.caption(
        f"{count(sum(map(len, steps)), 'correction')} in {count(len(steps), 'step')}. Runs trained before a correction "
        "keep the vectors of the old words: train again."
    )
    if button.button("Undo the last step", icon=":material/undo:"):
        _do(lambda: undo_correction(project, video.video_id), "The last step was taken back.")


def _row(
    project: Project,
    video: VideoEntry,
    number: int,
    segment: CaptionSegment,
    steps: int,
    frames: dict[int, int],
) -> Correction | None:
    """Draw one caption; give the correction if something was changed."""
    frame, time, words = st.columns([1, 1, 4], vertical_alignment="center")
    offset = alignment_settings(video).offset_s
    grid = project_data.grid(project, video.video_id)
    start = segment.start
    shown = frames.get(number) if start is None else grid.nearest(max(0.0, start + offset))
    with frame:
        if shown is not None:
            thumbnail.show_frame(project, video.video_id, shown, grid.times_s[shown])
    key = f"{video.video_id}-{number}-{steps}"
    new_start = start
    if start is None:
        time.caption(f"Caption {number + 1}, no time in the file")
    else:
        new_start = time.number_input(
            f"Caption {number + 1}, {clock(start)}",
            0.0, 360_000.0, float(start), 0.1, format="%.2f", key=f"start-{key}",
        )  # fmt: skip
    text = words.text_area(
        f"Words of caption {number + 1}",
        segment.text,
        height=68,
        key=f"words-{key}",
        label_visibility="collapsed",
    )
    moved = start is not None and new_start is not None and abs(new_start - start) > 5e-3
    if text.strip() == segment.text and not moved:
        return None
    return Correction(number, text.strip(), float(new_start) if moved and new_start is not None else None)


def _save(project: Project, video: VideoEntry, step: list[Correction]) -> None:
    if not step:
        st.info("Nothing was changed.", icon=":material/info:")
        return
    _do(
        lambda: correct_captions(project, video.video_id, step),
        f"{count(len(step), 'correction')} saved; the pairs were made anew.",
    )


def _do(change, message: str) -> None:  # type: ignore[no-untyped-def]
    try:
        state.choose_project(change())
    except InputError as error:
        st.error(plain(str(error)), icon=":material/error:")
    else:
        st.session_state["captions-saved"] = message
        st.rerun()
