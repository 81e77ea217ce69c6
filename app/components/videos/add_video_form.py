"""Add a video: the film, its words, a few choices, and one button."""

import importlib.util
import time
from dataclasses import replace

import streamlit as st

from app import state
from app.cached import project_data
from app.components.videos import caption_source, video_source
from app.components.videos.caption_source import CaptionChoice
from app.components.videos.video_source import VideoChoice
from app.plain_text import clock, plain, vectors_label
from crvae_core.errors import InputError
from crvae_core.material.ingest import IngestSettings, add_video
from crvae_core.media.alignment import STRATEGIES, AlignmentSettings
from crvae_core.media.captions import Captions
from crvae_core.project.project import Project

LANGUAGES = {"auto": "Find out", "en": "English", "zh": "Chinese", "other": "Another language"}
METHODS = {
    "period": "Every few seconds",
    "captions": "Where a caption starts",
    "shots": "Where a shot starts",
}


def show(project: Project, first: bool) -> None:
    """Draw the form; add the video when the button is pressed."""
    st.subheader("Add a video" if first else "Add another video")
    generation = st.session_state.get("upload-generation", 0)
    if st.session_state.get("cancel-adding"):
        st.info("Cancelled. Nothing was added.", icon=":material/info:")
    left, right = st.columns(2)
    with left:
        video = video_source.show(generation)
    with right:
        captions = caption_source.show(generation)
    settings, alignment = _choices(captions.spoken if captions else None, video)
    if video is None or captions is None:
        st.caption("Choose a film and its captions to go on. The original files are not changed.")
    if st.button(
        "Add video", type="primary", icon=":material/add:", disabled=video is None or captions is None
    ):
        assert video is not None
        assert captions is not None
        _add(project, video, captions, settings, alignment, generation)


def _choices(spoken: Captions | None, video: VideoChoice | None) -> tuple[IngestSettings, AlignmentSettings]:
    with st.expander("Language, alignment and sampling", icon=":material/tune:"):
        one, two, three = st.columns(3)
        language = one.selectbox(
            "Language of the captions", list(LANGUAGES), format_func=LANGUAGES.__getitem__
        )
        method = two.selectbox(
            "Frames",
            list(METHODS),
            format_func=METHODS.__getitem__,
            help="Which frames of the film are taken.",
        )
        if method == "shots" and importlib.util.find_spec("scenedetect") is None:
            two.caption("Needs an optional package: `pip install -r requirements-extras.txt`.")
        every = two.number_input(
            "Seconds between frames", 0.5, 60.0, 2.0, 0.5, help="The report takes one frame every 2 seconds."
        )
        strategy = three.selectbox("Alignment", list(STRATEGIES), help="Which frame goes with which caption.")
        three.caption(f"{STRATEGIES[strategy].capitalize()}. It can be changed later, on the page Pairs.")
        vectors = one.selectbox(
            "Word vectors",
            project_data.vector_names(),
            format_func=vectors_label,
            help="Others are added with `python -m crvae_core vectors add FILE|NAME`.",
        )
        period = None
        if spoken is not None and not spoken.timed:
            per_caption = one.number_input(
                "Seconds per caption (0: not known)", 0.0, 600.0, 0.0, 1.0, help="For captions without times."
            )
            period = per_caption or None
    return (
        IngestSettings(
            every_s=float(every),
            language=language,
            vectors=vectors,
            method=method,
            frame_period_s=video.frame_period_s if video else None,
            link=video.link if video else False,
        ),
        AlignmentSettings(strategy=strategy, period_s=period),
    )


def _add(
    project: Project,
    video: VideoChoice,
    captions: CaptionChoice,
    settings: IngestSettings,
    alignment: AlignmentSettings,
    generation: int,
) -> None:
    bar = st.progress(0.0, "Copying the files")
    # a click starts the page anew, which ends the work at its next report and leaves the project as it was
    cancel = st.empty()
    cancel.button("Cancel", icon=":material/close:", key="cancel-adding")
    started = time.monotonic()

    def advance(step: str, share: float) -> None:
        spent = time.monotonic() - started
        left = f", {clock(spent / share * (1 - share))} left" if share > 0.05 and spent > 3 else ""
        bar.progress(min(1.0, share), f"{step}{left}")

    options = captions.options
    settings = replace(
        settings,
        encoding=options.encoding,
        drop_sounds=options.drop_sounds,
        caption_tier=options.tier,
        caption_start_s=options.start_s,
        caption_frame_rate=options.frame_rate,
    )
    try:
        with video.on_disk() as path:
            changed, entry = add_video(
                project, path, captions.path, settings, alignment, name=video.name, progress=advance
            )
    except InputError as error:
        bar.empty()
        cancel.empty()
        st.error(f"The video was not added: {plain(str(error))}", icon=":material/error:")
        return
    caption_source.forget()
    state.choose_project(changed)
    st.session_state["upload-generation"] = generation + 1
    st.session_state["just-added"] = entry.video_id
    st.rerun()
