"""Features are computed once per video, and again where the frames or the eye are others."""

import numpy as np
import pytest

from crvae_core.errors import EyeError
from crvae_core.files import write_array
from crvae_core.sight.features import pair_features, video_features


class ColourEye:
    """Sees the mean of each colour, and counts the pictures."""

    name, digest, size = "colour", "1", 3

    def __init__(self) -> None:
        self.seen = 0

    def see(self, pictures: np.ndarray) -> np.ndarray:
        self.seen += len(pictures)
        return pictures.mean(axis=(1, 2)).astype(np.float32)


def test_features_are_kept_with_the_video(project) -> None:
    eye = ColourEye()
    shares = []
    found = video_features(project, "v0", eye, lambda what, share: shares.append(share))
    assert found.shape == (10, 3)
    assert shares[0] == 0
    np.testing.assert_array_equal(video_features(project, "v0", eye), found)
    assert eye.seen == 10


@pytest.mark.parametrize(
    "spoil",
    [
        "other eye",
        "other frames",
        "damaged",
        "empty",
        "half",
        "no numbers",
        "float64",
        "no marks",
        "an archive",
    ],
)
def test_features_of_something_else_are_computed_again(project, spoil: str) -> None:
    eye = ColourEye()
    first = np.array(video_features(project, "v0", eye))
    path = project.video_folder("v0") / "eye-colour.npy"
    if spoil == "other eye":
        eye.digest = "2"
    elif spoil == "other frames":
        write_array(project.video_folder("v0") / "frames.npy", np.array(project.frames("v0"))[::-1])
    elif spoil == "damaged":
        path.write_bytes(b"nothing")
    elif spoil == "empty":
        path.write_bytes(b"")
    elif spoil == "an archive":
        path.write_bytes(b"PK\x03\x04 and more")
    elif spoil == "no marks":
        path.with_suffix(".json").write_text("[1")
    else:
        changed = {
            "half": first[:5],
            "no numbers": first * np.float16(np.nan),
            "float64": first.astype(float),
        }
        write_array(path, changed[spoil])
    found = video_features(project, "v0", eye)
    assert eye.seen == 20
    np.testing.assert_allclose(found, first[::-1] if spoil == "other frames" else first)


def test_a_pair_has_the_features_of_its_frame(make_project) -> None:
    project = make_project((6, 4), (5, 4))
    pairs = project.pairs().iloc[::-1]
    found = pair_features(project, pairs, ColourEye())
    expected = project.frames_of(pairs).mean(axis=(1, 2))
    np.testing.assert_allclose(found, expected, atol=0.1)


def test_features_beyond_float16_keep_their_direction(project) -> None:
    eye = ColourEye()
    eye.see = lambda pictures: np.tile(np.array([[1e9, -5e8, 0.0]], np.float32), (len(pictures), 1))
    found = video_features(project, "v0", eye).astype(float)
    np.testing.assert_allclose(found / found[:, :1], [[1, -0.5, 0]] * 10, rtol=1e-3)


def test_values_that_are_no_numbers_are_refused(project) -> None:
    eye = ColourEye()
    eye.see = lambda pictures: np.full((len(pictures), 3), np.nan, np.float32)
    with pytest.raises(EyeError, match=r"no numbers.*--without-eye"):
        video_features(project, "v0", eye)
