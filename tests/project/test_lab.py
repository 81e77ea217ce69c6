"""The settings of a workspace that several people use."""

from pathlib import Path

import pytest

from crvae_core.errors import ConfigError
from crvae_core.project.lab import LabSettings, lab_settings


def test_without_a_word_a_workspace_is_one_person_s(tmp_path: Path) -> None:
    assert lab_settings(tmp_path) == LabSettings()


def test_the_environment_stands_above_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    films = tmp_path / "films"
    (tmp_path / "lab.json").write_text(
        f'{{"shared": true, "film_folders": ["{films.as_posix()}"], "administrators": ["Ada@Lab.example"]}}'
    )
    assert lab_settings(tmp_path) == LabSettings(
        True, False, (films,), administrators=frozenset({"ada@lab.example"})
    )
    monkeypatch.setenv("CRVAE_SHARED", "0")
    monkeypatch.setenv("CRVAE_FILM_FOLDERS", "")
    monkeypatch.setenv("CRVAE_ADMINISTRATORS", "joe@lab.example, eve@lab.example")
    assert lab_settings(tmp_path) == LabSettings(
        False, False, (), administrators=frozenset({"joe@lab.example", "eve@lab.example"})
    )


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "[" * 100_000,
        '{"shared": "yes"}',
        '{"shraed": true}',
        '{"film_folders": "/films"}',
        '{"film_folders": ["films"]}',
        '{"film_folders": [1]}',
        '{"administrators": {}}',
    ],
)
def test_a_slip_of_the_pen_lets_nobody_in(tmp_path: Path, text: str) -> None:
    (tmp_path / "lab.json").write_text(text)
    with pytest.raises(ConfigError):
        lab_settings(tmp_path)


def test_a_wrong_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRVAE_SHARED", "perhaps")
    with pytest.raises(ConfigError, match="CRVAE_SHARED"):
        lab_settings(tmp_path)


def test_people_are_named_one_by_one_or_by_where_they_are_from() -> None:
    lab = LabSettings(
        people=frozenset({"*@lab.example", "guest@else.example"}), administrators=frozenset({"root@x"})
    )
    assert all(map(lab.lets_in, ("Ada@Lab.example", "guest@else.example", "root@x")))
    assert not any(map(lab.lets_in, ("ada@lab.example.org", "other@else.example", "")))
    assert LabSettings().lets_in("anybody@else.example")
