"""Names that earlier versions gave to pairs, kept with the frame and words they were given to.

names.json in a video's folder: the name that this version would give -> the name it had first. Names of the first version
only number the pairs (video-1-00003), those of the second hold frame and caption, but not the words (video-1-f00003-s00002).
"""

import re

import pandas as pd

from crvae_core.errors import ProjectError
from crvae_core.files import read_json
from crvae_core.project.ids import place_of, with_words
from crvae_core.project.project import Project

NAMES_FILE = "names.json"
_WITHOUT_WORDS = re.compile(r"-f\d{5,}-s\d{5,}$")


def first_names(project: Project, video_id: str) -> dict[str, str]:
    """Name of this version -> first name, of the pairs of a video that have one; raises ProjectError."""
    path = project.video_file(video_id, NAMES_FILE)
    try:
        return {str(new): str(old) for new, old in read_json(path).items()} if path.exists() else {}
    except (OSError, ValueError, AttributeError) as error:
        raise ProjectError(
            f"{path} is damaged: restore it, or remove it to give its pairs new names"
        ) from error


def names_with_first(
    project: Project, video_id: str, table: pd.DataFrame, before: pd.DataFrame
) -> dict[str, str]:
    """What `first_names` gives, with the first names among `before`, which are to be stored as NAMES_FILE.

    table, before: the pairs of a video by names of this version, and as they stood until now.
    """
    stored = first_names(project, video_id)
    names, known = dict(stored), set(stored.values())
    moments = zip(table["frame_row"], table["start_s"], table["pair_id"], strict=True)
    places = {(row, start): place_of(name) for row, start, name in moments}
    columns = ["pair_id", "frame_row", "start_s", "text"]
    for name, row, start, text in before[columns].itertuples(index=False):
        place = name if _WITHOUT_WORDS.search(name) else None
        if re.fullmatch(rf"{re.escape(video_id)}-\d+", name):
            place = places.get((row, start))
        if place is not None and name not in known:
            names.setdefault(with_words(place, text), name)
    return names


def place_by_any_name(name: str, names: dict[str, str]) -> str:
    """Where a pair lies, by its name of any version; names: see `first_names`."""
    return place_of(next((new for new, old in names.items() if old == name), name))
