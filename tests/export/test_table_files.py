"""Tables of moments: read back by pandas, pyarrow and NumPy; safe in spreadsheets; whole or not there."""

import csv
import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pyarrow import parquet

from crvae_core.analysis.latent_files import read_latent_table
from crvae_core.errors import CancelledError, InputError, StorageError
from crvae_core.export.formats import take_out
from crvae_core.export.moments_table import MomentsTable, moments_table
from crvae_core.export.selection import Selection
from crvae_core.export.settings import FileSettings
from crvae_core.runs.run import Run
from tests.export.conftest import HARD, LOOK


def test_csv_is_read_by_pandas_and_every_cell_is_text_for_a_spreadsheet(
    table: MomentsTable, tmp_path: Path
) -> None:
    (dictionary, path) = take_out(table, "csv", tmp_path / "out.csv")
    assert (path.name, dictionary.name) == ("out.csv", "out.columns.csv")
    read = pd.read_csv(path)
    assert read["pair_id"].tolist() == table.moments.pair_ids
    assert read["tags"].iloc[0] == "crowd; street"
    assert read["coders"].iloc[0] == "Bo; Ana"
    np.testing.assert_allclose(read.filter(like="z_").to_numpy(), table.latents, rtol=1e-6)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cells = list(csv.DictReader(stream))
    texts = [
        cell
        for row in cells
        for name, cell in row.items()
        if name in ("text", "video", "cluster_name", "tags")
    ]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in texts)
    assert [row["text"].removeprefix("'") for row in cells[:10]] == list(HARD)


def test_raw_csv_has_the_cells_as_they_are(table: MomentsTable, tmp_path: Path) -> None:
    path = take_out(table, "csv", tmp_path / "out.csv", FileSettings(raw=True))[1]
    assert pd.read_csv(path)["text"].tolist() == list(HARD) * 2
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_vectors_of_a_table_can_be_clustered_again(table: MomentsTable, tmp_path: Path) -> None:
    for form in ("csv", "parquet", "npz"):
        path = take_out(table, form, tmp_path / f"out.{form}")[-1]
        np.testing.assert_allclose(read_latent_table(path).vectors, table.latents, rtol=1e-6)


def test_parquet_has_types_and_tells_what_its_columns_mean(table: MomentsTable, tmp_path: Path) -> None:
    path = take_out(table, "parquet", tmp_path / "out.parquet")[-1]
    read = parquet.read_table(path)
    assert read.column("text").to_pylist() == list(HARD) * 2
    assert str(read.schema.field("frame_time_s").type) == "double"
    assert read.schema.field("start_s").metadata[b"unit"] == b"s"


def test_npz_is_opened_without_unpickling(table: MomentsTable, tmp_path: Path) -> None:
    path = take_out(table, "npz", tmp_path / "out.npz")[-1]
    with np.load(path, allow_pickle=False) as stored:
        assert stored["text"].tolist() == list(HARD) * 2
        np.testing.assert_array_equal(stored["latents"], table.latents)
        assert stored["cluster"].dtype.kind == "i"
        assert len(stored["latent_parts"]) == len(table.moments.parts)


def test_one_file_per_video_whatever_it_is_called(table: MomentsTable, tmp_path: Path) -> None:
    files = take_out(table, "csv", tmp_path / "out", FileSettings(one_per_video=True))
    assert len(files) == 3
    assert all(path.parent == tmp_path / "out" for path in files)
    read = [pd.read_csv(path) for path in files if not path.name.endswith(".columns.csv")]
    assert sorted(len(one) for one in read) == [10, 10]
    assert {tuple(one["video_id"].unique()) for one in read} == {("v0",), ("v1",)}


def test_the_dictionary_names_every_column(table: MomentsTable, tmp_path: Path) -> None:
    dictionary, path = take_out(table, "csv", tmp_path / "out.csv")
    told = pd.read_csv(dictionary)["column"].tolist()
    columns = [name for name in pd.read_csv(path).columns if not name.startswith("z_")]
    assert told[: len(columns)] == columns
    assert len(told) == len(columns) + len(table.moments.parts)


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection("moments", pair_ids=("v1-003", "v0-001", "gone")), ["v0-001", "v1-003"]),
        (Selection("tag", "crowd"), ["v0-000"]),
        (Selection("tag", "street"), ["v0-000", "v0-001"]),
        (Selection("video", "v1"), [f"v1-{row:03d}" for row in range(10)]),
    ],
)
def test_a_selection_is_taken_out_alone(table: MomentsTable, selection: Selection, ids: list[str]) -> None:
    chosen = moments_table(table.run, selection, LOOK, table.marks)
    assert chosen.pairs["pair_id"].tolist() == ids


def test_a_cluster_is_called_by_its_name_or_its_number(table: MomentsTable) -> None:
    name = table.clusters.names[0]
    by_name, by_number = (moments_table(table.run, Selection("cluster", text), LOOK) for text in (name, "1"))
    assert by_name.rows.tolist() == by_number.rows.tolist() == table.clusters.members(0).tolist()


@pytest.mark.parametrize(
    "selection",
    [
        Selection("moments"),
        Selection("cluster", "nowhere"),
        Selection("tag", "none"),
        Selection("findings"),
        Selection("video", "none"),
        Selection("wrong"),
    ],
)
def test_nothing_selected_is_told(run: Run, selection: Selection) -> None:
    with pytest.raises(InputError):
        moments_table(run, selection, LOOK)


def _full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("form", ["csv", "parquet", "npz"])
def test_a_full_disk_leaves_what_was_there(
    table: MomentsTable, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out" / f"out.{form}"
    path.parent.mkdir()
    path.write_text("before")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", _full)
        with pytest.raises(StorageError, match="full"):
            take_out(table, form, path)
    assert path.read_text() == "before"
    assert [found.name for found in tmp_path.rglob(".tmp*")] == []


def test_what_is_cancelled_leaves_nothing(table: MomentsTable, tmp_path: Path) -> None:
    def cancel(step: str, share: float) -> None:
        raise CancelledError("enough")

    with pytest.raises(CancelledError):
        take_out(table, "parquet", tmp_path / "out", progress=cancel)
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".tmp*"))


def test_rows_come_some_at_a_time(table: MomentsTable) -> None:
    blocks = list(table.chunks(7))
    assert [len(block) for block in blocks] == [7, 7, 6]
    assert pd.concat(blocks)["pair_id"].tolist() == table.moments.pair_ids
