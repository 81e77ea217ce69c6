"""The list of what results can be taken out as, and the one way to do it: complete, or not at all."""

import importlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from crvae_core.errors import InputError
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.settings import USUAL_FILES, FileSettings
from crvae_core.export.table_files import write_dictionary
from crvae_core.file_names import file_name
from crvae_core.files import move, storage_errors, temporary_prefix
from crvae_core.progress import Progress, Share, unheard

Writer = Callable[[MomentsTable, Path, FileSettings, Share], None]
LONGEST_STEM = 120  # bytes of a file's name without its suffix


@dataclass(frozen=True)
class Format:
    """What results can be taken out as.

    title, about: for people. suffix: of its files, "" for a folder. writer: "module:function" in crvae_core.export, which
    is imported when it is needed. files: one for all videos, one for each, or as the settings say. dictionary: whether a
    data dictionary goes beside it.
    """

    title: str
    about: str
    suffix: str
    writer: str
    files: Literal["one", "each", "either"] = "one"
    dictionary: bool = False

    def load(self) -> Writer:
        """Its writer."""
        module, _, name = self.writer.partition(":")
        return getattr(importlib.import_module(f"crvae_core.export.{module}"), name)


FORMATS = {
    "report": Format(
        "Report",
        "One HTML file with findings, pictures, charts, methods and films; it needs no network.",
        ".html",
        "report:write_report",
    ),
    "csv": Format(
        "CSV table", "A row per moment, for spreadsheets, R and pandas.", ".csv", "table_files:write_csv", "either", True
    ),
    "parquet": Format(
        "Parquet table", "The same, smaller and with types.", ".parquet", "table_files:write_parquet", "either", True
    ),
    "npz": Format("NumPy arrays", "Vectors and columns as arrays.", ".npz", "table_files:write_npz", "either", True),
    "eaf": Format(
        "ELAN", "Tiers for captions, clusters, tags of each coder and findings; EAF 3.0.", ".eaf", "tier_files:write_eaf", "each"
    ),
    "vian": Format(
        "VIAN", "The tiers as VIAN imports them (File, Import, ELAN Project).", ".eaf", "tier_files:write_eaf", "each"
    ),
    "tibava": Format("TIB-AV-A", "The tiers as TIB-AV-A imports timelines.", ".eaf", "tier_files:write_eaf", "each"),
    "vtt": Format("WebVTT, captions", "Subtitles of the captions.", ".vtt", "tier_files:write_vtt", "each"),
    "vtt-clusters": Format(
        "WebVTT, clusters", "Names of clusters as subtitles.", ".vtt", "tier_files:write_cluster_vtt", "each"
    ),
    "vtt-tags": Format("WebVTT, tags", "Tags as subtitles.", ".vtt", "tier_files:write_tag_vtt", "each"),
    "srt": Format("SRT, captions", "Subtitles of the captions.", ".srt", "tier_files:write_srt", "each"),
    "srt-clusters": Format(
        "SRT, clusters", "Names of clusters as subtitles.", ".srt", "tier_files:write_cluster_srt", "each"
    ),
    "srt-tags": Format("SRT, tags", "Tags as subtitles.", ".srt", "tier_files:write_tag_srt", "each"),
    "edl": Format(
        "EDL markers", "For DaVinci Resolve and others (CMX 3600), exact to the frame.", ".edl", "tier_files:write_edl", "each"
    ),
    "otio": Format("OpenTimelineIO", "A timeline with markers, for editing programs.", ".otio", "otio:write_otio", "each"),
    "cvat": Format(
        "CVAT", "Tracks of the whole picture, CVAT for video 1.1.", ".xml", "annotation_tools:write_cvat", "each"
    ),
    "label-studio": Format(
        "Label Studio", "Tasks with timeline labels, and the labelling interface.", "", "annotation_tools:write_label_studio"
    ),
    "web-annotation": Format(
        "Web annotations", "W3C JSON-LD with media fragments (#t=).", ".jsonld", "web_annotation:write_web_annotations"
    ),
    "figures": Format(
        "Figures for print",
        "Every chart as SVG, PDF and PNG with its data; contact sheets, film strips.",
        "",
        "print_figures:write_figures",
    ),
    "pictures": Format(
        "Pictures",
        "JPEG pictures with a list of whose they are; smaller or blurred by choice.",
        ".zip",
        "pictures_zip:write_pictures",
    ),
    "projector": Format(
        "TensorBoard projector", "Vectors, metadata and sprite.", "", "map_tools:write_projector"
    ),
    "atlas": Format(
        "Embedding Atlas", "Parquet with the map and the neighbours of each moment.", ".parquet", "map_tools:write_atlas"
    ),
    "fiftyone": Format("FiftyOne", "Samples with pictures, clusters and tags.", "", "map_tools:write_fiftyone"),
    "encoder": Format(
        "Encoder", "The run's encoder for torch alone, with an example.", "", "encoder:write_encoder"
    ),
    "methods": Format("Methods", "The methods paragraph and its BibTeX.", "", "methods:write_methods"),
    "bundle": Format(
        "Bundle", "All that makes the same figures again, without the films (`crvae reproduce`).", ".zip", "bundle:write_bundle"
    ),
}  # fmt: skip


