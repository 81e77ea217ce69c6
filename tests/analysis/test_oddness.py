"""The moments that are unlike all others are found."""

import numpy as np

from crvae_core.analysis.oddness import oddness, outliers


def test_the_odd_one_out() -> None:
    points = np.concatenate([np.random.default_rng(0).normal(size=(20, 3)), [[9.0, 9.0, 9.0]]])
    scores = oddness(points)
    assert outliers(scores, 1).tolist() == [20]
    wrong = np.zeros(21)
    wrong[4] = 1.0
    assert set(outliers(oddness(points, wrong), 2)) == {4, 20}
    assert oddness(points[:1]).tolist() == [0]
    assert np.isfinite(oddness(np.zeros((6, 2)), np.zeros(6))).all()
