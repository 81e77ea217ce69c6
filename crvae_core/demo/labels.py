"""The true kind of scene at every second moment of a demo film, as a JSON file beside it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crvae_core.demo.story import KINDS, Bulletin
from crvae_core.errors import InputError
from crvae_core.files import read_json

SAMPLE_EVERY = 2  # seconds between two labels


@dataclass(frozen=True)
class Label:
    """The kind of scene on air from `start_s` for two seconds."""

    start_s: float
    kind: str
    shot: int  # which uncut stretch of film, from 0


def demo_kinds() -> tuple[str, ...]:
    """The kinds of scene in the demo films."""
    return KINDS


def bulletin_labels(bulletin: Bulletin) -> list[Label]:
    """The labels of a bulletin, one per two seconds, from its shots."""
    labels: list[Label] = []
    for index, (begin, shot) in enumerate(zip(bulletin.starts, bulletin.shots, strict=True)):
        moments = range(begin, begin + shot.seconds, SAMPLE_EVERY)
        labels += [Label(float(moment), shot.kind, index) for moment in moments]
    return labels


def labels_document(bulletin: Bulletin) -> dict[str, Any]:
    """What the label file of a bulletin holds."""
    return {
        "video_id": bulletin.video_id,
        "every_s": SAMPLE_EVERY,
        "kinds": list(KINDS),
        "labels": [asdict(label) for label in bulletin_labels(bulletin)],
    }


def load_labels(path: Path) -> list[Label]:
    """Read a label file.

    Args:
        path: `<id>.labels.json`.

    Returns:
        One label per two seconds of film, in order; the label of a frame at t seconds is number int(t // 2).

    Raises:
        InputError: the file is missing or no label file.
    """
    try:
        return [
            Label(float(row["start_s"]), str(row["kind"]), int(row["shot"]))
            for row in read_json(path)["labels"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path.name} is not a readable label file: build the demo again") from error
