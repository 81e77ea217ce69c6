"""What pages advise is said in words of the pages: settings by their labels, nothing to be typed into a terminal."""

import re
from dataclasses import fields

import pytest

from app.components.train.settings_form import label_of
from crvae_core.evaluation import gates, repeatable
from crvae_core.model.report.settings import ReportTrainingSettings
from crvae_core.model.settings import ModelSettings, TrainingSettings
from crvae_core.runs.clusters import ALONE

REMEDIES = (
    *gates._REMEDIES.values(),
    gates._REPORT_REMEDY,
    repeatable._REMEDY,
    repeatable._ALONE.sentence,
    ALONE,
)
LABELS = {
    label_of(one.name)
    for kind in (ModelSettings, TrainingSettings, ReportTrainingSettings)
    for one in fields(kind)
}


@pytest.mark.parametrize("remedy", REMEDIES)
def test_nothing_is_called_as_in_a_program(remedy: str) -> None:
    assert not re.search(r"[`_]|--", remedy)


def test_settings_are_named_by_their_labels() -> None:
    told = [re.search(r"\(([^)]+) among all settings\)", remedy) for remedy in REMEDIES]
    named = [
        re.sub(r"^(lower|higher) ", "", name)
        for one in told
        if one
        for name in re.split(r", | and | or ", one[1])
    ]
    assert len(named) > 8
    assert set(named) <= LABELS
