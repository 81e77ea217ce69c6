"""The columns of a table of moments, and the data dictionary that goes beside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column. kind: text, number, whole number, or yes/no. unit: "" where there is none. meaning: one sentence.

    title: of the property of videos that it holds, "" for others.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    title: str = ""


BASE = (
    Column("pair_id", "text", "Name of the moment, the same in every export of the project."),
    Column("video_id", "text", "Name of the video in the project."),
    Column("video", "text", "What the video is called."),
    Column("frame_time_s", "number", "When the picture is shown, from the film's first picture.", "s"),
    Column("start_s", "number", "When the words of the moment begin.", "s"),
    Column("end_s", "number", "When the words of the moment end.", "s"),
    Column(
        "text",
        "text",
        "The caption, with corrections; empty where nothing is said. Words on the screen are not read.",
    ),
    Column("language", "text", "Language of the captions of the video."),
    Column("unknown_share", "number", "Share of the words of the caption that have no vector, 0 to 1."),
    Column("trained", "yes/no", "Whether the model was trained on the moment, or only encodes it."),
)
CLUSTERS = (
    Column("cluster", "whole number", "Number of the cluster as the pages show it, from 1; 0 for none."),
    Column("cluster_name", "text", "Name of the cluster: a person's, else the words that tell it apart."),
)
TAGS = (
    Column("tags", "text", "Tags on the moment, in the order of the codebook, with '; ' between them."),
    Column("notes", "text", "What people noted on the moment, with ' / ' between them."),
    Column("coders", "text", "Who put these tags and notes there, with '; ' between them."),
)
PLACES = (
    Column(
        "map_x", "number", "Place on the map, to the right. Distances on a map mean little over long ways."
    ),
    Column("map_y", "number", "Place on the map, upwards."),
)
AGREEMENT = Column(
    "agreement",
    "number",
    "How far caption and picture tell of the same scene: 1 the same, 0 no nearer than any other moment's words; empty "
    "without words.",
)


def latent_columns(parts: Mapping[str, Sequence[int]]) -> list[Column]:
    """A column per value of the latent, called by its part: z_picture_1, ..."""
    return [
        Column(
            f"z_{part}_{place - first + 1}",
            "number",
            f"Value {place - first + 1} of the part {part!r} of the vector.",
        )
        for part, (first, last) in parts.items()
        for place in range(first, last)
    ]


def property_column(title: str, taken: Collection[str]) -> Column:
    """The column of a property of videos, such as the group they are compared by."""
    name = f"video_{title}" if title in taken or title.startswith("z_") else title
    return Column(name, "text", f"{title.capitalize()} of the video, as it was given.", title=title)


def dictionary_rows(columns: Sequence[Column]) -> list[dict[str, str]]:
    """The data dictionary: a row per column, vectors of a part in one row."""
    rows: list[dict[str, str]] = []
    parts: dict[str, list[Column]] = {}
    for column in columns:
        if column.name.startswith("z_"):
            parts.setdefault(column.name.rpartition("_")[0], []).append(column)
        else:
            rows.append(_row(column.name, column))
    for name, members in parts.items():
        shown = f"{name}_1 ... {name}_{len(members)}" if len(members) > 1 else members[0].name
        rows.append(_row(shown, members[0], f"The part {name[2:]!r} of the vector, mean of the encoder."))
    return rows


def _row(shown: str, column: Column, meaning: str = "") -> dict[str, str]:
    return {"column": shown, "kind": column.kind, "unit": column.unit, "meaning": meaning or column.meaning}
