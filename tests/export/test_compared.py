"""What Compare has found goes into figures for print and into the report: what was asked, and nothing is worked out for them."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from crvae_core.errors import GroupsError
from crvae_core.export.compared import (
    ComparedFigure,
    compared_figures,
    compared_sentences,
    compared_sheet,
    comparison_for,
)
from crvae_core.export.moments_table import MomentsTable, moments_table
from crvae_core.export.print_sheet import printed
from crvae_core.export.report_compared import compared_part, interval_chart, ticks
from crvae_core.export.settings import FileSettings
from crvae_core.notes.codebook import add_tag
from crvae_core.notes.marks import moment_place, put_marks
from crvae_core.project.project import open_project
from crvae_core.runs.run import Run, open_run
from tests.export.conftest import LOOK, VIDEO_NAMES

PRINT = FileSettings(width_mm=100)


@pytest.fixture
def own(run: Run, tmp_path: Path) -> MomentsTable:
    """A table of a copy of the run in which nothing was compared."""
    shutil.copytree(run.project.folder, tmp_path / "own", ignore=shutil.ignore_patterns("compare-*"))
    return moments_table(open_run(open_project(tmp_path / "own"), run.name), look=LOOK)


def test_only_what_was_asked_is_told(own: MomentsTable) -> None:
    comparison = comparison_for(own, PRINT)
    assert comparison is not None
    assert compared_figures(comparison) == []
    assert compared_part(own, PRINT) == ""
    comparison.themes()
    assert [one.name for one in compared_figures(comparison)] == ["compare-themes"]
    assert compared_sentences(comparison) == []
    comparison.style()
    comparison.words()
    assert [one.name for one in compared_figures(comparison)] == ["compare-themes", "compare-style"]
    assert [title for title, _ in compared_sentences(comparison)] == ["Words"]


def test_charts_and_sentences_hold_hard_names(own: MomentsTable) -> None:
    project = own.project
    add_tag(project, "=1+1 <b>")
    pairs = project.pairs()
    put_marks(project, [moment_place(pairs.iloc[row]) for row in (0, 1, 12)], "1-1-b", coder="Ada")
    comparison = comparison_for(own, PRINT)
    assert comparison is not None
    comparison.themes()
    page = compared_part(own, PRINT)
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "the tag" in page
    for settings in (PRINT, replace(PRINT, grey=True)):
        with printed(settings):
            for one in compared_figures(comparison):
                figure = compared_sheet(one, settings)
                assert len(figure.axes[0].get_yticklabels()) == one.data["label"].nunique()
    assert json.dumps(VIDEO_NAMES[0])[1:-1] in compared_figures(comparison)[0].sentences[1]


def test_groups_that_are_none_are_named_and_one_film_has_none(own: MomentsTable) -> None:
    with pytest.raises(GroupsError, match="no group 'C'"):
        comparison_for(own, replace(PRINT, compare_a="C"))
    assert comparison_for(own, replace(PRINT, compare_by="tag")) is None


def test_charts_of_a_report_have_a_scale() -> None:
    assert ticks(0, 0.37) == pytest.approx([0, 0.1, 0.2, 0.3])
    assert ticks(-1.2, 0.9) == pytest.approx([-1, -0.5, 0, 0.5])
    for low, high in ((0, 1e-9), (0, 40), (-3e5, 1), (0, 1)):
        found = ticks(low, high)
        assert 2 <= len(found) <= 8
        assert 0 in found
        assert low <= min(found) < max(found) <= high * (1 + 1e-9)
    rows = pd.DataFrame(
        {
            "label": ["a", "b"],
            "group": "G",
            "value": [0.1, 0.3],
            "low": [0, 0.2],
            "high": [0.2, 0.4],
            "sure": True,
        }
    )
    chart = interval_chart(ComparedFigure("n", "t", ("s",), "share", rows))
    assert [f'text-anchor="middle">{text}<' in chart for text in ("0", "0.1", "0.4", "0.5")] == [True] * 3 + [
        False
    ]
