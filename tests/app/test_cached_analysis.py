"""What the pages compute for all clusters at once is what the analysis gives for each."""

import numpy as np
import pandas as pd
import pytest

from app.cached import analysis
from crvae_core.analysis.clustering import cluster, medoids
from crvae_core.analysis.words import cluster_words

pytestmark = pytest.mark.filterwarnings("default")  # streamlit says that nothing runs


def test_telling_words_are_those_of_each_cluster() -> None:
    random = np.random.default_rng(0)
    words = np.array(["mask", "flu", "口罩", "doctor", "rain"])
    tokens = pd.Series([list(random.choice(words, random.integers(0, 6))) for _ in range(60)])
    labels = random.integers(-1, 3, 60)
    found = analysis.telling_words(tokens, "sixty", labels)
    assert set(found) == {-1, 0, 1, 2}
    for number in found:
        assert found[number] == cluster_words(tokens.tolist(), labels, number)["word"].tolist()


def test_moments_without_words_have_no_telling_ones() -> None:
    silent = pd.Series([[], [], []])
    assert analysis.telling_words(silent, "silent", np.array([0, 0, 1])) == {0: [], 1: []}


def test_the_medoid_of_one_cluster_is_that_of_all() -> None:
    vectors = np.random.default_rng(1).normal(size=(40, 3))
    found = cluster(vectors, 3)
    expected = medoids(vectors, found).tolist()
    rows = [np.flatnonzero(found.labels == number) for number in range(3)]
    assert [analysis.medoid(vectors, "forty", own) for own in rows] == expected
