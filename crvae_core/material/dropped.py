"""The pairs of a video that people dropped: dropped.json beside its captions."""

from crvae_core.errors import ProjectError
from crvae_core.files import read_json
from crvae_core.material.first_names import first_names, place_by_any_name
from crvae_core.project.project import Project

DROPPED_FILE = "dropped.json"


def dropped_pairs(project: Project, video_id: str) -> set[str]:
    """The names of all pairs of a video that were dropped, also of those that the present alignment does not make."""
    path = project.video_file(video_id, DROPPED_FILE)
    try:
        return set(map(str, read_json(path)["pair_ids"])) if path.exists() else set()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProjectError(
            f"{path} is damaged: bring it back from a copy, or `repair` makes it anew from the pairs"
        ) from error


def dropped_with(project: Project, video_id: str, ids: set[str], kept: bool) -> set[str]:
    """All pairs that are dropped when some more are, or some are taken back, whichever words they had at that time."""
    before, names = dropped_pairs(project, video_id), first_names(project, video_id)
    chosen = {place_by_any_name(name, names) for name in ids}
    left = {name for name in before if place_by_any_name(name, names) not in chosen}
    return left if kept else before | ids