def format_of(name: str) -> Format:
    """The format of a name; raises InputError if there is none."""
    if name not in FORMATS:
        raise InputError(f"{name!r} is no format: choose one of {', '.join(FORMATS)}")
    return FORMATS[name]


def take_out(
    table: MomentsTable,
    name: str,
    out: Path,
    settings: FileSettings = USUAL_FILES,
    progress: Progress = unheard,
) -> list[Path]:
    """Write moments in a format; gives the files, or the folders of formats that are folders.

    Args:
        table: what is taken out. name: one of FORMATS. settings: what the files are like.
        out: a file's name with the format's suffix, where it is one file; else a folder, in which files are called by the
            project, the selection and the video. Files of these names are replaced.
        progress: is told the step and the share done.

    Nothing is left behind if the disk fills up or the work is cancelled. Raises InputError.
    """
    form = format_of(name)
    several = form.files == "each" and (len(table.videos()) > 1 or out.suffix.lower() != form.suffix)
    many = several or (form.files == "either" and settings.one_per_video)
    single = bool(form.suffix) and not many and out.suffix.lower() == form.suffix and not out.is_dir()
    folder = out.parent if single else out
    _check_place(folder)
    stem = out.stem if single else _stem(table)
    with _staged(folder) as staging:
        _write(
            table, form, staging, stem, settings, many, lambda share: progress(f"Writing {form.title}", share)
        )
        return _bring(staging, folder)


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """A new folder beside `folder`, which goes in the end whatever happens; a full disk is told of."""
    with storage_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=folder.parent, prefix=temporary_prefix()))
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _write(
    table: MomentsTable, form: Format, staging: Path, stem: str, settings: FileSettings, many: bool, progress: Share
) -> None:  # fmt: skip
    writer = form.load()
    if form.dictionary:
        notes = table.moments.left_out.notes
        write_dictionary(table.columns(), staging / f"{stem}.columns.csv", notes)
    if not many:
        writer(table, staging / f"{stem}{form.suffix}", settings, progress)
        return
    videos, taken = table.videos(), set[str]()
    for place, video in enumerate(videos):
        name = _free(f"{stem} {video.name}", taken)
        writer(
            table.of_video(video.video_id),
            staging / f"{name}{form.suffix}",
            settings,
            lambda share, place=place: progress((place + share) / len(videos)),  # type: ignore[misc]
        )


def _bring(staging: Path, folder: Path) -> list[Path]:
    """Move all that was written to where it belongs, in the place of what was there under these names."""
    written = sorted(staging.iterdir())
    folder.mkdir(parents=True, exist_ok=True)
    for path in written:
        target = folder / path.name
        if target.is_dir():
            shutil.rmtree(target)
        move(path, target)
    return [folder / path.name for path in written]


def _stem(table: MomentsTable) -> str:
    return safe_stem(f"{table.project.name} {table.selection.words()}")


def _free(text: str, taken: set[str]) -> str:
    """A file's name that none of the others has, on disks that take capitals for small letters, too."""
    base, number = safe_stem(text), 2
    name = base
    while name.casefold() in taken:
        name, number = f"{base} ({number})", number + 1
    taken.add(name.casefold())
    return name


def safe_stem(text: str) -> str:
    """A text as the name of a file without its suffix."""
    return file_name(text.replace("/", "_").replace("\\", "_"), LONGEST_STEM, "moments").replace(".", "_")


def _check_place(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file: give a folder, or a name that ends as the format does")
