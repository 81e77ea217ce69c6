"""Scores of moments: measured once, and again when what they depend on has changed under the same ids."""

import numpy as np
import pytest

from crvae_core.decoding import scores
from crvae_core.decoding.scores import moment_scores
from crvae_core.project.project import Project, save_pairs
from crvae_core.runs.moments import moments_of
from crvae_core.runs.run import Run, open_run
from crvae_core.training.loop import train


def test_scores_follow_words_and_frames(
    project: Project, tiny: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    train(project, "one", overrides=tiny, epochs=1)
    asked: list[int] = []

    def measure(run: Run, pairs: object) -> np.ndarray:
        asked.append(1)
        return np.arange(len(pairs), dtype=float)  # type: ignore[arg-type]

    monkeypatch.setitem(scores.SCORES, "error", measure)
    moments = moments_of(open_run(project, "one"))
    for _ in range(2):
        assert moment_scores(moments, "error").tolist() == list(range(len(moments)))
    assert len(asked) == 1
    table = project.pairs()
    table.at[0, "tokens"] = ["mask"]
    save_pairs(project, table)
    moment_scores(moments_of(open_run(project, "one")), "error")
    assert len(asked) == 2
    monkeypatch.setitem(scores.SCORES, "agreement", lambda *_: None)
    assert moment_scores(moments, "agreement") is None
    monkeypatch.setitem(scores.SCORES, "agreement", lambda *_: pytest.fail("measured again"))
    assert moment_scores(moments, "agreement") is None
