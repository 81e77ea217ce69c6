"""A bundle made into figures again, from the films of a folder, and what differs told."""

import json
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pandas as pd

from crvae_core.decoding.encode_again import encode_again
from crvae_core.doctor.mend_videos import mend_frames
from crvae_core.errors import InputError
from crvae_core.export.bundle import MANIFEST, VERSION, file_digest, made_with
from crvae_core.export.bundle_answer import in_words
from crvae_core.export.figure_data import FIGURES, data_digest, measure_curves
from crvae_core.export.methods import package_versions
from crvae_core.export.moments_table import MomentsTable, moments_table
from crvae_core.export.selection import Selection
from crvae_core.export.settings import USUAL_LOOK
from crvae_core.progress import Progress, unheard
from crvae_core.project.archive_names import check_names, shown
from crvae_core.project.archive_reading import check_size
from crvae_core.project.project import Project, open_project
from crvae_core.runs.run import open_run

MOST_RATIO = 1_000  # of an entry: packed further than this, it is a trap
FILM_SUFFIXES_TRIED = 10_000  # files of a folder that are hashed at most


def reproduce(bundle: Path, films: Path, out: Path, progress: Progress = unheard) -> dict[str, Any]:
    """Make the figures of a bundle again.

    Args:
        bundle: the ZIP file. films: a folder with the films, under any names; they are found by their hashes.
        out: an empty or new folder that becomes the project.
        progress: is told the step and the share done.

    Returns what was found: the films, versions that differ, how many moments are the same, each figure (same, or how far its
    data differ), how far vectors that are encoded again differ, `same`: whether all figures are, and `said`: what differs
    and what may be why, in a sentence.

    Raises InputError where the bundle or a folder can't be used.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out} is not an empty folder: choose another one with --out")
    if not films.is_dir():
        raise InputError(f"{films} is no folder: give the folder that holds the films with --films")
    with _opened(bundle) as archive:
        told = _manifest(archive)
        _unpack(archive, out)
        brought = _bring_films(told, films, out, progress)
        if missing := [film["name"] for film in brought if not film["sampled"]]:
            return {
                "project": str(out),
                "films": brought,
                "versions": _versions(told),
                "figures": {},
                "same": False,
                "said": f"the figures can't be made without {', '.join(missing)}: bring these films into {films}",
            }
        progress("Making the figures", 0.7)
        run = open_run(open_project(out), str(told["run"]))
        look = USUAL_LOOK.with_overrides(told["look"])
        chosen = told["selection"]
        selection = Selection(str(chosen["what"]), str(chosen["name"]), tuple(map(str, chosen["pair_ids"])))
        table = moments_table(run, selection, look)
        if told["figures"].get("curves", {}).get("rows"):  # what was measured is not in a bundle
            measure_curves(table, lambda share: progress("Measuring the curves", 0.7 + 0.15 * share))
        figures = {name: _compared(name, table, told, archive) for name in FIGURES}
    progress("Encoding again", 0.85)
    found = {
        "project": str(out),
        "films": brought,
        "versions": _versions(told),
        "moments": len(table.moments),
        "moments_changed": table.moments.left_out.count,
        "figures": figures,
        "vectors_encoded_again": _encoded(run.project, run.name, table),
        "same": all(figure["same"] for figure in figures.values()),
    }
    return found | {"said": in_words(found)}


@contextmanager
def _opened(bundle: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(bundle) as archive:
            yield archive
    except FileNotFoundError as error:
        raise InputError(f"there is no bundle at {bundle}: check the path") from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise InputError(f"{bundle} is no bundle, or it is damaged ({error}): get it again") from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > 64 << 20:
            raise ValueError("it is too large")
        told = json.loads(archive.read(info))
        version = told["bundle_version"]
        if version != VERSION:
            raise InputError(
                f"the bundle has version {version}, this program reads {VERSION}: update the program"
            )
        for key, kind in (
            ("films", list),
            ("figures", dict),
            ("run", str),
            ("look", dict),
            ("selection", dict),
        ):
            if not isinstance(told[key], kind):
                raise TypeError(key)
        return told
    except InputError:
        raise
    except (KeyError, ValueError, TypeError) as error:
        raise InputError(f"{archive.filename} is no bundle: it has no sound {MANIFEST} ({error})") from error


def _unpack(archive: zipfile.ZipFile, out: Path) -> None:
    """The files below project/ into a folder; raises InputError for what no bundle of ours holds."""
    check_names(archive.infolist())
    check_size(archive.infolist(), Path(archive.filename or "").stat().st_size)
    entries = [
        info for info in archive.infolist() if info.filename.startswith("project/") and not info.is_dir()
    ]
    for info in entries:
        if info.file_size > MOST_RATIO * max(1, info.compress_size) and info.file_size > 1 << 20:
            raise InputError(
                f"{archive.filename} holds {shown(info.filename)!r}, packed as no bundle is: it is not unpacked"
            )
    try:
        for info in entries:
            target = out.joinpath(*PurePosixPath(info.filename).relative_to("project").parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as source, target.open("xb") as stream:
                shutil.copyfileobj(source, stream, 1 << 20)
    except BaseException as error:
        shutil.rmtree(out, ignore_errors=True)
        if isinstance(error, zipfile.BadZipFile | zlib.error):
            raise InputError(f"{archive.filename} is damaged ({error}): get it again") from error
        raise


def _bring_films(told: Mapping[str, Any], films: Path, out: Path, progress: Progress) -> list[dict[str, Any]]:
    """Find every film by its hash, put it into the project and sample it again."""
    project = open_project(out)
    wanted = {str(film["video_id"]): film for film in told["films"]}
    sizes = {film.get("bytes") for film in wanted.values()}
    by_hash: dict[str, Path] = {}
    files = sorted(path for path in films.rglob("*") if path.is_file())[:FILM_SUFFIXES_TRIED]
    for path in files:
        if path.stat().st_size in sizes:
            by_hash.setdefault(file_digest(path), path)
    found = []
    for place, video in enumerate(project.videos):
        progress(f"Reading {video.name}", 0.7 * place / max(1, len(project.videos)))
        film = wanted.get(video.video_id, {})
        match = by_hash.get(str(film.get("sha256")))
        said, sampled = "there is no film with its hash in the folder", False
        if match is not None:
            said, sampled = _sampled(project, video.video_id, match)
        captions = project.video_folder(video.video_id) / "captions.json"
        same = not captions.is_file() or file_digest(captions) == film.get("captions_sha256")
        where = str(match) if match else None
        told_of = {
            "name": video.name,
            "found": where,
            "sampled": sampled,
            "said": said,
            "captions_same": same,
        }
        found.append(told_of)
    return found


def _sampled(project: Project, video_id: str, film: Path) -> tuple[str, bool]:
    """Put a film into the project and take its pictures again; says how that went, and whether it did."""
    target = project.source_path(video_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(film, target)
    try:
        return mend_frames(project, video_id), True
    except InputError as error:
        return str(error), False


def _compared(
    name: str, table: MomentsTable, told: Mapping[str, Any], archive: zipfile.ZipFile
) -> dict[str, Any]:
    """Whether a figure's data are the same, and how far they differ where not."""
    data = FIGURES[name](table)
    before = told["figures"].get(name)
    if before is None:
        return {"same": False, "said": "the bundle has no such figure"}
    if data_digest(data) == before["digest"]:
        return {"same": True, "rows": len(data)}
    with archive.open(f"figures/{name}.csv") as stream:
        stored = pd.read_csv(stream, keep_default_na=False) if before["rows"] else data.iloc[:0]
    return {"same": False, "rows": len(data), "said": difference(stored, data)}


