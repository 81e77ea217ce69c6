"""The codebook: names, colours, keys, and its way through a table and back."""

import json
from pathlib import Path

import pytest

from crvae_core.errors import ProjectError
from crvae_core.notes.codebook import add_tag, change_tag, order_tags, read_codebook, remove_tag
from crvae_core.notes.codebook_csv import export_codebook, import_codebook, read_codebook_csv
from crvae_core.project.project import Project

ODD_NAMES = [
    "笑",
    'she said "no"',
    "=1+1",
    "-minus",
    "@home",
    "مرحبا",
    "😀 joy",
    "a/b\\c",
    "semi;colon, comma",
]


def test_tags_have_ids_colours_and_keys_in_their_order(project: Project) -> None:
    first, second = add_tag(project, "Laughter", "Somebody laughs"), add_tag(project, "笑")
    codebook = read_codebook(project)
    assert [tag.name for tag in codebook.tags] == ["Laughter", "笑"]
    assert first.tag_id == "laughter"
    assert second.tag_id == "笑"
    assert first.colour != second.colour
    assert codebook.of_key(2) == second
    assert codebook.of_key(3) is None
    order_tags(project, [second.tag_id])
    assert read_codebook(project).of_key(1) == second


def test_a_renamed_tag_keeps_its_id_and_a_removed_one_comes_back_with_it(project: Project) -> None:
    tag = add_tag(project, "Laughter")
    assert change_tag(project, tag.tag_id, name="Smile").tag_id == "laughter"
    remove_tag(project, tag.tag_id)
    assert add_tag(project, "Laughter").tag_id == "laughter"


@pytest.mark.parametrize(
    ("name", "colour", "said"),
    [
        ("laughter", "", "already"),
        ("  ", "", "needs a name"),
        ("x" * 61, "", "at most 60"),
        ("New", "red", "no colour"),
    ],
)
def test_what_can_not_be_a_tag_is_refused(project: Project, name: str, colour: str, said: str) -> None:
    add_tag(project, "Laughter")
    with pytest.raises(ProjectError, match=said):
        add_tag(project, name, colour=colour)
    assert len(read_codebook(project)) == 1


def test_a_codebook_goes_through_a_table_and_back(project: Project, tmp_path: Path) -> None:
    for name in ODD_NAMES:
        add_tag(project, name, f"definition of {name}\nsecond line")
    before = read_codebook(project).tags
    assert export_codebook(project, tmp_path / "codes.csv") == len(ODD_NAMES)
    cells = (tmp_path / "codes.csv").read_text("utf-8-sig").split("\r\n")
    assert not any(line.startswith(("=", "+", "-", "@")) for line in cells)
    change_tag(project, before[0].tag_id, name="another", colour="#000000")
    assert import_codebook(project, tmp_path / "codes.csv") == (len(ODD_NAMES), 0)
    assert read_codebook(project).tags == before


@pytest.mark.parametrize(
    "data", ["Code;Memo\r\nMask;worn\r\n", "tag\tdescription\nMask\tworn\n", "NAME,Definition\nMask,worn\n"]
)
def test_tables_of_other_programs_are_read(data: str) -> None:
    (tag,) = read_codebook_csv(data.encode("utf-16"), "codes.csv")
    assert (tag.name, tag.definition) == ("Mask", "worn")


@pytest.mark.parametrize("data", [b"", b"colour\n#ffffff\n", b"name\n", b"\x89PNG\r\n\x1a\n\0\0\0\0"])
def test_what_is_no_codebook_is_refused_whole(project: Project, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "codes.csv").write_bytes(data)
    with pytest.raises(ProjectError, match=r"codes\.csv"):
        import_codebook(project, tmp_path / "codes.csv")
    assert not read_codebook(project).tags


def test_a_table_with_one_bad_tag_changes_nothing(project: Project, tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text("name,colour\nMask,#112233\nGown,blue\n")
    with pytest.raises(ProjectError, match="no colour"):
        import_codebook(project, tmp_path / "codes.csv")
    assert not read_codebook(project).tags


@pytest.mark.parametrize("text", ["{", "[]", '{"schema_version": 1, "rows": 3}', ""])
def test_a_damaged_codebook_is_named_and_kept(project: Project, text: str) -> None:
    path = project.folder / "notes" / "codebook.json"
    add_tag(project, "Mask")
    path.write_text(text)
    assert "codebook.json is damaged" in read_codebook(project).problems[0]
    add_tag(project, "Gown")
    (kept,) = path.parent.glob("codebook.damaged-*.json")
    assert kept.read_text() == text
    assert [tag.name for tag in read_codebook(project).tags] == ["Gown"]
    assert not read_codebook(project).problems


def test_one_bad_entry_takes_nothing_from_the_others(project: Project) -> None:
    path = project.folder / "notes" / "codebook.json"
    add_tag(project, "Mask")
    add_tag(project, "Gown")
    stored = json.loads(path.read_text())
    stored["rows"][0]["colour"] = 7
    path.write_text(json.dumps(stored))
    codebook = read_codebook(project)
    assert [tag.name for tag in codebook.tags] == ["Gown"]
    assert "1 of 2" in codebook.problems[0]


def test_a_newer_codebook_is_not_touched(project: Project) -> None:
    path = project.folder / "notes" / "codebook.json"
    path.parent.mkdir()
    path.write_text('{"schema_version": 2, "rows": []}')
    with pytest.raises(ProjectError, match="newer version"):
        add_tag(project, "Mask")
    assert "2" in path.read_text()
