"""What a video in a project is checked by before anybody trains: alignment, frames without words, and word vectors."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from crvae_core.material.early_frames import early_frames
from crvae_core.material.rebuild import alignment_settings
from crvae_core.material.revise import preview_alignment, stored_grid
from crvae_core.media.alignment_quality import alignment_quality
from crvae_core.media.shared_words import SharingProposal, sharing_proposal
from crvae_core.project.corrections import corrected_captions
from crvae_core.project.project import Project
from crvae_core.project.video_entry import VideoEntry
from crvae_core.text.coverage import Coverage, coverage
from crvae_core.wording import count


def video_coverage(project: Project, video_id: str) -> Coverage:
    """How many words of a video's pairs have a vector, which have none, and what to do about it."""
    pairs, video = project.pairs(), project.video(video_id)
    return coverage(
        [list(tokens) for tokens in pairs.loc[pairs["video_id"] == video_id, "tokens"]],
        project.vocabulary(video_id),
        video.language,
        video.vectors,
    )


def untaken_frames(video: VideoEntry, pairs: pd.DataFrame) -> int:
    """How many sampled frames of a video are in no moment, for no caption took them; pairs: of its project."""
    return video.frame_count - int(pairs.loc[pairs["video_id"] == video.video_id, "frame_row"].nunique())


def untaken_sentence(untaken: int, frames: int) -> str:
    """That frames are in no moment, with the numbers."""
    verb = "is" if untaken == 1 else "are"
    return f"{untaken:,} of {count(frames, 'frame')} {verb} in no moment: no caption took {'it' if untaken == 1 else 'them'}"


def proposal_for(project: Project, video_id: str) -> SharingProposal | None:
    """The proposal that later frames of this video's captions share their words; None where there is none to make."""
    settings = alignment_settings(project.video(video_id))
    return sharing_proposal(corrected_captions(project, video_id), stored_grid(project, video_id), settings)


def video_quality(project: Project, video_id: str) -> dict[str, Any]:
    """All figures of one video as JSON values."""
    video = project.video(video_id)
    alignment = preview_alignment(project, video_id, alignment_settings(video))
    proposal, early = proposal_for(project, video_id), early_frames(project, video_id)
    return {
        "name": video.name,
        "language": video.language,
        "alignment": asdict(alignment_quality(alignment, stored_grid(project, video_id))),
        "proposal": proposal and proposal.sentence(),
        "early_frames": early and f"{early.sentence()}: align --anchor middle",
        "words": asdict(video_coverage(project, video_id)),
    }
