"""The long films that memory is measured on: as long as asked for, each picture another one, with captions to the end."""

from pathlib import Path

import numpy as np

from crvae_core.bench.long_films import write_long_film
from crvae_core.media.captions import read_captions
from crvae_core.media.video import sample_video


def test_a_long_film_has_a_new_picture_at_every_step_and_captions(tmp_path: Path) -> None:
    film = write_long_film(tmp_path / "film.mkv", 64.0, 4.0)
    info = sample_video(film, tmp_path / "out", 4.0)
    frames = np.load(tmp_path / "out" / "frames.npy", allow_pickle=False)
    assert len(info.frame_times_s) == len(frames) == 16
    assert np.abs(np.diff(frames.astype(int), axis=0)).mean((1, 2, 3)).min() > 20
    captions = read_captions(film.with_suffix(".srt"))
    assert len(captions.segments) == 8
    assert captions.segments[-1].end == 64.0
