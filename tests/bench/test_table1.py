"""Table 1 on a small scale: rows are trained once, kept, compared with what was recorded."""

import json

import pytest

from crvae_core.bench import table1
from crvae_core.errors import InputError
from crvae_core.project.new_project import create_project


@pytest.fixture
def found() -> list[dict]:
    return [
        {"row": "lstm-tf-us", "embeddings": "frozen", "epochs": 2, "image": 1.0, "text": 0.5, "total": 2.5,
         "seconds": 12.3, "device": "a processor", "lowest_total": 2.25, "lowest_epoch": 1},
    ]  # fmt: skip


def test_unknown_rows_and_missing_data_are_named(tmp_path) -> None:
    with pytest.raises(InputError, match="the rows are: rnn-tf-us, lstm-us"):
        table1.run_table(tmp_path, tmp_path, ["nonsense"])
    with pytest.raises(InputError, match="--data"):
        table1.run_table(tmp_path, tmp_path / "work", ["lstm-tf-us"])


def test_what_differs_from_the_recorded_values_is_said(tmp_path, found) -> None:
    recorded = tmp_path / "recorded.json"
    recorded.write_text(json.dumps(found), encoding="utf-8")
    assert table1.check_quick(found, recorded) == []
    other = [found[0] | {"text": 0.6}]
    assert table1.check_quick(other, recorded) == ["lstm-tf-us (frozen): text 0.6000, recorded 0.5000"]
    assert "never recorded" in table1.check_quick([found[0] | {"epochs": 3}], recorded)[0]


def test_the_table_has_the_reports_figures_beside_ours(found) -> None:
    table = table1.as_markdown(found)
    assert (
        "| lstm-tf | US | frozen | 0.133 | 0.050 | 0.284 | 1.000 | 0.500 | 2.500 | 2 | 2.250 (1) | 12 | a processor |"
        in table
    )


def test_the_epoch_of_the_lowest_total_is_found(tmp_path, found) -> None:
    run = create_project(tmp_path / "us", "Table 1").run_folder("lstm-tf-us-frozen")
    run.mkdir(parents=True)
    (run / "table1.json").write_text(json.dumps({**found[0], "total": 3.0}), encoding="utf-8")
    lines = [{"epoch": epoch, "table1_total": total} for epoch, total in ((1, 5.0), (2, 2.0), (3, 3.0))]
    (run / "metrics.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    [entry] = table1.collect(tmp_path)
    assert (entry["total"], entry["lowest_total"], entry["lowest_epoch"]) == (3.0, 2.0, 2)


def test_every_recorded_row_is_a_row_of_the_table() -> None:
    recorded = json.loads(table1.RECORDED.read_text(encoding="utf-8"))
    rows = {row.name for row in table1.ROWS}
    assert {entry["row"] for entry in recorded} <= rows
    assert all(entry["epochs"] == table1.QUICK_EPOCHS for entry in recorded)
