"""Add a video: two files, a few choices, a preview of the captions, and one button."""

from pathlib import Path
from typing import Any

import streamlit as st

from app import state, uploads
from app.plain_text import clock, count, plain
from crvae_core.errors import InputError
from crvae_core.ingest import IngestSettings, add_video
from crvae_core.media.alignment import STRATEGIES, AlignmentSettings
from crvae_core.media.captions import Captions, read_captions
from crvae_core.project import Project
from crvae_core.text.tokenizers import detect_language

VIDEO_TYPES = ["mp4", "webm", "mkv", "mov", "avi", "ts", "m4v"]
CAPTION_TYPES = ["srt", "vtt", "json", "txt", "ass"]
LANGUAGES = {"auto": "Find out", "en": "English", "zh": "Chinese"}
PREVIEW = 5  # segments


def show(project: Project, first: bool) -> None:
    """Draw the form; add the video when the button is pressed."""
    st.subheader("Add a video" if first else "Add another video")
    generation = st.session_state.get("upload-generation", 0)
    left, right = st.columns(2, gap="large")
    video = left.file_uploader(
        "Video", VIDEO_TYPES, key=f"video-upload-{generation}", help="MP4, WebM, MKV, MOV, AVI or TS."
    )
    captions = right.file_uploader(
        "Captions",
        CAPTION_TYPES,
        key=f"captions-upload-{generation}",
        help="SRT, WebVTT, ASS, JSON of youtube-transcript-api, or plain text with one segment a line.",
    )
    spoken = _preview(captions, right) if captions else None
    settings, alignment = _choices(spoken)
    ready = video is not None and spoken is not None
    if not ready:
        st.caption("Choose both files to go on. The original files are not changed.")
    if st.button("Add video", type="primary", icon=":material/add:", disabled=not ready):
        _add(project, video, captions, settings, alignment, generation)


def _preview(captions: Any, place: Any) -> Captions | None:
    """What was read from the captions, so that a wrong encoding or format shows before anything is done."""
    try:
        with uploads.on_disk(state.workspace(), captions=captions) as paths:
            spoken = read_captions(paths["captions"])
    except InputError as error:
        place.error(plain(str(error)), icon=":material/error:")
        return None
    language = LANGUAGES[detect_language(segment.text for segment in spoken.segments)]
    times = "with times" if spoken.timed else "without times"
    place.caption(
        f"{count(len(spoken.segments), 'segment')} {times} · {spoken.format} · {spoken.encoding} · looks {language}"
    )
    with place.container(border=True):
        for segment in spoken.segments[:PREVIEW]:
            start = f"**{clock(segment.start)}** " if segment.start is not None else ""
            st.markdown(start + plain(segment.text))
    return spoken


def _choices(spoken: Captions | None) -> tuple[IngestSettings, AlignmentSettings]:
    with st.expander("Language, alignment and sampling", icon=":material/tune:"):
        one, two, three = st.columns(3)
        language = one.selectbox(
            "Language of the captions", list(LANGUAGES), format_func=LANGUAGES.__getitem__
        )
        every = two.number_input(
            "Seconds between frames", 0.5, 60.0, 2.0, 0.5, help="The report takes one frame every 2 seconds."
        )
        strategy = three.selectbox("Alignment", list(STRATEGIES), help="Which frame goes with which segment.")
        st.caption(f"{strategy}: {STRATEGIES[strategy]}.")
        period = None
        if spoken is not None and not spoken.timed:
            per_segment = st.number_input(
                "Seconds per segment (0: not known)", 0.0, 600.0, 0.0, 1.0, help="For captions without times."
            )
            period = per_segment or None
    return (
        IngestSettings(every_s=float(every), language=language),
        AlignmentSettings(strategy=strategy, period_s=period),
    )


def _add(
    project: Project,
    video: Any,
    captions: Any,
    settings: IngestSettings,
    alignment: AlignmentSettings,
    generation: int,
) -> None:
    bar = st.progress(0.0, "Copying the files")

    def advance(step: str, share: float) -> None:
        bar.progress(min(1.0, share), step)

    try:
        with uploads.on_disk(state.workspace(), video=video, captions=captions) as paths:
            changed, entry = add_video(
                project,
                paths["video"],
                paths["captions"],
                settings,
                alignment,
                name=Path(video.name).stem[:80],
                progress=advance,
            )
    except InputError as error:
        bar.empty()
        st.error(f"The video was not added: {plain(str(error))}", icon=":material/error:")
        return
    state.choose_project(changed)
    st.session_state["upload-generation"] = generation + 1
    st.session_state["just-added"] = entry.video_id
    st.rerun()
