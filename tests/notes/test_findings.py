"""Findings: kept in a file each, in an order, had back after they were taken out."""

from dataclasses import replace

import pytest

from crvae_core.errors import ProjectError
from crvae_core.notes.findings import (
    Finding,
    add_finding,
    change_finding,
    move_finding,
    order_findings,
    read_findings,
    remove_finding,
    restore_finding,
)
from crvae_core.project.project import Project

FIGURE = {"data": [{"type": "bar", "x": [1, 2], "y": [3, 4]}], "layout": {}}


def _titles(project: Project) -> list[str]:
    return [one.title for one in read_findings(project).rows]


def _pin(project: Project, *titles: str) -> list[Finding]:
    return [add_finding(project, Finding("view", title)) for title in titles]


def test_a_finding_keeps_all_that_it_was_given(project: Project) -> None:
    given = Finding(
        "figure",
        "清楚 “masks”",
        ("Masks are worn.",),
        "my note",
        "Map",
        {"k": "5"},
        ("v0-000", "v0-001"),
        FIGURE,
        "Ada",
    )
    added = add_finding(project, given)
    assert read_findings(project).rows == (added,)
    assert replace(added, finding_id="", created="") == given
    assert added.to_json()["figure"] == FIGURE


def test_findings_stand_in_the_order_that_people_give_them(project: Project) -> None:
    a, b, c = _pin(project, "a", "b", "c")
    order_findings(project, [c.finding_id, a.finding_id])
    assert _titles(project) == ["c", "a", "b"]
    move_finding(project, b.finding_id, -1)
    move_finding(project, b.finding_id, -9)
    assert _titles(project) == ["b", "c", "a"]
    assert [one.order for one in read_findings(project).rows] == [0, 1, 2]


def test_a_note_is_changed_in_its_place(project: Project) -> None:
    a, _ = _pin(project, "a", "b")
    change_finding(project, a.finding_id, note="  seen twice ", title="first")
    assert [(one.title, one.note) for one in read_findings(project).rows] == [
        ("first", "seen twice"),
        ("b", ""),
    ]


def test_what_was_taken_out_comes_back_to_its_place(project: Project) -> None:
    _, b, _ = _pin(project, "a", "b", "c")
    remove_finding(project, b.finding_id)
    assert _titles(project) == ["a", "c"]
    restore_finding(project, b.finding_id)
    assert _titles(project) == ["a", "b", "c"]


def test_one_damaged_finding_takes_nothing_from_the_others(project: Project) -> None:
    a, b = _pin(project, "a", "b")
    path = project.folder / "notes" / "findings" / f"{a.finding_id}.json"
    path.write_text("{")
    assert _titles(project) == ["b"]
    assert f"{a.finding_id}.json is damaged" in read_findings(project).problems[0]
    with pytest.raises(ProjectError, match="damaged"):
        change_finding(project, a.finding_id, note="x")
    move_finding(project, b.finding_id, 1)
    assert path.read_text() == "{"


def test_findings_live_without_their_order(project: Project) -> None:
    _pin(project, "a", "b")
    (project.folder / "notes" / "findings.json").unlink()
    assert sorted(_titles(project)) == ["a", "b"]


@pytest.mark.parametrize(
    "wrong",
    [
        Finding("view", " "),
        Finding("opinion", "a"),
        Finding("view", "x" * 301),
        Finding("view", "a", note="x" * 20_001),
    ],
)
def test_what_can_be_no_finding_is_refused(project: Project, wrong: Finding) -> None:
    with pytest.raises(ProjectError):
        add_finding(project, wrong)
    assert not read_findings(project).rows


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "zzzzzzzzzzzz", "0123456789ab"])
def test_an_id_is_no_path(project: Project, name: str) -> None:
    for act in (remove_finding, restore_finding):
        with pytest.raises(ProjectError):
            act(project, name)
