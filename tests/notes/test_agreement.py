"""Kappa and alpha against the values of published examples, and on moments and time."""

import numpy as np
import pytest

from crvae_core.errors import ProjectError
from crvae_core.notes.agreement import ALL_TAGS, coder_agreement, cohens_kappa, krippendorffs_alpha
from crvae_core.notes.marks import moment_place, put_marks, stretch_place
from crvae_core.project.project import Project


def _answers(counts: list[list[int]]) -> tuple[list[int], list[int]]:
    """The answers of two coders from a table of how often one said a (row) and the other b (column)."""
    pairs = [(a, b) for a, row in enumerate(counts) for b, times in enumerate(row) for _ in range(times)]
    return [a for a, _ in pairs], [b for _, b in pairs]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([[88, 10, 2], [14, 40, 6], [18, 10, 12]], 0.492),  # Cohen (1960), 200 judgements in three categories
        ([[20, 5], [10, 15]], 0.400),  # 50 grant proposals, the textbook example
        ([[45, 15], [25, 15]], 0.130),  # the same observed agreement with other margins,
        ([[25, 35], [5, 35]], 0.259),  # as in the discussion of kappa's dependence on them
    ],
)
def test_kappa_of_published_tables(counts: list[list[int]], expected: float) -> None:
    assert cohens_kappa(*_answers(counts)) == pytest.approx(expected, abs=0.0006)


def test_alpha_of_krippendorffs_examples() -> None:
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: examples A, B and C with their values."""
    binary = ["0100000010", "1110010000"]
    assert krippendorffs_alpha(binary) == pytest.approx(0.095, abs=0.0005)
    nominal = ["aabbdcccedda", "babbbccceddd"]
    assert krippendorffs_alpha(nominal) == pytest.approx(0.692, abs=0.0005)
    four = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    rows = [[None if sign == "." else int(sign) for sign in row] for row in four]
    expected = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}
    for level, value in expected.items():
        assert krippendorffs_alpha(rows, level) == pytest.approx(value, abs=0.0006)  # type: ignore[arg-type]


def test_where_all_answers_are_the_same_there_is_nothing_to_measure() -> None:
    assert cohens_kappa([1, 1], [1, 1]) is None
    assert krippendorffs_alpha([[1, 1], [1, 1]]) is None
    assert krippendorffs_alpha([[1, None], [None, 2]]) is None


def test_moments_of_two_coders_are_compared_as_a_table_says(project: Project) -> None:
    pairs = project.pairs()
    for coder, rows in {"Ada": (0, 1, 2, 3), "Bo": (2, 3, 4)}.items():
        put_marks(project, [moment_place(pairs.iloc[row]) for row in rows], "mask", coder=coder)
    (found,) = coder_agreement(project, ["Ada", "Bo"]).tags
    first, second = np.zeros(9, int), np.zeros(9, int)  # the tenth moment is not kept
    first[:4], second[2:5] = 1, 1
    assert (found.units, found.marked, found.tag) == (9, (4, 3), "mask")
    assert found.kappa == cohens_kappa(first.tolist(), second.tolist())
    assert found.alpha == krippendorffs_alpha([first.tolist(), second.tolist()])
    assert found.agreed == pytest.approx(6 / 9)


def test_stretches_are_compared_by_time(project: Project) -> None:
    for coder, (start, end) in {"Ada": (0.0, 10.0), "Bo": (5.0, 15.0)}.items():
        put_marks(project, [stretch_place(project, "v0", start, end)], "mask", coder=coder)
    (found,) = coder_agreement(project, ["Ada", "Bo"], "time", step_s=0.1).tags
    assert found.units == 200
    assert found.marked == (100, 100)
    assert found.kappa == pytest.approx(0.0)  # half of each, half of it together: as by chance
    assert found.agreed == 0.5


def test_several_tags_are_compared_each_and_as_sets(project: Project) -> None:
    pairs = project.pairs()
    for tag, coder, row in [("a", "Ada", 0), ("a", "Bo", 0), ("b", "Ada", 1), ("a", "Bo", 1), ("a", "Cy", 0)]:
        put_marks(project, [moment_place(pairs.iloc[row])], tag, coder=coder)
    both = {one.tag: one for one in coder_agreement(project, ["Ada", "Bo"]).tags}
    assert list(both) == [ALL_TAGS, "a", "b"]
    assert both[ALL_TAGS].agreed == pytest.approx(8 / 9)
    assert both[ALL_TAGS].marked == (2, 2)
    assert both["b"].marked == (1, 0)
    three = {one.tag: one for one in coder_agreement(project, ["Ada", "Bo", "Cy"]).tags}
    assert three["a"].kappa is None
    assert three["a"].alpha is not None


def test_agreement_needs_two_coders_of_one_film(project: Project) -> None:
    put_marks(project, [moment_place(project.pairs().iloc[0])], "mask", coder="Ada")
    with pytest.raises(ProjectError, match="two coders"):
        coder_agreement(project, ["Ada", "Ada"])
    with pytest.raises(ProjectError, match="have all tagged"):
        coder_agreement(project, ["Ada", "Bo"])
