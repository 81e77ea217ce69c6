"""Every file of a project in every state that files get into: cut off, overwritten, of another kind, of other types or sizes.

EVERY lists them by name; tests/damage.py holds those whose repair is known one by one.
"""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Spoil = Callable[[bytes], bytes | None]  # None: the file goes

_RANDOM = np.random.default_rng(7).bytes(3000)


def _flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :] if data else data


ANY: dict[str, Spoil] = {
    "halved": lambda data: data[: len(data) // 2],
    "without its end": lambda data: data[:-1],
    "empty": lambda data: b"",
    "gone": lambda data: None,
    "of zeros only": lambda data: bytes(len(data)),
    "noise": lambda data: _RANDOM,
    "one byte changed": _flipped,
    "twice": lambda data: data + data,
}


def _in_json(change: Callable[[Any], Any]) -> Spoil:
    """Every value in a JSON file changed, the shape of it kept."""

    def within(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: within(one) for key, one in value.items()}
        if isinstance(value, list):
            return [within(one) for one in value]
        return change(value)

    return lambda data: json.dumps(within(json.loads(data.split(b"\n{")[0]))).encode()


def _if_number(new: object) -> Callable[[Any], Any]:
    return lambda value: new if isinstance(value, int | float) and not isinstance(value, bool) else value


JSON: dict[str, Spoil] = {
    "null": lambda data: b"null",
    "a list": lambda data: b"[]",
    "a list of numbers": lambda data: b"[1, 2, 3]",
    "an empty object": lambda data: b"{}",
    "a text": lambda data: b'"text"',
    "nested deep": lambda data: b"[" * 100_000,
    "in another encoding": lambda data: data.decode().encode("utf-16"),
    "numbers as texts": _in_json(_if_number("many")),
    "numbers beyond all": _in_json(_if_number(1e308)),
    "numbers below zero": _in_json(_if_number(-3)),
    "not numbers": _in_json(_if_number(float("nan"))),
    "texts as numbers": _in_json(lambda value: 7 if isinstance(value, str) else value),
    "values as lists": _in_json(lambda value: [value]),
    "values as null": _in_json(lambda value: None),
}


def _array(change: Callable[[np.ndarray], np.ndarray]) -> Spoil:
    def spoil(data: bytes) -> bytes:
        stream = io.BytesIO()
        np.save(stream, change(np.load(io.BytesIO(data))), allow_pickle=True)
        return stream.getvalue()

    return spoil


NPY: dict[str, Spoil] = {
    "of no rows": _array(lambda values: values[:0]),
    "of one row": _array(lambda values: values[:1]),
    "of twice the rows": _array(lambda values: np.concatenate([values, values])),
    "of texts": _array(lambda values: values.astype(str)),
    "of objects": _array(lambda values: values[:2].astype(object)),
    "of one axis": _array(lambda values: values.ravel()),
    "of zeros": _array(np.zeros_like),
    "claiming a billion rows": lambda data: data.replace(b"'shape': (", b"'shape': (9999999999, ", 1),
}


def _table(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Spoil:
    def spoil(data: bytes) -> bytes:
        stream = io.BytesIO()
        change(pd.read_parquet(io.BytesIO(data))).to_parquet(stream, index=False)
        return stream.getvalue()

    return spoil


PARQUET: dict[str, Spoil] = {
    "without rows": _table(lambda table: table.iloc[:0]),
    "of half the rows": _table(lambda table: table.iloc[::2]),
    "with every row twice": _table(lambda table: pd.concat([table, table])),
    "in another order": _table(lambda table: table.iloc[::-1]),
    "without a column": _table(lambda table: table.iloc[:, 1:]),
    "of texts": _table(lambda table: table.astype(str)),
    "of nulls": _table(lambda table: table.assign(**{str(table.columns[0]): None})),
}
SAFETENSORS: dict[str, Spoil] = {
    "claiming a long head": lambda data: (2**62).to_bytes(8, "little") + data[8:],
    "with a head that is no JSON": lambda data: data[:8] + b"x" + data[9:],
    "of other names": lambda data: data.replace(b'weight"', b'wright"'),
    "of other types": lambda data: data.replace(b'"F16"', b'"I16"').replace(b'"F32"', b'"I32"'),
}
_KINDS = {".json": JSON, ".npy": NPY, ".parquet": PARQUET, ".safetensors": SAFETENSORS}
FILES = (
    "analysis/map-*.npy", "analysis/sweep-*.npz", "pairs.parquet", "project.json", "runs/first/cluster-notes.json",
    "runs/first/config.json", "runs/first/evaluation.json", "runs/first/latents.npy", "runs/first/metrics.jsonl",
    "runs/first/model.safetensors", "runs/first/moments.parquet", "runs/first/resume.safetensors",
    "runs/first/samples/*.json", "runs/first/samples/*.png", "runs/first/saved.json", "runs/first/status.json",
    "videos/*/captions.json", "videos/*/corrections.json", "videos/*/dropped.json", "videos/*/frame_hashes.npy",
    "videos/*/frames.npy", "videos/*/info.json", "videos/*/source.mp4", "videos/*/thumbs/*.jpg", "videos/*/video.json",
    "videos/*/vocabulary.json", "videos/*/vocabulary.npy",
)  # fmt: skip
FOLDERS = ("videos", "videos/*", "videos/*/thumbs", "runs", "runs/first", "runs/first/samples", "analysis")
LOCKS = (".lock", "runs/first/.lock")
EVERY = [
    *((name, state) for name in FILES for state in (*ANY, *_KINDS.get(Path(name).suffix, {}), "a folder")),
    *((name, state) for name in FOLDERS for state in ("a file", "gone", "empty")),
    *((name, state) for name in LOCKS for state in ("a folder", "gone", "noise")),
]


def files(folder: Path) -> set[str]:
    """The files of a project as FILES names them."""
    found = set()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"):
        parts = list(path.relative_to(folder).parts)
        if parts[0] == "videos":
            parts[1] = "*"
        if parts[0] == "analysis":
            parts[-1] = f"{parts[-1].split('-')[0]}-*{path.suffix}"
        if {"thumbs", "samples"} & set(parts):
            parts[-1] = f"*{path.suffix}"
        found.add("/".join(parts))
    return found


def damage(folder: Path, name: str, state: str) -> None:
    """Bring the files of a name, or the folders, into a state."""
    for path in sorted(folder.glob(name)):
        if path.is_dir():
            shutil.rmtree(path)
            if state == "a file":
                path.touch()
            if state == "empty":
                path.mkdir()
            continue
        data = path.read_bytes()
        if state == "a folder":
            path.unlink()
            (path / "inside").mkdir(parents=True)
            continue
        spoilt = (ANY | _KINDS.get(path.suffix, {}))[state](data)
        if spoilt is None:
            path.unlink()
        else:
            path.write_bytes(spoilt)