def difference(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """In words, how two tables of a figure differ."""
    if list(before.columns) != list(after.columns):
        return "it has other columns"
    if len(before) != len(after):
        return f"{len(before):,} rows were {len(after):,} now"
    parts = []
    for name in after.columns:
        if pd.api.types.is_numeric_dtype(after[name]) and not pd.api.types.is_bool_dtype(after[name]):
            old = pd.to_numeric(before[name], errors="coerce").to_numpy(dtype=np.float64)
            new = after[name].to_numpy(dtype=np.float64)
            gap = np.nanmax(np.abs(old - new), initial=0.0) if np.isfinite(old - new).any() else 0.0
            if gap > 0:
                parts.append(f"{name} by up to {gap:.4g}")
        else:
            other = int((before[name].astype(str).to_numpy() != after[name].astype(str).to_numpy()).sum())
            if other:
                parts.append(f"{name} in {other:,} rows")
    return "; ".join(parts) or "in the last digits alone"


def _versions(told: Mapping[str, Any]) -> dict[str, str]:
    """The program, Python, packages and the kind of machine, where they are others than in the bundle: then and now."""
    then = dict(text.rsplit(" ", 1) for text in told.get("packages", []) if " " in text)
    here = dict(text.rsplit(" ", 1) for text in package_versions())
    own = made_with()
    then |= {key: str(told[key]) for key in own if told.get(key)}
    now = here | own
    return {
        name: f"{old}, now {now.get(name, 'missing')}" for name, old in then.items() if now.get(name) != old
    }


def _encoded(project: Project, run: str, table: MomentsTable) -> dict[str, Any]:
    """How far vectors that the bundle's weights give here lie from those of the bundle."""
    before = dict(zip(table.moments.pair_ids, table.moments.latents, strict=True))
    try:
        again = encode_again(open_run(open_project(project.folder), run))
    except InputError as error:
        return {"said": str(error)}
    gaps = [
        float(np.abs(before[pair_id] - vector).max())
        for pair_id, vector in zip(again.pair_ids, again.latents, strict=True)
        if pair_id in before
    ]
    return {"moments": len(gaps), "largest_difference": max(gaps, default=0.0)}
