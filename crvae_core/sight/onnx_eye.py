"""Larger eyes that a user has as an ONNX file, such as SigLIP 2 or DINOv2: added by name, opened through ONNX Runtime."""

import hashlib
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from crvae_core.errors import EyeError
from crvae_core.file_names import fits_everywhere
from crvae_core.files import atomic_path, read_json, write_json
from crvae_core.sight.eye import SHIPPED, Eye, ShippedEye, file_digest, resized
from crvae_core.text.cache import cache_folder

BATCH = 8  # pictures at a time, unless the network takes another number of them
SIDES = (16, 1024)  # pixels of a side, at least and at most
FORMATS = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(double)": np.float64}
NORMALISATIONS = {  # mean and standard deviation of each colour, values from 0 to 1
    "signed": ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    "imagenet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "clip": ((0.4815, 0.4578, 0.4082), (0.2686, 0.2613, 0.2758)),
}
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


@dataclass(frozen=True)
class EyeEntry:
    """What is known of an added eye. side: of its square pictures, pixels. size: F. normalisation: see NORMALISATIONS."""

    name: str
    digest: str
    side: int
    size: int
    normalisation: str


class OnnxEye:
    """An added eye; one vector per picture: an output (B, F), or the mean over the places of (B, N, F)."""

    def __init__(self, entry: EyeEntry, path: Path) -> None:
        self.name, self.size = entry.name, entry.size
        told = f"{entry.digest} {entry.side} {entry.normalisation}"  # the same file sees otherwise in another size
        self.digest = hashlib.sha256(told.encode()).hexdigest()[:20]
        self._entry, self._session = entry, _session(path)

    def see(self, pictures: np.ndarray) -> np.ndarray:
        """Features, float32 (n, F), of pictures, uint8 RGB (n, H, W, 3)."""
        mean, deviation = (
            np.array(values, np.float32) for values in NORMALISATIONS[self._entry.normalisation]
        )
        found = []
        for first in range(0, len(pictures), BATCH):
            squares = resized(pictures[first : first + BATCH], self._entry.side).astype(np.float32) / 255
            found.append(_features(self._session, ((squares - mean) / deviation).transpose(0, 3, 1, 2)))
        seen = np.concatenate(found) if found else np.zeros((0, self.size), np.float32)
        if seen.shape[1] != self.size:
            raise EyeError(
                f"the eye {self.name!r} gives {seen.shape[1]} values, not the {self.size} it was added with: add it again with "
                "`eye add FILE`"
            )
        return seen


def eye_folder() -> Path:
    """Where added eyes are kept."""
    return cache_folder("eyes")


def add_eye(file: Path, name: str | None = None, side: int = 224, normalisation: str = "signed") -> EyeEntry:
    """Keep a copy of an ONNX file under a name, so that projects can be seen with it.

    Args:
        file: takes pictures (B, 3, side, side) and gives features (B, F) or (B, N, F) as its first float output.
        name: letters, digits, dots and dashes; by default the file's.
        side: pixels. normalisation: of its input, a name of NORMALISATIONS.

    Raises EyeError if the file is no such network, ONNX Runtime is missing, or the name is taken or can't be one.
    """
    chosen = name or re.sub(r"[^a-z0-9._-]+", "-", file.stem.lower()).strip("-._")[:40]
    if not _NAME.fullmatch(chosen) or chosen == SHIPPED or not fits_everywhere(chosen):
        raise EyeError(
            f"{chosen!r} can't name an eye: use up to 40 small letters, digits, dots and dashes (--name)"
        )
    if normalisation not in NORMALISATIONS:
        raise EyeError(f"there is no normalisation {normalisation!r}: choose {', '.join(NORMALISATIONS)}")
    if not SIDES[0] <= side <= SIDES[1]:
        raise EyeError(
            f"pictures of {side} pixels can't be seen: give a side of {SIDES[0]} to {SIDES[1]} (--side)"
        )
    if not file.is_file():
        raise EyeError(f"there is no file {file}: check the path")
    features = _features(_session(file), np.full((2, 3, side, side), 0.5, np.float32))
    if not features.shape[1]:
        raise EyeError(f"{file.name} gives no values at all: export its pooled output")
    if not np.isfinite(features).all():
        raise EyeError(f"{file.name} gives values that are no numbers for a grey picture: export it again")
    size = features.shape[1]
    entry = EyeEntry(chosen, file_digest(file), side, size, normalisation)
    _check_free(entry)
    with atomic_path(eye_folder() / f"{chosen}.onnx") as temporary:
        shutil.copyfile(file, temporary)
    write_json(eye_folder() / f"{chosen}.json", asdict(entry))
    return entry


