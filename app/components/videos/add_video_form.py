"""Add a video: the film, its words, a few choices, and one button."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import streamlit as st

from app import uploads
from app.cached import project_data
from app.components.videos import caption_source, film_work, video_source, words_to_share
from app.components.videos.caption_source import CaptionChoice
from app.components.videos.video_source import VideoChoice
from app.plain_text import plain, vectors_label
from crvae_core.errors import InputError
from crvae_core.material.ingest import IngestSettings
from crvae_core.media.alignment import STRATEGIES, STRATEGY_NAMES, AlignmentSettings
from crvae_core.media.captions import Captions
from crvae_core.project.project import Project
from crvae_core.tasks.ingest import start_ingest
from crvae_core.work.item import WorkItem

LANGUAGES = {"auto": "Find out", "en": "English", "zh": "Chinese", "other": "Another language"}
METHODS = {
    "period": "Every few seconds",
    "captions": "Where a caption starts",
    "shots": "Where a shot starts",
}
_AT_WORK = "film-at-work"  # the folder of the work on the film that the form holds, and the film's mark


def show(project: Project, first: bool) -> None:
    """Draw the form; the film is read in the background when the button is pressed."""
    st.subheader("Add a video" if first else "Add another video")
    generation = _settle()
    left, right = st.columns(2)
    with left:
        video = video_source.show(generation)
    with right:
        captions = caption_source.show(generation)
    settings, alignment = _choices(captions.spoken if captions else None, video)
    if captions is not None and captions.spoken is not None:
        alignment = words_to_share.show(captions.spoken, settings, alignment, f"{generation}-{captions.path}")
    if video is None or captions is None:
        st.caption("Choose a film and its captions to go on. The original files are not changed.")
    at_work = st.session_state.get(_AT_WORK)
    being_read = bool(video and at_work and video.mark == at_work[1])
    if st.button(
        "Being read" if being_read else "Add video",
        type="primary",
        icon=":material/add:",
        key="add-video",
        disabled=video is None or captions is None or being_read,
    ):
        assert video is not None
        assert captions is not None
        _add(project, video, captions, settings, alignment)


def _settle() -> int:
    """The number of the form; another one, with nothing chosen, when the film that it was filled in for was added."""
    generation = int(st.session_state.get("upload-generation", 0))
    folder, mark = st.session_state.get(_AT_WORK, (None, ""))
    stood = WorkItem(Path(folder)).state() if folder else None
    if stood is None or stood.active:
        return generation
    del st.session_state[_AT_WORK]
    upload = st.session_state.get(video_source.upload_key(generation))
    if stood.state == "done" and (upload is None or getattr(upload, "file_id", "") == mark):
        uploads.free_named(mark)
        caption_source.forget()
        generation += 1
        st.session_state["upload-generation"] = generation
    return generation


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
        strategy = three.selectbox(
            "Alignment",
            list(STRATEGIES),
            format_func=STRATEGY_NAMES.__getitem__,
            help="Which frame goes with which caption.",
        )
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
) -> None:
    options = captions.options
    settings = replace(
        settings,
        encoding=options.encoding,
        drop_sounds=options.drop_sounds,
        caption_tier=options.tier,
        caption_start_s=options.start_s,
        caption_frame_rate=options.frame_rate,
    )

    def bring(folder: Path) -> dict[str, str]:
        return video.bring(folder) | captions.bring(folder)

    try:
        with st.spinner("Handing the files over"):
            film_work.dismiss_ended(project)
            choices = {"settings": settings.to_json(), "alignment": alignment.to_json()}
            item = start_ingest(project.folder, video.name, choices, bring)
    except InputError as error:
        st.error(f"The video was not added: {plain(str(error))}", icon=":material/error:")
        return
    st.session_state[_AT_WORK] = (str(item.folder), video.mark)
    st.rerun()
