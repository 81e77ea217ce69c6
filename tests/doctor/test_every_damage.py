"""Every file of a project in every state: no command breaks on it, what is wrong is said with a remedy, and repairs end.

The suite tries some; `CRVAE_THOROUGH=1 python -m pytest tests/doctor tests/app/test_damaged_projects.py` tries all.
"""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from crvae_core.cli import main
from crvae_core.doctor.project import check_project
from crvae_core.doctor.repair import repair_project
from tests.damage import COMMANDS, THOROUGH
from tests.every_damage import EVERY, FILES, damage, files

SOME = EVERY if THOROUGH else EVERY[3::32]
# what a sentence tells to do
REMEDY = re.compile(
    r"repair|restore|bring|train|add|again|anew|give|choose|resume|remove|correct|encode|evaluate|measure|nothing to take back"
)


@pytest.fixture
def folder(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to be damaged."""
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path))
    return Path(shutil.copytree(template, tmp_path / "project"))


def test_the_list_of_files_is_that_of_a_project(template: Path) -> None:
    assert files(template) == set(FILES)


def _commands(number: int) -> list[str]:
    """Two commands for a damage, other ones each time."""
    names = list(COMMANDS)
    return [names[number % len(names)], names[(5 * number + 3) % len(names)]]


@pytest.mark.parametrize(("number", "name", "state"), [(EVERY.index(one), *one) for one in SOME])
def test_commands_and_repair_meet_any_file_in_any_state(
    folder: Path, number: int, name: str, state: str
) -> None:
    asked = {command: COMMANDS[command](folder) for command in _commands(number)}
    damage(folder, name, state)
    found = check_project(folder, deep=True)
    assert all(finding.what and finding.remedy for finding in found)
    for command, arguments in asked.items():
        done = CliRunner().invoke(main, [*arguments, "--json"])
        assert done.exit_code in (0, 2), f"{command}: {done.output}"
        assert done.exit_code == 0 or REMEDY.search(done.output), f"{command}: {done.output}"
    refused = [repair for repair in repair_project(folder) if not repair.done]
    left = [finding for finding in check_project(folder, deep=True) if finding.serious]
    assert not left or refused, [finding.sentence() for finding in left]
    assert all(REMEDY.search(repair.said) for repair in refused), [repair.said for repair in refused]
