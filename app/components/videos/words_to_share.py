"""The proposal that a caption's later frames share its words, made before the film is read: accepted or declined."""

from dataclasses import replace

import streamlit as st

from crvae_core.material.ingest import IngestSettings
from crvae_core.media.alignment import AlignmentSettings
from crvae_core.media.captions import Captions
from crvae_core.media.shared_words import expected_grid, sharing_proposal


def show(
    captions: Captions, settings: IngestSettings, alignment: AlignmentSettings, key: str
) -> AlignmentSettings:
    """Draw the proposal, where there is one to make, and return the alignment as it was decided.

    key: another one for other captions, so that the proposal is made anew for them.
    """
    if settings.method != "period":  # else frames lie where something begins, which is not known before
        return alignment
    step = max(settings.every_s, settings.frame_period_s or 0.0)
    grid = expected_grid(captions, step)
    proposal = sharing_proposal(captions, grid, alignment) if grid else None
    if proposal is None:
        return alignment
    with st.container(border=True, key="sharing-proposal"):
        st.markdown(f":material/lightbulb: As far as the captions reach, {proposal.sentence()}.")
        share = st.toggle(
            "Let a caption's later frames share its words (proposed)",
            True,
            key=f"share-{key}",
            help="Off: these frames are in no moment. It can be changed later, on the page Pairs, under Alignment.",
            wrap=True,
        )
    return replace(alignment, share_words=share)
