"""Tables of vectors as pandas, R, Excel and NumPy write them: always the same 60 vectors of 4 values."""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crvae_core.analysis.clustering import cluster
from crvae_core.analysis.latent_files import read_latent_table, read_latents
from crvae_core.errors import InputError

CASES = Path(__file__).resolve().parent.parent / "cases"
COUNT = 60


def _vectors() -> np.ndarray:
    rng = np.random.default_rng(4)
    centres = np.eye(4)[rng.permutation(np.repeat([0, 1, 2], 20))]
    return np.round(centres + rng.normal(0, 0.05, size=(COUNT, 4)), 6)


VECTORS = _vectors()
FRAME = pd.DataFrame(VECTORS, columns=["d0", "d1", "d2", "d3"])
WORDS = FRAME.rename(
    columns=dict(zip(FRAME.columns, ("valence", "arousal", "loudness", "motion"), strict=True))
)
TIMES = np.arange(COUNT) * 2.0
PTS = np.cumsum(np.random.default_rng(1).uniform(0.5, 3.0, COUNT)).round(3)
LABELS = np.arange(COUNT) % 3


def rows(separator: str, decimal: str = ".", head: str = "", count: bool = False) -> str:
    lines = []
    for number, vector in enumerate(VECTORS, start=1):
        cells = [f"{value}".replace(".", decimal) for value in vector]
        lines.append(separator.join([str(number), *cells] if count else cells))
    return head + "\n".join(lines) + "\n"


def csv(frame: pd.DataFrame, **how: object) -> str:
    return frame.to_csv(**how)  # type: ignore[call-overload, no-any-return]


def lists(show: Callable[[np.ndarray], str], **others: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"id": [f"m{number}" for number in range(COUNT)], **others, "vec": [show(v) for v in VECTORS]}
    )


TEXTS: dict[str, str] = {
    "pandas with index": csv(FRAME),
    "pandas without index": csv(FRAME, index=False),
    "pandas without names": csv(pd.DataFrame(VECTORS)),
    "pandas without names or index": csv(pd.DataFrame(VECTORS), index=False),
    "pandas without header": csv(FRAME, index=False, header=False),
    "pandas with index, without header": csv(FRAME, header=False),
    "pandas index of a selection": csv(pd.DataFrame(VECTORS, index=np.arange(COUNT) * 3 + 7)),
    "pandas index reset twice": csv(FRAME.reset_index().reset_index()),
    "index of words": csv(FRAME.set_index(np.array([f"shot {n}" for n in range(COUNT)]))),
    "id, times and label": csv(WORDS.assign(id=LABELS + 100, start_s=TIMES, end_s=TIMES + 2, label=LABELS), index=False),
    "columns in German": csv(WORDS.assign(**{"Zeit (Sekunden)": PTS, "Gruppe": LABELS}), sep=";", decimal=",", index=False),
    "columns in Chinese": csv(WORDS.assign(**{"序号": PTS, "标签": LABELS}), index=False),
    "unknown name that counts": csv(pd.concat([pd.DataFrame({"moment": range(COUNT)}), WORDS], axis=1), index=False),
    "unknown name of even times": csv(pd.concat([pd.DataFrame({"Lauf": TIMES}), WORDS], axis=1), index=False),
    "time first, no names": csv(pd.DataFrame(np.column_stack([TIMES, VECTORS])), index=False),
    "uneven time first, no header": csv(pd.DataFrame(np.column_stack([PTS, VECTORS])), index=False, header=False),
    "start and end first, no header": csv(
        pd.DataFrame(np.column_stack([PTS, PTS + 1.25, VECTORS])), index=False, header=False
    ),
    "label last, no header": csv(pd.DataFrame(VECTORS).assign(label=LABELS), index=False, header=False),
    "text and truth beside": csv(FRAME.assign(text="she said, it rains", kept=True), index=False),
    "numbered columns among others": csv(FRAME.assign(loudness=7.5, unknown_share=0.25, frame_row=LABELS)),
    "means beside spreads": csv(
        pd.concat([FRAME.add_prefix("mu_"), (FRAME * 0 - 3).add_prefix("logvar_")], axis=1), index=False
    ).replace("_d", ""),
    "R write.csv": csv(FRAME.set_axis(range(1, COUNT + 1)), quoting=2),
    "R write.csv2": csv(FRAME.set_axis(range(1, COUNT + 1)), sep=";", decimal=","),
    "R write.table": csv(FRAME.set_axis(range(1, COUNT + 1)), sep=" ").removeprefix(" "),
    "R without names": csv(pd.DataFrame(VECTORS, columns=["V1", "V2", "V3", "V4"]), index=False),
    "tabs": csv(FRAME, sep="\t"),
    "tabs and decimal commas": csv(FRAME, sep="\t", decimal=",", index=False),
    "semicolons, no header": csv(FRAME, sep=";", index=False, header=False),
    "semicolons, decimal commas, 0123": csv(pd.DataFrame(VECTORS), sep=";", decimal=",", index=False),
    "semicolons, decimal commas, index and time": csv(FRAME.assign(Zeit=TIMES), sep=";", decimal=","),
    "commas in quotes": csv(FRAME.map(lambda v: f"{v}".replace(".", ",")), index=False, quoting=1),
    "bars": csv(FRAME, sep="|", index=False),
    "blanks": rows(" "),
    "several blanks and a header": rows("   ", head="  a   b   c   d\n"),
    "blanks and decimal commas": rows(" ", ","),
    "numbered rows, blanks": rows(" ", count=True),
    "NumPy with a header": rows(" ", head="# d0 d1 d2 d3\n"),
    "MATLAB with a remark": rows(",", head="% exported\n"),
    "Excel with sep=": rows(";", ",", head="sep=;\na;b;c;d\n"),
    "Excel with a title and empty rows": rows(";", ",", head="Latents of the film;;;\n;;;\na;b;c;d\n") + ";;;\n",
    "Excel with an empty last column": csv(FRAME.assign(none=None), index=False).replace(",none\n", ",\n"),
    "lines of Windows": csv(FRAME).replace("\n", "\r\n"),
    "lists as JSON": csv(lists(lambda v: json.dumps(v.tolist())), index=False),
    "lists as NumPy prints them": csv(lists(lambda v: str(v))),
    "lists as PyTorch prints them": csv(lists(lambda v: f"tensor({v.tolist()})")),
    "lists as R writes them": csv(lists(lambda v: f"c({', '.join(map(str, v))})")),
    "lists without brackets": csv(lists(lambda v: " ".join(map(str, v)), start=TIMES), sep="\t"),
    "lists after tabs": csv(lists(lambda v: str(v.tolist())), sep="\t", quoting=3),
    "rows in brackets": rows(", ").replace("\n", "],\n[").removesuffix(",\n[").join(("[[", "]\n")),
    "NumPy's print": np.array2string(VECTORS, threshold=10_000),
    "JSON rows": json.dumps(VECTORS.tolist()),
    "JSON records": FRAME.assign(id=LABELS).to_json(orient="records"),
    "JSON split": FRAME.to_json(orient="split"),
    "JSON columns": FRAME.to_json(),
    "JSON Lines": lists(lambda v: "").assign(vec=VECTORS.tolist()).to_json(orient="records", lines=True),
    "JSON by name": json.dumps({"ids": list(range(COUNT)), "latents": VECTORS.tolist()}),
}  # fmt: skip