def _check_free(entry: EyeEntry) -> None:
    """Raise EyeError if another eye of that name can be opened: runs may have begun with it."""
    known = next((known for known in added_eyes() if known.name == entry.name), entry)
    kept = eye_folder() / f"{entry.name}.onnx"
    if known != entry and kept.is_file() and file_digest(kept) == known.digest:
        raise EyeError(f"there is another eye {entry.name!r} already: give this one another name (--name)")


def open_eye(name: str = SHIPPED) -> Eye:
    """The eye of that name; raises EyeError if there is none, or its file is damaged."""
    if name == SHIPPED:
        return ShippedEye()
    entry = next((entry for entry in added_eyes() if entry.name == name), None)
    if entry is None:
        others = ", ".join([SHIPPED, *(entry.name for entry in added_eyes())])
        raise EyeError(f"there is no eye {name!r}: add its ONNX file with `eye add FILE`, or choose {others}")
    path = eye_folder() / f"{name}.onnx"
    if not path.is_file() or file_digest(path) != entry.digest:
        raise EyeError(
            f"the file of the eye {name!r} is missing or was changed: add it again with `eye add FILE`"
        )
    return OnnxEye(entry, path)


def added_eyes() -> list[EyeEntry]:
    """The eyes that were added, by name; entries that can't be read are left out."""
    found = []
    for path in sorted(eye_folder().glob("*.json")):
        try:
            entry = EyeEntry(**read_json(path))
        except (OSError, ValueError, TypeError):
            continue
        if entry.name == path.stem and _is_sound(entry):
            found.append(entry)
    return found


def _is_sound(entry: EyeEntry) -> bool:
    """Whether what was read from disk is what `add_eye` writes."""
    numbers = all(type(value) is int and value > 0 for value in (entry.side, entry.size))
    return (
        numbers
        and entry.side <= SIDES[1]
        and isinstance(entry.digest, str)
        and entry.normalisation in tuple(NORMALISATIONS)
    )


def _session(path: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise EyeError("an added eye needs ONNX Runtime: `pip install onnxruntime`") from error
    try:
        return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except Exception as error:
        raise EyeError(f"{path.name} is no ONNX network that can be run: export it again") from error


def _features(session: Any, pictures: np.ndarray) -> np.ndarray:
    """Features, float32 (n, F), of pictures (n, 3, side, side), as many at a time as the network takes."""
    taken = _pictures_taken(session, pictures.shape[2])
    at_once = taken.shape[0] if isinstance(taken.shape[0], int) else len(pictures)
    found = []
    for first in range(0, len(pictures), at_once):
        some = pictures[first : first + at_once]
        filled = np.concatenate([some, np.repeat(some[-1:], at_once - len(some), axis=0)])
        found.append(_run(session, taken.name, filled.astype(FORMATS[taken.type]))[: len(some)])
    return np.concatenate(found)


def _pictures_taken(session: Any, side: int) -> Any:
    """The network's input for pictures; raises EyeError, with the remedy, if it has none for squares of that side."""
    inputs = session.get_inputs()
    if len(inputs) != 1:
        raise EyeError(
            f"the network has {len(inputs)} inputs, an eye has one, for pictures: export its picture part alone"
        )
    taken = inputs[0]
    if taken.type not in FORMATS:
        raise EyeError(f"the network takes {taken.type}: export it for pictures of floating-point numbers")
    sizes = [size if isinstance(size, int) else None for size in taken.shape]  # others are open
    if len(sizes) != 4 or sizes[1] not in (3, None):
        told = " x ".join(map(str, taken.shape))
        raise EyeError(
            f"the network takes {told} values: export it for pictures x 3 colours x rows x columns"
        )
    rows, columns = sizes[2:]
    if rows and columns and rows != columns:
        raise EyeError(f"the network takes pictures of {rows} x {columns} pixels: export it for squares")
    wanted = rows or columns or side
    if wanted != side:
        raise EyeError(
            f"the network takes pictures of {wanted} pixels, not of {side}: give its size (--side {wanted})"
        )
    return taken


def _run(session: Any, name: str, pictures: np.ndarray) -> np.ndarray:
    try:
        outputs = session.run(None, {name: pictures})
    except Exception as error:
        told = str(error).strip().partition("\n")[0]
        raise EyeError(
            f"the network does not take pictures of {pictures.shape[2]} pixels ({told}): give its size (--side), or export it "
            "again"
        ) from error
    for output in outputs:
        found = np.asarray(output)
        if found.ndim == 3:
            found = found.mean(axis=1)
        if found.ndim == 2 and len(found) == len(pictures) and np.issubdtype(found.dtype, np.floating):
            return found.astype(np.float32)
    raise EyeError(
        "the network gives no features of the form (pictures, values) in floating-point numbers: export its pooled output"
    )
