"""Letterboxes and channel logos: what stands still in a film's pictures and gives it away, whatever it shows."""

from dataclasses import dataclass

import numpy as np

from crvae_core.compare.sides import Sides
from crvae_core.project.project import Project
from crvae_core.runs.moments import Moments

SEEN = 120  # frames of a film that are looked at, spread over it
BLACK = 24.0  # grey level up to which a line is black
ALWAYS = 0.9  # of the frames, in which a line is black
FEWEST_FRAMES = 20  # below that, what stands still may be the film itself
STILL = 6.0  # grey levels that a still place changes, at most (standard deviation)
EDGE = 12.0  # grey levels per pixel from which a still place is drawn there, not plain
CORNER = 0.3  # of height and width, where logos are put
SMALLEST_LOGO = 20  # pixels of still edges
MOVING = (
    15.0  # grey levels that the film as a whole changes, at least: a slide show of one picture has no logo
)


@dataclass(frozen=True)
class FilmMarks:
    """What gives a film away. letterbox: share of the height, or of the width, that black bars take. logos: corners in which
    something stands still, "top left" and so on."""

    letterbox: float
    logos: tuple[str, ...]


def film_marks(frames: np.ndarray) -> FilmMarks:
    """Letterbox and logos of a film from frames (n, H, W, 3) spread over it, uint8 RGB."""
    grey = frames.astype(np.float32).mean(axis=3)
    bars = max(_bars(grey.mean(axis=2)), _bars(grey.mean(axis=1)))
    return FilmMarks(bars, _logos(grey) if len(frames) >= FEWEST_FRAMES else ())


def marks_of(moments: Moments, sides: Sides) -> tuple[str, ...]:
    """A sentence for each kind of mark that some films of the groups have: in which it was found, of how many."""
    project, ids = moments.run.project, moments.pairs["video_id"].to_numpy(dtype=str)
    found: dict[str, list[FilmMarks]] = {}
    for side in (sides.first, sides.second):
        videos = dict.fromkeys(ids[side.rows].tolist())
        found[side.name] = [film_marks(_spread(project, video)) for video in videos]
    sentences = []
    boxes = {name: sum(one.letterbox > 0 for one in marks) for name, marks in found.items()}
    if any(boxes.values()):
        listed = " and ".join(f"{_films(boxes[name], len(marks))} of {name}" for name, marks in found.items())
        sentences.append(f"Black bars (letterbox) were found in {listed}.")
    logos = {name: [corner for one in marks for corner in one.logos] for name, marks in found.items()}
    if any(logos.values()):
        listed = " and ".join(
            f"{_films(sum(bool(one.logos) for one in marks), len(marks))} of {name}{_corners(logos[name])}"
            for name, marks in found.items()
        )
        sentences.append(
            f"Something drawn that stands still in a corner, such as a channel's logo, was found in {listed}."
        )
    if sentences:
        sentences.append(
            "Such marks belong to the look of a film: what they add to its mean is gone without each film's own look."
        )
    return tuple(sentences)


def _films(marked: int, total: int) -> str:
    """In how many films of a group, in words."""
    if total == 1:
        return "the one film" if marked else "no film"
    return f"{marked:,} of {total:,} films"


def _corners(corners: list[str]) -> str:
    return f" ({', '.join(dict.fromkeys(corners))})" if corners else ""


def _spread(project: Project, video_id: str) -> np.ndarray:
    frames = project.frames(video_id)
    rows = np.unique(np.linspace(0, len(frames) - 1, min(SEEN, len(frames))).round().astype(np.int64))
    return frames[rows]


def _bars(lines: np.ndarray) -> float:
    """The share of lines (n, L) that are black at both ends in nearly all frames, but not in the middle."""
    dark = (lines < BLACK).mean(axis=0) >= ALWAYS
    if dark.all():
        return 0.0
    before, behind = int(np.argmin(dark)), int(np.argmin(dark[::-1]))
    return (before + behind) / len(dark) if before and behind else 0.0


def _logos(grey: np.ndarray) -> tuple[str, ...]:
    deviation = grey.std(axis=0)
    if float(np.median(deviation)) < MOVING:
        return ()
    mean = grey.mean(axis=0)
    down, across = np.gradient(mean)
    drawn = (deviation < STILL) & (np.hypot(down, across) > EDGE)
    height, width = (int(size * CORNER) for size in mean.shape)
    corners = {
        "top left": drawn[:height, :width],
        "top right": drawn[:height, -width:],
        "bottom left": drawn[-height:, :width],
        "bottom right": drawn[-height:, -width:],
    }
    return tuple(name for name, part in corners.items() if int(part.sum()) >= SMALLEST_LOGO)
