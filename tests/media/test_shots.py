"""A frame from the middle of each shot."""

import sys
from pathlib import Path

import numpy as np
import pytest

from crvae_core.errors import VideoError
from crvae_core.media.shots import shot_middles
from crvae_core.media.video import SamplingSettings, sample_video
from tests.clips import moving, write_frames

SHOTS = SamplingSettings(method="shots")


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Three shots that differ: 3 s, 5 s and 2 s, each with movement."""
    pictures = []
    for number, (_, picture) in enumerate(moving(100)):
        shot = 0 if number < 30 else 1 if number < 80 else 2
        tint = ((1, 0.2, 0.2), (0.2, 0.2, 1), (0.3, 1, 0.3))[shot]
        pictures.append((number / 10, (picture * tint).astype(np.uint8)))
    return write_frames(tmp_path / "film.mp4", pictures)


def test_one_frame_comes_from_each_shot(tmp_path: Path, film: Path) -> None:
    pytest.importorskip("scenedetect")
    shares: list[float] = []
    info = sample_video(film, tmp_path / "out", SHOTS, progress=shares.append)
    assert info.sample_times_s == pytest.approx([1.5, 5.5, 9.0], abs=0.06)
    assert info.frame_times_s == pytest.approx([1.5, 5.5, 9.0], abs=0.11)
    assert info.method == "shots"
    frames = np.load(tmp_path / "out" / "frames.npy", allow_pickle=False)
    assert frames.mean((1, 2)).argmax(1).tolist() == [0, 2, 1]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_folder_of_pictures_has_shots_too(tmp_path: Path) -> None:
    pytest.importorskip("scenedetect")
    from PIL import Image

    folder = tmp_path / "frames"
    folder.mkdir()
    for number in range(40):
        colour = (200, 30, 30) if number < 20 else (30, 30, 200)
        Image.new("RGB", (64, 48), colour).save(folder / f"{number}.png")
    info = sample_video(folder, tmp_path / "out", SamplingSettings(method="shots", frame_period_s=0.5))
    assert info.sample_times_s == pytest.approx([5.0, 15.0], abs=0.01)


def test_the_missing_detector_is_named_with_its_remedy(
    tmp_path: Path, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scenedetect", None)
    with pytest.raises(VideoError, match="pip install scenedetect-headless"):
        sample_video(film, tmp_path / "out", SHOTS)
    assert not (tmp_path / "out").exists()


def test_middles() -> None:
    assert shot_middles([0.0, 4.0, 5.0], 10.0) == [2.0, 4.5, 7.5]
