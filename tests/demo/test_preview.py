"""What the start page shows of the demo: what the opened demo shows, and no warning on the way."""

import logging

import numpy as np
import pytest

from crvae_core.demo.opening import CHECKPOINT_FOLDER
from crvae_core.demo.preview import preview
from crvae_core.project.project import open_project
from crvae_core.runs.run import open_run


def test_it_reads_what_is_shipped_and_warns_of_nothing(caplog: pytest.LogCaptureFixture) -> None:
    shipped = open_project(CHECKPOINT_FOLDER)
    before = set(CHECKPOINT_FOLDER.rglob("*"))
    with caplog.at_level(logging.WARNING):
        found = preview(open_run(shipped))
    assert not caplog.records
    assert found.points.shape == (len(shipped.pairs()), 2)
    assert len(found.labels) == len(found.points)
    assert len(np.unique(found.labels)) > 1
    assert set(CHECKPOINT_FOLDER.rglob("*")) == before  # its maps and curves were found, not made
