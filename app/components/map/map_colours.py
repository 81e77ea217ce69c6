"""What moments can be coloured by, and the colours themselves."""

import html

import numpy as np
import pandas as pd
import streamlit as st

from app import state
from app.cached import analysis, notes, project_data
from app.exploration import Exploration
from app.figures.map_figure import Groups, Scale
from app.plain_text import plain
from crvae_core.analysis.named_clusters import NO_CLUSTER
from crvae_core.analysis.palette import NO_CLUSTER_COLOUR, cluster_colour
from crvae_core.errors import InputError
from crvae_core.project.project import Project
from crvae_core.project.properties import columns_of, properties_of

KNOWN = {
    "cluster": "Cluster",
    "tag": "Tag",
    "time": "Time in the video",
    "video": "Video",
    "length": "Words in the caption",
    "agreement": "Says against shows (agreement)",
    "error": "Error of the picture",
    "trust": "Trust of the map",
}
EXPLAINED = {
    "tag": "Grey: without a tag. A moment with several tags has the colour of the first one in the codebook.",
    "agreement": "How far caption and picture tell of the same scene: 1 the same, 0 no nearer than any other moment's words.",
    "error": "Mean squared error of the picture drawn from the vector (colours 0 to 1). Lower is better.",
    "trust": "Of the points nearest to a moment on the map, how many are truly among the moments most like it (neighbourhood "
    "preservation). 1: all, so trust the map there; near 0: hardly any, what lies beside it there says little.",
}
PROPERTY = "property:"
PROPERTY_NAMES = {
    "group": "Group",
    "date": "Date",
    "source": "Source",
    "language": "Language",
    "licence": "Licence",
}
NOT_NUMBERS_TO_SEE = {"frame_row", "frame_time_s"}
COLUMN_NAMES = {
    "start_s": "Start of the caption",
    "end_s": "End of the caption",
    "unknown_share": "Unknown words",
}


def choices(pairs: pd.DataFrame, project: Project) -> dict[str, str]:
    """The colourings there are, by their names in the address."""
    several = len(project.videos) > 1
    numbers = [
        str(name)
        for name in pairs.select_dtypes("number").columns
        if name not in NOT_NUMBERS_TO_SEE and pairs[name].notna().any()
    ]
    lacking = {"video": not several, "tag": not notes.codebook(project).tags}
    known = {key: title for key, title in KNOWN.items() if not lacking.get(key)}
    said = _properties(project) if several else {}
    return known | said | {f"column:{name}": COLUMN_NAMES.get(name, name) for name in numbers}


def colour_or_clusters(explored: Exploration, choice: str) -> Groups | Scale:
    """The colours of a choice; where the run can't tell it, say so and give the clusters."""
    why = "this run can't tell it"
    try:
        colour = colour_of(explored, choice)
    except InputError as error:
        colour, why = None, str(error)
    if colour is None:
        title = KNOWN.get(choice, choice)
        st.caption(f":material/info: {title}: clusters are shown instead, because {plain(why)}.")
    return colour or explored.groups()


def colour_of(explored: Exploration, choice: str) -> Groups | Scale | None:
    """The colours of a choice; None where the run can't tell it."""
    pairs = explored.pairs
    if choice == "time":
        return Scale(pairs["frame_time_s"].to_numpy(), "", times=True)
    if choice == "tag":
        return _tags(explored)
    if choice == "video":
        return _videos(explored)
    if choice == "length":
        return Scale(pairs["tokens"].map(len).to_numpy(dtype=np.float64), "words")
    if choice == "trust":
        settings = state.view().map_settings(len(pairs))
        values = analysis.trust(explored.run, explored.weight, settings)
        return Scale(values, "share")
    if choice in {"agreement", "error"}:
        from app.cached import networks

        scores = networks.scores(explored.run, choice)
        if scores is None or not np.isfinite(scores).any():
            return None
        return Scale(scores, "agreement" if choice == "agreement" else "error")
    if choice.startswith(PROPERTY):
        return _property(explored, choice.removeprefix(PROPERTY))
    if choice.startswith("column:"):
        name = choice.removeprefix("column:")
        return Scale(
            pairs[name].to_numpy(dtype=np.float64), COLUMN_NAMES.get(name, name), name.endswith("_s")
        )
    return explored.groups()


def _properties(project: Project) -> dict[str, str]:
    """The properties of videos that say something of at least one of them."""
    table = properties_of(project)
    names = [name for name in columns_of(project) if (table[name] != "").any()]
    return {f"{PROPERTY}{name}": PROPERTY_NAMES.get(name, name) for name in names}


def _property(explored: Exploration, name: str) -> Groups | None:
    """What videos are said to be; None where they say nothing of that name. Colours in the order of the project's videos."""
    if name not in columns_of(explored.project):
        return None
    said = properties_of(explored.project).set_index("video_id")[name]
    values = [value for value in dict.fromkeys(said) if value]
    codes = explored.pairs["video_id"].map(said).map({value: code for code, value in enumerate(values)})
    names = {code: html.escape(value) for code, value in enumerate(values)}
    return Groups(
        codes.fillna(-1).to_numpy(np.int64),
        names | {-1: "nothing said"},
        {code: cluster_colour(code) for code in (*names, -1)},
    )


def _tags(explored: Exploration) -> Groups:
    tags = notes.codebook(explored.project).tags
    number = {tag.tag_id: code for code, tag in enumerate(tags)}
    marked = notes.of_moments(explored.project)
    codes = [
        min((number[mark.tag] for mark in marked.get(pair_id, ()) if mark.tag in number), default=NO_CLUSTER)
        for pair_id in explored.pairs["pair_id"]
    ]
    names = {code: html.escape(tag.name) for code, tag in enumerate(tags)}
    colours = {code: tag.colour for code, tag in enumerate(tags)}
    return Groups(
        np.array(codes, dtype=np.int64),
        names | {NO_CLUSTER: "no tag"},
        colours | {NO_CLUSTER: NO_CLUSTER_COLOUR},
    )


def _videos(explored: Exploration) -> Groups:
    ids = [video.video_id for video in explored.project.videos]
    codes = explored.pairs["video_id"].map({video_id: code for code, video_id in enumerate(ids)}).to_numpy()
    return Groups(
        codes,
        {code: html.escape(explored.project.video(video_id).name) for code, video_id in enumerate(ids)},
        {code: cluster_colour(code) for code in range(len(ids))},
    )


def hover_texts(explored: Exploration) -> list[str]:
    """What is shown where the mouse points at a moment: time, cluster, video, caption; HTML-escaped and short."""
    pairs = project_data.hovers(explored.run)
    names = {number: html.escape(explored.name(number)) for number in np.unique(explored.labels).tolist()}
    tags = tags_in_words(explored)
    return [
        f"{head}{names[label]}{said}{tags.get(pair_id, '')}"
        for (head, said), label, pair_id in zip(
            pairs, explored.labels.tolist(), explored.pairs["pair_id"], strict=True
        )
    ]


def tags_in_words(explored: Exploration) -> dict[str, str]:
    """The tags of each moment that has any, by its pair id, as pointing at it shows them."""
    codebook = notes.codebook(explored.project)
    return {
        pair_id: "<br>"
        + html.escape(", ".join(dict.fromkeys(codebook.name(mark.tag) for mark in marks if mark.tag)))
        for pair_id, marks in notes.of_moments(explored.project).items()
        if any(mark.tag for mark in marks)
    }
