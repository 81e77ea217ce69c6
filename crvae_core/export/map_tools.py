"""Vectors and maps for tools that show them: the TensorBoard projector, Embedding Atlas, FiftyOne."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from crvae_core.export.moments_table import ROWS_AT_ONCE, MomentsTable
from crvae_core.export.settings import FileSettings
from crvae_core.export.thumbnails import jpeg, picture
from crvae_core.files import atomic_path, write_bytes, write_json
from crvae_core.json_text import write_json_text
from crvae_core.progress import Share

SPRITE_SIDE = 8_192  # pixels, the largest picture that the projector loads
NEIGHBOURS = 15  # of each moment, for Embedding Atlas
METADATA = ("pair_id", "video", "frame_time_s", "cluster", "cluster_name", "tags", "text")


def write_projector(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """A folder for the TensorBoard projector: vectors.tsv, metadata.tsv, sprite.jpg and projector_config.pbtxt.

    A log directory for TensorBoard, and the three files that projector.tensorflow.org asks for.
    """
    path.mkdir(parents=True, exist_ok=True)
    _vectors(table, path / "vectors.tsv")
    _metadata(table, path / "metadata.tsv")
    progress(0.3)
    size = _sprite(table, path / "sprite.jpg", settings, lambda share: progress(0.3 + 0.7 * share))
    dimensions = "".join(f"    single_image_dim: {side}\n" for side in size or ())
    sprite = f'  sprite {{\n    image_path: "sprite.jpg"\n{dimensions}  }}\n' if size else ""
    named = '  tensor_name: "moments"\n  tensor_path: "vectors.tsv"\n  metadata_path: "metadata.tsv"\n'
    config = f"embeddings {{\n{named}{sprite}}}\n"
    write_bytes(path / "projector_config.pbtxt", config.encode())
    progress(1.0)


def _vectors(table: MomentsTable, path: Path) -> None:
    with atomic_path(path) as temporary, temporary.open("w", encoding="ascii", newline="\n") as stream:
        for first in range(0, len(table), ROWS_AT_ONCE):
            rows = table.rows[first : first + ROWS_AT_ONCE]
            np.savetxt(stream, table.moments.latents[rows], fmt="%.7g", delimiter="\t")


def _metadata(table: MomentsTable, path: Path) -> None:
    """A header and a row per moment; a cell is one line without tabs."""
    bare = replace(table, with_latents=False)
    with (
        atomic_path(path) as temporary,
        temporary.open("w", encoding="utf-8", errors="replace", newline="\n") as stream,
    ):
        stream.write("\t".join(METADATA) + "\n")
        for rows in bare.chunks():
            for values in rows[list(METADATA)].itertuples(index=False):
                stream.write("\t".join(" ".join(str(value).split()) or "-" for value in values) + "\n")


def _sprite(
    table: MomentsTable, path: Path, settings: FileSettings, progress: Share
) -> tuple[int, int] | None:
    """One picture of all thumbnails, row by row; gives the size of one. None where there are none."""
    across = math.ceil(math.sqrt(max(1, len(table))))
    width = min(96, settings.picture_width, SPRITE_SIDE // across)
    if width < 4:
        return None
    height = round(width * 0.6)
    sheet = np.full((height * math.ceil(len(table) / across), width * across, 3), 255, np.uint8)
    for place, row in enumerate(table.rows.tolist()):
        frame = picture(table, row, 200, settings.blur)
        if frame is not None:
            top, left = place // across * height, place % across * width
            small = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
            sheet[top : top + height, left : left + width] = small
        if place % 256 == 0:
            progress(place / len(table))
    write_bytes(path, jpeg(sheet))
    return width, height


def write_atlas(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """Parquet for Embedding Atlas: the columns of a table, projection_x, projection_y and neighbors (ids and distances).

    Open it with: embedding-atlas FILE --x projection_x --y projection_y --text text --neighbors neighbors
    """
    import pyarrow
    from pyarrow import parquet

    ids, distances = _neighbours(table)
    progress(0.5)
    bare = replace(table, with_latents=False)
    kind = pyarrow.struct(
        [("ids", pyarrow.list_(pyarrow.int64())), ("distances", pyarrow.list_(pyarrow.float64()))]
    )
    done = 0
    with atomic_path(path) as temporary:
        writer: Any = None
        for rows in bare.chunks():
            rows = rows.rename(columns={"map_x": "projection_x", "map_y": "projection_y"})
            here = slice(done, done + len(rows))
            near = [
                {"ids": a, "distances": b}
                for a, b in zip(ids[here].tolist(), distances[here].tolist(), strict=True)
            ]
            block = pyarrow.Table.from_pandas(rows, preserve_index=False)
            block = block.append_column("neighbors", pyarrow.array(near, kind))
            block = block.append_column("id", pyarrow.array(range(done, done + len(rows)), pyarrow.int64()))
            writer = writer or parquet.ParquetWriter(temporary, block.schema)
            writer.write_table(block.cast(writer.schema))
            done += len(rows)
            progress(0.5 + 0.5 * done / max(1, len(table)))
        writer.close()


def _neighbours(table: MomentsTable) -> tuple[np.ndarray, np.ndarray]:
    """For each chosen moment the nearest chosen ones, itself first, by their places in the file; and their distances."""
    from sklearn.neighbors import NearestNeighbors

    vectors = table.clusters.vectors[table.rows]
    found = NearestNeighbors(n_neighbors=min(NEIGHBOURS + 1, len(vectors))).fit(vectors)
    blocks = [found.kneighbors(vectors[first : first + 1024]) for first in range(0, len(vectors), 1024)]
    distances, ids = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return ids, distances


def write_fiftyone(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """A folder for FiftyOne: metadata.json, samples.json and data/ with the pictures.

    Load it with: fiftyone.Dataset.from_dir(FOLDER, dataset_type=fiftyone.types.FiftyOneDataset). Without a version in
    metadata.json it is taken for the form before release 0.8, whose fields are found from the samples.
    """
    (path / "data").mkdir(parents=True, exist_ok=True)
    brain = {
        "name": f"{table.project.name} {table.run.name}",
        "media_type": "image",
        "info": {"latent_parts": table.moments.parts, "clusters": table.look.to_json()},
    }
    write_json(path / "metadata.json", brain)
    with atomic_path(path / "samples.json") as temporary, temporary.open("w", encoding="utf-8") as stream:
        stream.write('{"samples": [')
        for place, sample in enumerate(_samples(table, path, settings)):
            stream.write(("," if place else "") + "\n" + write_json_text(sample))
            progress((place + 1) / len(table))
        stream.write("\n]}\n")


def _samples(table: MomentsTable, path: Path, settings: FileSettings) -> Iterator[dict[str, Any]]:
    names = table.clusters.names
    for row in table.rows.tolist():
        pair = table.moments.pairs.iloc[row]
        frame = picture(table, row, settings.picture_width, settings.blur)
        if frame is not None:
            (path / "data" / f"{pair['pair_id']}.jpg").write_bytes(jpeg(frame))
        label = int(table.clusters.labels[row])
        sample = {
            "filepath": f"data/{pair['pair_id']}.jpg",
            "tags": [mark.tag for mark in table.marks_of(row) if mark.tag],
            "pair_id": str(pair["pair_id"]),
            "video": table.project.video(str(pair["video_id"])).name,
            "time_s": float(pair["frame_time_s"]),
            "text": str(pair["text"]),
            "cluster": {"_cls": "Classification", "label": names[label]} if label >= 0 else None,
            "map": [float(value) for value in table.points[row]],
        }
        yield sample | ({"latent": table.moments.latents[row].tolist()} if settings.latents else {})
