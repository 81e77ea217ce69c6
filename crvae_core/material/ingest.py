"""From files to aligned pairs, in the order in which it happens.

captions -> frames -> alignment -> tokens -> word vectors -> a new video in the project. Everything is made
in a folder of its own and moved into the project at the end, so that a failure leaves the project as it was.
"""

import logging
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from crvae_core.config import Settings, setting
from crvae_core.errors import CaptionError, ProjectError, VectorsError
from crvae_core.files import storage_errors, write_json
from crvae_core.material.mend import pairs_or_anew
from crvae_core.material.pairing import PairWords, find_words, frame_grid, language_of, pair_table
from crvae_core.media.alignment import AlignmentSettings, align_captions
from crvae_core.media.captions import CaptionOptions, Captions, read_captions, within_film
from crvae_core.media.frame_store import MOST_FRAMES
from crvae_core.media.stored_frame import HASHES_FILE
from crvae_core.media.video import METHODS, USUAL_LIMIT, SamplingSettings, VideoInfo, sample_video
from crvae_core.progress import Progress, unheard
from crvae_core.project.changes import changing
from crvae_core.project.ids import new_video_id
from crvae_core.project.leftovers import INCOMING, RECORD, held
from crvae_core.project.new_project import create_project
from crvae_core.project.pairs import write_pairs
from crvae_core.project.project import Project, is_project, open_project, write_project
from crvae_core.project.records import write_record
from crvae_core.project.shown_text import shown_name
from crvae_core.project.video_entry import VideoEntry
from crvae_core.text.vectors import Vocabulary, WordVectors, open_vectors
from crvae_core.wording import clock

logger = logging.getLogger(__name__)

LANGUAGES = ("auto", "en", "zh", "other")


@dataclass(frozen=True)
class IngestSettings(Settings):
    """How a video and its captions become pairs."""

    every_s: float = setting(2.0, "seconds between two sampled frames", low=0.04, high=600)
    method: str = setting(
        "period",
        "which frames are taken: at a fixed period, at the start of each caption, or of each shot",
        choices=tuple(METHODS),
    )
    frame_period_s: float | None = setting(
        None, "seconds per picture, where the video is a folder of pictures", low=0.001, high=3600
    )
    stream: int | None = setting(None, "which of several video streams of the file, from 1", low=1)
    most_frames: int = setting(
        USUAL_LIMIT, "most frames that are taken from one film", low=1, high=MOST_FRAMES
    )
    language: str = setting("auto", "language of the captions", choices=LANGUAGES)
    vectors: str = setting("shared", "word vectors: 'shared' (English and Chinese) or a file")
    encoding: str | None = setting(None, "text encoding of the captions, found by itself if not given")
    drop_sounds: bool = setting(False, "leave out [Applause], (music) and the like")
    caption_tier: str | None = setting(
        None,
        "which layer of annotations is read, by its name or number; the one with the most words if not given",
    )
    caption_start_s: float | None = setting(
        None, "where the captions' clock starts (36000: 10:00:00); if not given, it is taken off where it is clear",
        low=0, high=360_000,
    )  # fmt: skip
    caption_frame_rate: float | None = setting(
        None,
        "frames a second of captions whose clocks count frames and do not say how many",
        low=1,
        high=1000,
    )
    link: bool = setting(False, "leave the video where it is instead of copying it into the project")
    take: bool = setting(False, "move the video into the project instead of copying it")

    def caption_options(self) -> CaptionOptions:
        """How the captions are read."""
        return CaptionOptions(
            encoding=self.encoding,
            drop_sounds=self.drop_sounds,
            frame_rate=self.caption_frame_rate,
            tier=self.caption_tier,
            start_s=self.caption_start_s,
        )


