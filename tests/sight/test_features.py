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


@pytest.mark.parametrize("spoil", ["other eye", "other frames", "damaged", "half"])
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
    else:
        write_array(path, first[:5])
    found = video_features(project, "v0", eye)
    assert eye.seen == 20
    np.testing.assert_allclose(found, first[::-1] if spoil == "other frames" else first)


def test_a_pair_has_the_features_of_its_frame(make_project) -> None:
    project = make_project((6, 4), (5, 4))
    pairs = project.pairs().iloc[::-1]
    found = pair_features(project, pairs, ColourEye())
    expected = project.frames_of(pairs).mean(axis=(1, 2))
    np.testing.assert_allclose(found, expected, atol=0.1)


def test_values_that_are_no_numbers_are_refused(project) -> None:
    eye = ColourEye()
    eye.see = lambda pictures: np.full((len(pictures), 3), np.nan, np.float32)
    with pytest.raises(EyeError, match="no numbers"):
        video_features(project, "v0", eye)
