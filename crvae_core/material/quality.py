"""What a video in a project is checked by before anybody trains: alignment and word vectors."""

from dataclasses import asdict
from typing import Any

from crvae_core.material.rebuild import alignment_settings
from crvae_core.material.revise import preview_alignment, stored_grid
from crvae_core.media.alignment_quality import alignment_quality
from crvae_core.project.project import Project
from crvae_core.text.coverage import Coverage, coverage


def video_coverage(project: Project, video_id: str) -> Coverage:
    """How many words of a video's pairs have a vector, which have none, and what to do about it."""
    pairs, video = project.pairs(), project.video(video_id)
    return coverage(
        [list(tokens) for tokens in pairs.loc[pairs["video_id"] == video_id, "tokens"]],
        project.vocabulary(video_id),
        video.language,
        video.vectors,
    )


def video_quality(project: Project, video_id: str) -> dict[str, Any]:
    """All figures of one video as JSON values."""
    video = project.video(video_id)
    alignment = preview_alignment(project, video_id, alignment_settings(video))
    return {
        "name": video.name,
        "language": video.language,
        "alignment": asdict(alignment_quality(alignment, stored_grid(project, video_id))),
        "words": asdict(video_coverage(project, video_id)),
    }
