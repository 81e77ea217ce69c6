"""Who may open a project and remove from it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.errors import ProjectError
from crvae_core.project.new_project import create_project
from crvae_core.project.ownership import Ownership, Visitor, ownership, save_ownership

ADA, JOE, EVE = (Visitor(f"{name}@lab.example", shared=True) for name in ("ada", "joe", "eve"))
ADMINISTRATOR = Visitor("root@lab.example", shared=True, administrator=True)
ALONE, NO_LOGIN = Visitor(), Visitor(shared=True)
SHARED = Ownership("Ada@Lab.example", ("joe@lab.example",))


@pytest.mark.parametrize(
    ("owned", "openers", "removers"),
    [
        (SHARED, {ADA, JOE, ADMINISTRATOR}, {ADA, ADMINISTRATOR}),
        (Ownership("ada@lab.example"), {ADA, ADMINISTRATOR}, {ADA, ADMINISTRATOR}),
        (Ownership("ada@lab.example", (), True), {ADA, JOE, EVE, ADMINISTRATOR}, {ADA, ADMINISTRATOR}),
        (Ownership(), {ADMINISTRATOR}, {ADMINISTRATOR}),
        (Ownership("", ("",)), {ADMINISTRATOR}, {ADMINISTRATOR}),
    ],
)
def test_owner_shared_list_and_the_lab(
    owned: Ownership, openers: set[Visitor], removers: set[Visitor]
) -> None:
    everybody = {ADA, JOE, EVE, ADMINISTRATOR, Visitor("", shared=True)}
    assert {visitor for visitor in everybody if owned.may_open(visitor)} == openers
    assert {visitor for visitor in everybody if owned.may_remove(visitor)} == removers


def test_one_person_alone_is_not_asked() -> None:
    assert Ownership().may_open(ALONE)
    assert SHARED.may_remove(ALONE)


def test_without_a_login_several_people_may_not_remove() -> None:
    assert Ownership().may_open(NO_LOGIN)
    assert not Ownership().may_remove(NO_LOGIN)


def test_it_is_kept(tmp_path: Path) -> None:
    assert ownership(tmp_path) == Ownership()
    save_ownership(tmp_path, SHARED)
    assert ownership(tmp_path) == SHARED


@pytest.mark.parametrize(
    "damage",
    ["{", "[]", "null", "[" * 100_000, '{"owner": "ada@lab.example"}', '{"owner": 1, "shared_with": [], "public": true}',
     '{"owner": "a", "shared_with": "joe@lab.example", "public": false}',
     '{"owner": "a", "shared_with": [], "public": "yes"}'],
)  # fmt: skip
def test_what_cannot_be_read_lets_nobody_in(tmp_path: Path, damage: str) -> None:
    (tmp_path / "access.json").write_text(damage)
    assert ownership(tmp_path) == Ownership()


@pytest.mark.parametrize("people", [("x" * 300,), ("a\nb",), tuple(str(n) for n in range(1000))])
def test_lists_that_are_none_are_refused(tmp_path: Path, people: tuple[str, ...]) -> None:
    with pytest.raises(ProjectError, match="at most"):
        save_ownership(tmp_path, Ownership("ada", people))
    assert not (tmp_path / "access.json").exists()


def test_people_come_and_go_whatever_the_case() -> None:
    changed = SHARED.changed(None, ("EVE@lab.example", "joe@lab.example", " "), (), None)
    assert changed == Ownership(SHARED.owner, ("EVE@lab.example", "joe@lab.example"))
    assert changed.changed("eve@lab.example", (), ("Joe@LAB.example",), True) == Ownership(
        "eve@lab.example", ("EVE@lab.example",), True
    )


def test_the_command_shows_and_changes_it(tmp_path: Path) -> None:
    create_project(tmp_path / "p")
    call = ["share", str(tmp_path / "p"), "--owner", "ada@lab.example", "--with", "joe@lab.example", "--json"]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0
    assert json.loads(done.output) == {
        "owner": "ada@lab.example",
        "shared_with": ["joe@lab.example"],
        "public": False,
    }
    assert CliRunner().invoke(main, ["share", str(tmp_path / "p"), "--json"]).output == done.output
    assert CliRunner().invoke(main, ["share", str(tmp_path / "none")]).exit_code == 2