def packed(save: Callable[..., None], *arguments: object, **named: object) -> bytes:
    out = io.BytesIO()
    save(out, *arguments, **named)
    return out.getvalue()


RECORDS = np.array(
    [(n, *v) for n, v in enumerate(VECTORS)], dtype=[("id", "i4"), *((name, "f4") for name in "abcd")]
)
BINARIES: dict[str, bytes] = {
    ".npy": packed(np.save, VECTORS),
    ".npy of float32": packed(np.save, VECTORS.astype(np.float32)),
    ".npy of several axes": packed(np.save, VECTORS.reshape(COUNT, 2, 2)),
    ".npy of one batch": packed(np.save, VECTORS[None]),
    ".npy with named fields": packed(np.save, RECORDS),
    ".npz": packed(np.savez, VECTORS),
    ".npz with names and times": packed(np.savez_compressed, latents=VECTORS, times=TIMES, frames=np.zeros((COUNT, 9))),
    ".npz of columns": packed(np.savez, **{name: FRAME[name].to_numpy() for name in FRAME}, time=TIMES),
    "Parquet": packed(lambda out: FRAME.assign(text="a").to_parquet(out)),
    "Parquet of lists": packed(lambda out: lists(str).assign(vec=VECTORS.tolist()).to_parquet(out)),
    "Feather": packed(lambda out: FRAME.assign(id=LABELS).to_feather(out)),
    "CSV, gzipped": gzip.compress(csv(FRAME).encode()),
    "UTF-16 (Excel)": csv(FRAME, sep="\t").encode("utf-16"),
    "UTF-8 with a mark": csv(FRAME).encode("utf-8-sig"),
    "cp1252": csv(FRAME.assign(größe="ä"), sep=";").encode("cp1252"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["header-0123", "named-index", "semicolon-decimal-comma", "to-csv-default"])
def test_reported_tables_have_sixty_vectors_in_three_groups(name: str) -> None:
    vectors = read_latents(CASES / f"latents-{name}.csv")
    assert vectors.shape == (60, 4)
    assert cluster(vectors, 3).sizes.tolist() == [20, 20, 20]


@pytest.mark.parametrize("name", [*TEXTS, *BINARIES])
def test_every_writer_gives_the_same_vectors(name: str, tmp_path: Path, support_table: Callable) -> None:
    path = tmp_path / "table"  # the kind is told from the content
    path.write_bytes(BINARIES[name] if name in BINARIES else TEXTS[name].encode())
    table = read_latent_table(path)
    assert table.vectors.shape == VECTORS.shape
    assert np.allclose(table.vectors, VECTORS, atol=1e-6)
    support_table("Tables of vectors", name, "read right")


def test_what_was_left_out_is_said(tmp_path: Path) -> None:
    path = tmp_path / "z.csv"
    path.write_text(TEXTS["id, times and label"])
    table = read_latent_table(path)
    assert table.left_out == ("id", "start_s", "end_s", "label")
    assert table.note is not None
    assert "the columns valence, arousal, loudness, motion; left out: id" in table.note
    path.write_text(TEXTS["pandas without header"])
    assert read_latent_table(path).note is None


@pytest.mark.parametrize(
    "vectors",
    [
        np.arange(40.0).reshape(10, 4),  # every column goes up
        3 * np.arange(40).reshape(10, 4) % 7,  # whole numbers
        np.column_stack([np.linspace(0, 1, 10), np.linspace(3, 4, 10)]),
        np.array([[0, 1], [1, 0], [1, 1], [0, 0]]),
        np.random.default_rng(0).normal(size=(3, 2)),
        np.random.default_rng(0).normal(size=(50, 1)),
    ],
)
def test_values_that_only_look_like_times_stay(vectors: np.ndarray, tmp_path: Path) -> None:
    path = tmp_path / "z.csv"
    pd.DataFrame(vectors).to_csv(path, index=False, header=False)
    assert np.array_equal(read_latents(path), vectors)
    pd.DataFrame(vectors).set_axis([f"x{place}" for place in range(vectors.shape[1])], axis=1).to_csv(path)
    assert np.array_equal(read_latents(path), vectors)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"1,2,3\n4,5,6\n7,8,9,10\n", "z.csv, line 3: the rows have different numbers of values (3 in most)"),
        (b"a,b\n1.5,2\n0.5,oops\n2.5,1\n1,1\n", "vector 2 has 'oops' in the column b"),
        (b"she said\nit rains\n", "not a table of numbers"),
        (b" \n\n", "empty"),
        (b"a,b\nx,y\n", "not a table of numbers"),
        (b'id,vec\na,"[1, 2, 3]"\nb,"[1, 2]"\nc,"[4, 5, 6]"\n', "vector 2 has 2 values where most have 3"),
        (b'vec\n"[0.1 0.2 ... 0.9]"\n"[0.1 ... 0.3 0.9 2]"\n"[0.1 0.2 ... 0.9]"\n', "tolist"),
        (b'vec\n"[a, b]"\n"[c, d]"\n', "not a table of numbers|hold more than numbers"),
        (b"[[1, 2], [3]]", "vector 2 has 1 values"),
        (packed(np.savez, a=VECTORS, b=VECTORS), "which of its arrays are the vectors"),
        (packed(np.savez, indptr=TIMES, indices=TIMES, shape=TIMES, data=TIMES), "sparse matrix"),
        (packed(np.save, TIMES), r"the shape \(60,\)"),
        (packed(np.save, VECTORS.astype(complex)), "no real numbers"),
        (packed(np.save, np.array(["a", "b"])[:, None]), "no real numbers"),
        (
            packed(np.save, np.array([[None]]), allow_pickle=True),
            r"can't be read as vectors \(it holds no numbers\)",
        ),
        (b"\x80\x04K\x01.", "pickle, which is never opened"),
        (b"\x89HDF\r\n\x1a\n", "HDF5"),
        (b"\0\1\2\3" * 9, "no table that can be read"),
        (b"x" * 5_000_000, "line 1 has no end"),
    ],
)
def test_what_is_no_table_is_refused_with_the_remedy(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "z.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said.replace("(3", r"\(3").replace("most)", r"most\)")) as caught:
        read_latents(path)
    assert "z.csv" in str(caught.value)


@pytest.mark.parametrize("name", list(BINARIES))
def test_damaged_files_are_refused(name: str, tmp_path: Path) -> None:
    path, whole = tmp_path / "z", BINARIES[name]
    for end in (5, 40, len(whole) // 2, len(whole) - 7):
        path.write_bytes(whole[:end])
        try:
            read_latents(path)
        except InputError:
            continue
        assert name.startswith(("UTF", "cp"))  # text that ends early is a shorter table


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv is not a file of vectors"):
        read_latents(tmp_path / "none.csv")