def add_video(
    project: Project,
    video: Path,
    captions: Path | None,
    settings: IngestSettings = IngestSettings(),
    alignment: AlignmentSettings = AlignmentSettings(),  # noqa: B008
    name: str | None = None,
    progress: Progress | None = None,
) -> tuple[Project, VideoEntry]:
    """Add a video with its captions to a project.

    captions: None for a video without words: its frames become moments without words.
    name: shown for the video; its file name if not given. progress: gets the step in words and the
    share of it that is done, 0 to 1; whatever it raises ends the work and leaves the project as it was.

    Others may change the project while the film is read; it is held only for the moment in which the film comes in.
    Returns the changed project and the new video. Raises an InputError of the part that failed.
    """
    report = progress or unheard
    video = Path(video)
    spoken = read_captions(Path(captions), settings.caption_options()) if captions else None
    vectors = open_vectors(settings.vectors, "en")  # a wrong file is found before minutes of decoding
    _check_same_size(project, vectors)
    sampling = _sampling(settings)
    with _staging(project) as staging:
        info = sample_video(
            video,
            staging,
            sampling,
            lambda share: report("Reading the video", share),
            _caption_starts(spoken, settings, alignment),
        )
        spoken = spoken and within_film(spoken, info.duration_s)
        aligned = align_captions(spoken, frame_grid(vars(info)), alignment)
        language = language_of(spoken, settings.language)
        report("Finding word vectors", 0.0)
        words = find_words([pair.text for pair in aligned.pairs], language, settings.vectors)
        _check_words(words, captions)
        report("Taking the film in", 0.0)
        entry = VideoEntry(
            video_id="",
            name=shown_name(name or video.stem or video.name, "video"),
            source=_bring_in(video, staging, settings),
            captions_name=Path(captions).name if captions else "",
            language=language,
            vectors=vectors.name,
            duration_s=info.duration_s,
            frame_count=len(info.frame_times_s),
            pair_count=sum(pair.text != "" for pair in aligned.pairs),
            every_s=settings.every_s,
            alignment=alignment.to_json() | {"left_out": len(aligned.left_out)},
        )
        _write_video_files(staging, info, spoken, words.vocabulary)
        with project.lock():
            project = open_project(project.folder)
            _check_same_size(project, vectors)
            entry = replace(entry, video_id=_video_id_for(project, staging))
            pairs = pair_table(entry.video_id, info.frame_times_s, aligned.pairs, words)
            write_record(staging / RECORD, entry, (staging,), sampling.to_json())
            return _commit(project, entry, pairs, staging), entry


def ingest(
    folder: Path,
    video: Path,
    captions: Path | None,
    settings: IngestSettings = IngestSettings(),
    alignment: AlignmentSettings = AlignmentSettings(),  # noqa: B008
    name: str | None = None,
    progress: Progress | None = None,
) -> tuple[Project, VideoEntry]:
    """Like `add_video`, but makes the project first if there is none; a failure takes it away again."""
    with project_for(Path(folder)) as project:
        return add_video(project, video, captions, settings, alignment, name, progress)


@contextmanager
def project_for(folder: Path, name: str = "") -> Iterator[Project]:
    """The project in a folder, made if there is none; a new one goes again if the block fails and left no video in it.

    name: what a new one is called, by default as its folder.
    """
    if is_project(folder):
        yield open_project(folder)
        return
    existed = folder.exists()
    project = create_project(folder, name)
    try:
        yield project
    except BaseException:
        with suppress(ProjectError), project.lock():  # locked: somebody else is adding a video to it by now
            if not open_project(folder).videos:
                _take_away(folder, keep_folder=existed)
        raise


def _sampling(settings: IngestSettings) -> SamplingSettings:
    names = ("every_s", "method", "frame_period_s", "stream", "most_frames")
    return SamplingSettings(**{name: getattr(settings, name) for name in names})


