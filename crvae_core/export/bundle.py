"""A bundle: all that is needed to make the same figures again, but for the films, which it knows by their hashes.

bundle.json                  versions, settings, films with their hashes, figures with the hashes of their data, commands
project/...                  project.json, pairs, captions with corrections, notes, and the run with its weights and vectors
figures/<name>.csv           the data of every figure
"""

import hashlib
import platform
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crvae_core import __version__
from crvae_core.errors import InputError
from crvae_core.export.figure_data import FIGURES, data_digest
from crvae_core.export.methods import methods_of, package_versions
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.references import bibliography
from crvae_core.export.settings import FileSettings
from crvae_core.files import atomic_path, now
from crvae_core.json_text import write_json_text
from crvae_core.progress import Share
from crvae_core.project.project import SCHEMA_VERSION
from crvae_core.project.video_entry import VideoEntry

VERSION = 1
MANIFEST = "bundle.json"
LEFT_OUT = ("frames.npy", "frame_places.npy", "frame_hashes.npy")  # of a video: made again from its film
OF_RUN = (
    "config.json", "moments.parquet", "latents.npy", "model.safetensors", "vocabulary.json", "evaluation.json", "status.json",
    "metrics.jsonl", "saved.json", "cluster-notes.json",
)  # fmt: skip
_PACKED = {".parquet", ".npy", ".safetensors", ".jpg"}  # gain nothing by being packed again
_PIECE = 1 << 20


def write_bundle(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """Write the bundle of a table's run as one ZIP file; the films themselves are not in it."""
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        figures = {}
        for name, make in FIGURES.items():
            data = make(table)
            figures[name] = {"digest": data_digest(data), "rows": len(data)}
            archive.writestr(f"figures/{name}.csv", data.to_csv(index=False))
        progress(0.3)
        films = [_film(table, video) for video in table.project.videos]
        progress(0.6)
        archive.writestr("project/project.json", _project_json(table, films))
        for name, source in _files(table):
            kind = zipfile.ZIP_STORED if source.suffix in _PACKED else zipfile.ZIP_DEFLATED
            archive.write(source, name, kind)
        found = methods_of(table)
        archive.writestr("methods.txt", found.text)
        archive.writestr("references.bib", bibliography(found.works))
        archive.writestr(MANIFEST, write_json_text(_manifest(table, films, figures), indent=1))
    progress(1.0)


def _manifest(table: MomentsTable, films: list[dict[str, Any]], figures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "bundle_version": VERSION,
        "made_at": now(),
        **made_with(),
        "packages": package_versions(),
        "project": table.project.name,
        "run": table.run.name,
        "run_settings": {
            key: table.run.config.get(key) for key in ("preset", "family", "model", "training", "epochs")
        },
        "look": table.look.to_json(),
        "selection": asdict(table.selection),
        "films": films,
        "figures": dict(figures),
        "commands": [
            "crvae reproduce BUNDLE --films FOLDER",
            f"crvae export PROJECT --run {table.run.name} --to figures --out FOLDER "
            + " ".join(
                f"--set {key}={value}" for key, value in table.look.to_json().items() if value is not None
            ),
        ],
    }


def made_with() -> dict[str, str]:
    """The program and the kind of machine that results are made with here."""
    return {
        "program": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


def _film(table: MomentsTable, video: VideoEntry) -> dict[str, Any]:
    """What is told of a film: how it is known again, and how it was sampled and aligned."""
    folder = table.project.video_folder(video.video_id)
    captions = folder / "captions.json"
    source = table.project.source_path(video.video_id)
    return {
        "video_id": video.video_id,
        "name": video.name,
        "file": f"source{source.suffix.lower()}",
        "sha256": file_digest(source) if source.is_file() else None,
        "bytes": source.stat().st_size if source.is_file() else None,
        "captions_sha256": file_digest(captions) if captions.is_file() else None,
        "duration_s": video.duration_s,
        "every_s": video.every_s,
        "alignment": video.alignment,
        "source_link": table.link(video.video_id),
    }


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}): check it") from error
    return digest.hexdigest()


def _project_json(table: MomentsTable, films: list[dict[str, Any]]) -> str:
    """project.json with films inside the project, wherever they lay."""
    project = table.project
    videos = [
        asdict(video) | {"source": film["file"]} for video, film in zip(project.videos, films, strict=True)
    ]
    stored = {
        "schema_version": SCHEMA_VERSION,
        "name": project.name,
        "created_at": project.created_at,
        "videos": videos,
    }
    return write_json_text(stored, indent=1)


def _files(table: MomentsTable) -> Iterator[tuple[str, Path]]:
    """The files of the project that go along, with their names in the bundle."""
    project, run = table.project, table.run
    pairs = project.file("pairs.parquet")
    if pairs.exists():
        yield "project/pairs.parquet", pairs
    for video in project.videos:
        folder = project.video_folder(video.video_id)
        for path in sorted(folder.iterdir()):
            wanted = (
                path.suffix in (".json", ".npy")
                and path.name not in LEFT_OUT
                and not path.name.startswith(".")
            )
            if wanted and path.is_file() and not path.is_symlink():
                yield f"project/videos/{video.video_id}/{path.name}", path
    for name in OF_RUN:
        path = run.file(name)
        if path.is_file():
            yield f"project/runs/{run.name}/{name}", path
    notes = project.folder / "notes"
    for path in sorted(notes.rglob("*.json")) if notes.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            yield f"project/notes/{path.relative_to(notes).as_posix()}", path
