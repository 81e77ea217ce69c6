"""Builds the demo films, their captions and their labels."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from crvae_core.demo.bulletin_en import BULLETIN as ENGLISH
from crvae_core.demo.bulletin_zh import BULLETIN as CHINESE
from crvae_core.demo.canvas import HEIGHT, WIDTH
from crvae_core.demo.captions import as_srt, timed_lines
from crvae_core.demo.encode import FRAME_RATE, encode_film
from crvae_core.demo.labels import labels_document
from crvae_core.demo.lettering import find_chinese_font
from crvae_core.demo.poster import write_poster
from crvae_core.demo.render import render_frame
from crvae_core.demo.story import Bulletin
from crvae_core.files import atomic_path, write_bytes, write_json
from crvae_core.progress import Progress

BULLETINS = (ENGLISH, CHINESE)

logger = logging.getLogger(__name__)


def build_demo_media(out: Path, progress: Progress | None = None) -> None:
    """Draw both bulletins and write `<id>.mp4`, `<id>.srt` and `<id>.labels.json`.

    Args:
        out: folder to write to; made when missing.
        progress: told how far the drawing is.

    Raises:
        InputError: no font with Chinese characters is installed.
    """
    find_chinese_font()  # ask before the work, not in the middle of it
    out.mkdir(parents=True, exist_ok=True)
    total = sum(bulletin.seconds * FRAME_RATE for bulletin in BULLETINS)
    done = 0
    for bulletin in BULLETINS:
        with atomic_path(out / f"{bulletin.video_id}.mp4") as path:
            cuts = frozenset(start * FRAME_RATE for start in bulletin.starts)
            encode_film(path, _frames(bulletin, done, total, progress), cuts, WIDTH, HEIGHT)
        write_bytes(out / f"{bulletin.video_id}.srt", as_srt(timed_lines(bulletin)).encode("utf-8"))
        write_json(out / f"{bulletin.video_id}.labels.json", labels_document(bulletin))
        done += bulletin.seconds * FRAME_RATE
        logger.info("wrote %s: %d s", bulletin.video_id, bulletin.seconds)
    write_poster(out / "poster.jpg", BULLETINS)


def _frames(bulletin: Bulletin, done: int, total: int, progress: Progress | None) -> Iterator[np.ndarray]:
    for number in range(bulletin.seconds * FRAME_RATE):
        yield render_frame(bulletin, number / FRAME_RATE)
        if progress:
            progress(f"Drawing {bulletin.video_id}", (done + number + 1) / total)
