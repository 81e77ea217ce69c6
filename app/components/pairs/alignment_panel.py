"""Choose how captions and frames find each other, with the effect shown at once; nothing changes until it is applied."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from app import state
from app.bound import Bound, bind
from app.cached import project_data
from app.components.shared import thumbnail
from app.figures import base
from app.plain_text import clock, percent, plain
from app.view import ALIGNMENT
from crvae_core.errors import AlignmentError, InputError
from crvae_core.material.early_frames import EarlyFrames
from crvae_core.material.quality import untaken_sentence
from crvae_core.material.rebuild import alignment_settings
from crvae_core.material.revise import realign
from crvae_core.media.alignment import (
    STRATEGIES,
    STRATEGY_NAMES,
    Alignment,
    AlignmentSettings,
    FrameGrid,
    align_captions,
)
from crvae_core.media.alignment_quality import alignment_quality, sample_pairs
from crvae_core.media.captions import Captions, CaptionSegment
from crvae_core.media.shared_words import SharingProposal, sharing_proposal
from crvae_core.project.project import Project
from crvae_core.project.video_entry import VideoEntry

DRAWN_S = 40.0  # of the drawing
OFFSET_S = 60.0  # the slider's reach to either side
ANCHORS = {"start": "the start of a caption", "middle": "the middle of a caption"}


def show(project: Project, video: VideoEntry) -> None:
    """Draw the choices, a drawing, three sample pairs and the button that stores the alignment."""
    captions, grid = (
        project_data.captions(project, video.video_id),
        project_data.grid(project, video.video_id),
    )
    if captions is None:
        st.info(
            "This video has no captions: every frame is a moment without words. To add words, remove the video and "
            "add it again with its captions.",
            icon=":material/volume_off:",
        )
        return
    stored = alignment_settings(video)
    proposal = sharing_proposal(captions, grid, stored)
    if proposal is not None:
        _propose(project, video.video_id, proposal)
    early = project_data.early(project, video.video_id)
    if early is not None:
        _propose_middle(project, video.video_id, early)
    choices, effect = st.columns([2, 3], gap="medium")
    with choices:
        wanted = _choices(stored, captions)
    with effect:
        try:
            alignment = align_captions(captions, grid, wanted)
        except AlignmentError as error:
            st.warning(f"This does not fit: {plain(str(error))}", icon=":material/warning:")
            return
        _drawing(alignment, grid)
        _samples(project, video.video_id, alignment)
    with choices:
        _use(project, video.video_id, wanted, changed=wanted != stored)
    _figures(alignment, grid)
    with st.expander("What the strategies do"):
        _explanations()


def _propose(project: Project, video_id: str, proposal: SharingProposal) -> None:
    """Say what is proposed about frames without words; a person accepts or declines, which is kept with the video."""
    with st.container(border=True, key="sharing-proposal"):
        st.markdown(
            f":material/lightbulb: **{proposal.sentence()}.** Proposed: a caption's later frames share its words."
        )
        with st.container(horizontal=True):
            accepted = st.button("Share the words", icon=":material/check:", key="accept-sharing")
            declined = st.button("Leave them without words", key="decline-sharing")
    if accepted or declined:
        wanted = replace(alignment_settings(project.video(video_id)), share_words=accepted)
        _store(project, video_id, wanted, ("share",), told=accepted)


def _propose_middle(project: Project, video_id: str, early: EarlyFrames) -> None:
    """Say that words go with the shot before theirs, and offer the frames at the middle of captions."""
    with st.container(border=True, key="early-frames"):
        st.markdown(
            f":material/lightbulb: **{early.sentence()}.** Proposed: the frame nearest to the middle of each caption."
        )
        if st.button("Go by the middle of captions", icon=":material/check:", key="accept-middle"):
            wanted = replace(alignment_settings(project.video(video_id)), anchor="middle")
            _store(project, video_id, wanted, ("anchor",))


def _use(project: Project, video_id: str, wanted: AlignmentSettings, changed: bool) -> None:
    """The button that stores the alignment, and what has become of it."""
    if st.button("Use this alignment", type="primary", icon=":material/check:", disabled=not changed):
        _store(project, video_id, wanted, ALIGNMENT)
    if st.session_state.pop("alignment-applied", False):
        st.success("The pairs were made anew. Train a run to use them.", icon=":material/check:")
    elif changed:
        st.caption("Not stored yet: what you see here is a preview.")


def _store(
    project: Project, video_id: str, wanted: AlignmentSettings, settled: Sequence[str], told: bool = True
) -> None:
    """Store an alignment and draw the page again.

    settled: what is now as it is stored, so that the view says no more of it. told: whether it is to say that the pairs are new.
    """
    try:
        state.choose_project(realign(project, video_id, wanted))
    except InputError as error:
        st.error(plain(str(error)))
    else:
        state.change(**dict.fromkeys(settled))
        st.session_state["alignment-applied"] = told
        st.rerun()


def _choices(stored: AlignmentSettings, captions: Captions) -> AlignmentSettings:
    strategy = _strategy(stored)
    timed = captions.timed
    period, offset = stored.period_s, stored.offset_s
    anchor, frames, share = stored.anchor, stored.frames_per_segment, stored.share_words
    if strategy in ("auto", "nearest") and (timed or period):
        anchor = _anchor(stored)
    if strategy == "spread":
        bound = _bind("frames", frames)
        st.number_input("Frames per caption", 1, 60, bound.value, key=bound.key, on_change=bound.keep)
        frames = bound.value
    if not timed and strategy != "blocks":
        bound = _bind("period", period or 0.0)
        st.number_input(
            "Seconds per caption (0: not known)", 0.0, 600.0, bound.value, 0.5, key=bound.key, on_change=bound.keep
        )  # fmt: skip
        period = bound.value or None
    if strategy != "blocks":
        offset = _offset(stored)
    if strategy != "window" and (timed or period):
        on = _toggle(
            "share",
            bool(stored.share_words),
            "Frames that no caption takes share the words that are said",
            "Where captions last much longer than the step between two frames, most frames are in no moment otherwise.",
        )
        share = None if not on and stored.share_words is None else on  # left as it is: nobody has decided
    silent = _toggle(
        "silent",
        stored.keep_silent,
        "Keep frames during which nothing is said",
        "On: they are kept. The picture half of the model learns from them; on the map they are moments without words.",
    )
    return AlignmentSettings(
        strategy=strategy,
        period_s=period,
        anchor=anchor,
        frames_per_segment=frames,
        offset_s=round(float(offset), 3),
        share_words=share,
        keep_silent=silent,
    )


def _bind(part: str, stored: Any) -> Bound:
    """A widget of the alignment that is looked at, which begins with what is stored."""
    asked = getattr(state.view(), part)
    return bind(part, stored if asked is None else asked)


def _strategy(stored: AlignmentSettings) -> str:
    bound = _bind("strategy", stored.strategy)
    names = list(STRATEGIES)
    st.selectbox(
        "Strategy",
        names,
        bound.index(names) or 0,
        format_func=STRATEGY_NAMES.__getitem__,
        key=bound.key,
        on_change=bound.keep,
        help="Which frame goes with which words.",
    )
    st.caption(f"{STRATEGIES[bound.value].capitalize()}.")
    return str(bound.value)


def _anchor(stored: AlignmentSettings) -> str:
    bound = _bind("anchor", stored.anchor)
    st.radio(
        "Nearest to",
        list(ANCHORS),
        bound.index(ANCHORS) or 0,
        format_func=ANCHORS.__getitem__,
        key=bound.key,
        on_change=bound.keep,
    )
    return str(bound.value)


def _offset(stored: AlignmentSettings) -> float:
    bound = _bind("offset", stored.offset_s)
    reach = max(OFFSET_S, abs(stored.offset_s), abs(bound.value))
    st.slider(
        "Move the captions by", -reach, reach, bound.value, 0.1, format="%.1f s", key=bound.key, on_change=bound.keep,
        help="Above 0: the words come later. Move it until the three samples fit.",
    )  # fmt: skip
    return float(bound.value)


def _toggle(part: str, stored: bool, label: str, help_text: str) -> bool:
    bound = _bind(part, stored)
    st.toggle(label, bound.value, key=bound.key, on_change=bound.keep, help=help_text, wrap=True)
    return bool(bound.value)


def _drawing(alignment: Alignment, grid: FrameGrid) -> None:
    spoken = [pair for pair in alignment.pairs if pair.text]
    middle = spoken[len(spoken) // 2].start_s if spoken else 0.0
    start = max(0.0, min(middle - DRAWN_S / 2, grid.duration_s - DRAWN_S))
    end = max(start + 1.0, min(start + DRAWN_S, grid.duration_s))
    st.plotly_chart(
        base.alignment_figure(alignment, grid, (start, end)),
        key="alignment-drawing",
        config={"displayModeBar": False},
        alt="Frames above, captions below on a time axis; lines join those that go together.",
    )
    st.caption(
        f"{clock(start)} to {clock(end)}: frames above, captions below; a line joins what goes together. "
        "No caption takes a grey frame."
    )


def _samples(project: Project, video_id: str, alignment: Alignment) -> None:
    st.markdown("**Three samples**: do the words fit the pictures?")
    samples = sample_pairs(alignment)
    with st.container(key="alignment-samples"):
        for place, pair in zip(st.columns(3), samples, strict=False):
            with place:
                thumbnail.show_frame(project, video_id, pair.frame_row, pair.start_s)
                st.caption(f"**{clock(pair.start_s)}**")
                st.markdown(plain(pair.text))


def _figures(alignment: Alignment, grid: FrameGrid) -> None:
    quality = alignment_quality(alignment, grid)
    places = [place for _ in range(2) for place in st.columns(4)]
    places[0].metric("Pairs", f"{quality.pairs:,}", help="A frame with its words.")
    places[1].metric(
        "Time with words",
        percent(quality.speech_share),
        help="Share of the time during which something is said.",
    )
    places[2].metric(
        "Frames in silence",
        f"{quality.silent_frames:,}",
        help=f"Frames during which nothing is said, of {quality.frames:,}.",
    )
    places[3].metric(
        "Frames no caption took",
        f"{quality.untaken_frames:,}",
        help=f"Frames that are in no moment though something is said, of {quality.frames:,}. They can share the words.",
    )
    places[4].metric(
        "Captions left out",
        f"{quality.segments_without_frame:,}",
        help="Captions that find no frame, for they lie outside the video. 0 is best.",
    )
    places[5].metric("Pairs per minute", f"{quality.pairs_per_minute:.1f}")
    places[6].metric(
        "Distance",
        f"{quality.median_shift_s:.1f} s",
        help="How far, in the middle, a frame lies from the start of its words. Lower is better.",
    )
    if quality.untaken_frames:
        st.caption(
            f"{untaken_sentence(quality.untaken_frames, quality.frames)}, though something is said. They can share the words "
            "that are said (under the alignment's settings)."
        )
    if quality.gaps:
        gaps = ", ".join(f"{clock(start)} to {clock(end)}" for start, end in quality.gaps)
        st.caption(f"Longest stretches without words: {gaps}.")
    if quality.frames_shared:
        st.caption(
            f"{quality.frames_shared:,} frames go with more than one caption: sample more often to part them."
        )


def _explanations() -> None:
    """Each strategy on the same small example."""
    times = ((0.5, 4.5), (4.5, 7.0), (11.0, 15.0), (15.0, 18.5))
    example = Captions(
        tuple(
            CaptionSegment(start, end, f"caption {number}") for number, (start, end) in enumerate(times, 1)
        ),
        "example",
        "utf-8",
    )
    grid = FrameGrid.even(10, 2.0, 20.0)
    shown: Sequence[tuple[str, AlignmentSettings]] = (
        (STRATEGY_NAMES["nearest"], AlignmentSettings(strategy="nearest")),
        (
            f"{STRATEGY_NAMES['spread']}, 2 frames per caption",
            AlignmentSettings(strategy="spread", frames_per_segment=2),
        ),
        (STRATEGY_NAMES["window"], AlignmentSettings(strategy="window")),
    )
    for place, (name, settings) in zip(st.columns(3), shown, strict=True):
        place.markdown(f"**{name}**")
        place.plotly_chart(
            base.alignment_figure(align_captions(example, grid, settings), grid, (0.0, 20.0)),
            key=f"explained-{settings.strategy}",
            config={"staticPlot": True},
        )
        place.caption(f"{STRATEGIES[settings.strategy].capitalize()}.")
    st.caption(
        f"**{STRATEGY_NAMES['blocks']}**: {STRATEGIES['blocks']}; the report used it for a transcript without times, with a "
        "frame every 2 seconds and a caption about every 10."
    )