@contextmanager
def _staging(project: Project) -> Iterator[Path]:
    """A folder to make a new video in, which nobody takes for a killed process's while the block lasts."""
    folder = project.folder / "videos" / f"{INCOMING}{secrets.token_hex(6)}"
    with storage_errors(project.folder):
        folder.parent.mkdir(exist_ok=True)
    with held(folder):
        try:
            with storage_errors(project.folder):
                folder.mkdir()
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _video_id_for(project: Project, staging: Path) -> str:
    """A name that no video of the project has or ever had."""
    content, others = (staging / HASHES_FILE).read_bytes(), [entry.video_id for entry in project.videos]
    while (project.video_folder(video_id := new_video_id(content, others))).exists():
        continue
    return video_id


def _caption_starts(
    spoken: Captions | None, settings: IngestSettings, alignment: AlignmentSettings
) -> tuple[float, ...]:
    """When the captions start, where frames are to be taken there."""
    if settings.method != "captions":
        return ()
    if spoken is None or not spoken.timed:
        raise CaptionError(
            "frames can be taken at caption starts only if the captions have times: sample every few seconds instead"
        )
    if spoken.offered_start_s is not None and not alignment.offset_s:
        raise CaptionError(
            f"the captions' clock seems to start at {clock(spoken.offered_start_s)}: frames can be taken at caption starts "
            f"only if that is certain, so say it ({spoken.offered_start_s:g} seconds, --captions-start; 0 if it starts at zero)"
        )
    return tuple(float(segment.start or 0.0) + alignment.offset_s for segment in spoken.segments)


def _check_words(words: PairWords, captions: Path | None) -> None:
    if captions and not any(words.tokens):
        raise CaptionError(
            f"{Path(captions).name} holds no words, only signs: give captions with words, or none"
        )


def _check_same_size(project: Project, vectors: WordVectors) -> None:
    """One model reads all videos of a project, so their word vectors must be of one size."""
    size = vectors.dim
    for video in project.videos:
        other = project.vocabulary(video.video_id).matrix.shape[1]
        if other != size:
            raise VectorsError(
                f"these word vectors have {size} values, those of {video.name} have {other}: "
                "use the same vectors for all videos of a project, or make a new project"
            )


def _bring_in(video: Path, staging: Path, settings: IngestSettings) -> str:
    """Put the video into the staging folder and give the path that project.json will hold."""
    if settings.link or video.is_dir():  # pictures are not played, so a folder of them is never copied
        return str(video.resolve())
    suffix = "".join(
        character for character in video.suffix.lower() if character.isalnum() or character == "."
    )
    target = staging / f"source{suffix[:8]}"
    try:
        if settings.take:
            shutil.move(video, target)
        else:
            shutil.copyfile(video, target)
    except OSError as error:
        raise ProjectError(
            f"{video.name} can't be copied into the project ({error.strerror}): make room, or leave it where "
            "it is (--link)"
        ) from error
    return target.name


def _write_video_files(
    folder: Path, info: VideoInfo, captions: Captions | None, vocabulary: Vocabulary
) -> None:
    write_json(folder / "info.json", vars(info))
    if captions:
        write_json(
            folder / "captions.json",
            {
                "format": captions.format,
                "encoding": captions.encoding,
                "notes": [note.message for note in captions.notes],
                "segments": [vars(segment) for segment in captions.segments],
            },
        )
    vocabulary.save(folder)


def _commit(project: Project, entry: VideoEntry, pairs: pd.DataFrame, staging: Path) -> Project:
    """Move the finished video into the project."""
    before = pairs_or_anew(project)
    changed = replace(project, videos=(*project.videos, entry))
    staging.chmod(0o755)
    with changing(project.folder) as new:
        write_pairs(
            new.file("pairs.parquet"), pd.concat([before, pairs], ignore_index=True) if len(before) else pairs
        )
        write_project(new.file("project.json"), changed)
        new.take_in(staging, f"videos/{entry.video_id}")
    logger.info("added %s with %d pairs", entry.video_id, entry.pair_count)
    return changed


def _take_away(folder: Path, keep_folder: bool) -> None:
    if not keep_folder:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for child in folder.iterdir():
        if child.is_dir():
            shutil.rmtree(child, ignore_errors=True)
        else:
            child.unlink()
