from pathlib import Path

import cv2
import numpy as np
import pytest

from crvae_core.bench.latent import known_video, summary
from crvae_core.bench.scripted import HEIGHT, KINDS, WIDTH, Plan, write_scripted
from crvae_core.media.captions import read_captions


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_scripted_video_has_a_caption_and_a_kind_per_frame(tmp_path: Path, language: str) -> None:
    made = write_scripted(tmp_path, 5, language)
    frames = sorted(made.frames.glob("*.png"))
    captions = read_captions(made.captions)
    assert len(frames) == len(made.kinds) == len(captions.segments)
    assert set(made.kinds) == set(range(KINDS))
    assert cv2.imread(str(frames[0])).shape == (HEIGHT, WIDTH, 3)
    same = [cv2.imread(str(frames[row])).astype(float) for row in range(2)]
    assert made.kinds[0] == made.kinds[1]
    assert np.abs(same[0] - same[1]).mean() > 0  # the camera moves


def test_the_seed_decides(tmp_path: Path) -> None:
    one, two, three = (write_scripted(tmp_path / str(n), seed, "en") for n, seed in enumerate((5, 5, 6)))
    assert one.captions.read_text() == two.captions.read_text() != three.captions.read_text()
    assert (one.frames / "0003.png").read_bytes() == (two.frames / "0003.png").read_bytes()
    assert (one.frames / "0003.png").read_bytes() != (three.frames / "0003.png").read_bytes()


def test_a_longer_plan_has_its_kinds_and_its_shots(tmp_path: Path) -> None:
    made = write_scripted(tmp_path, 5, "en", Plan(kinds=20, shots=40, height=12, width=20))
    assert set(made.kinds) == set(range(20))
    assert 80 <= len(made.kinds) <= 160
    assert cv2.imread(str(next(made.frames.glob("*.png")))).shape == (12, 20, 3)


def test_kinds_belong_to_the_pairs_of_the_project(tmp_path: Path) -> None:
    known = known_video(tmp_path, "scripted-1")
    assert len(known.kinds) == len(known.project.pairs())
    again = known_video(tmp_path, "scripted-1")
    assert (again.kinds == known.kinds).all()


def test_the_summary_takes_means_over_seeds() -> None:
    import pandas as pd

    rows = pd.DataFrame(
        [
            {"video": "a", "vectors": "x", "seed": seed, "nmi": value, "image_mse": None}
            for seed, value in enumerate((0.2, 0.4))
        ]
    ).astype({"image_mse": float})
    assert summary(rows)["nmi"].tolist() == pytest.approx([0.3])
