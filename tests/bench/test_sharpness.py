"""What is counted as sharp, and that both presets are trained as long on the same pairs."""

import cv2
import numpy as np
import pytest

from crvae_core.bench.sharpness import as_markdown, measure_sharpness, sharpness
from crvae_core.project.project import Project
from tests.fakes import SMALL_REPORT

random = np.random.default_rng(0)
PICTURE = np.kron(random.integers(0, 256, (12, 20, 3), dtype=np.uint8), np.ones((10, 10, 1), np.uint8))


def test_a_copy_is_as_sharp_a_blurred_one_less_and_a_noisy_one_is_told_by_its_gradients() -> None:
    noisy = np.clip(PICTURE + random.normal(0, 40, PICTURE.shape), 0, 255).astype(np.uint8)
    copy, blurred, noise = (
        sharpness(one[None], PICTURE[None]) for one in (PICTURE, cv2.GaussianBlur(PICTURE, (9, 9), 3), noisy)
    )
    assert copy == pytest.approx({"laplacian_ratio": 1.0, "gradient_distance": 0.0})
    assert blurred["laplacian_ratio"] < 0.3
    assert blurred["gradient_distance"] > 1
    assert noise["laplacian_ratio"] > 1
    assert noise["gradient_distance"] > 1


def test_both_presets_are_trained_as_long(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crvae_core.bench.sharpness.SMALL", SMALL_REPORT)
    rows = measure_sharpness(project, epochs=2, device="cpu")
    assert rows["preset"].tolist() == ["crvae-lstm-tf", "crvae-cgan"]
    assert rows["epochs"].tolist() == [2, 2]
    assert (rows[["gradient_distance", "image_mse"]] > 0).all(axis=None)
    assert len(as_markdown(rows).splitlines()) == 4
