"""Figures for print, as SVG, PDF and PNG of a width in millimetres, from the same data as the figures of the pages.

Drawn by matplotlib without a browser and without a screen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from crvae_core.export.compared import ComparedFigure, compared_figures, compared_sheet, comparison_for
from crvae_core.export.figure_data import (
    cluster_data,
    curve_data,
    each_row,
    map_data,
    timeline_data,
    training_data,
    word_data,
)
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.print_pinned import NotPrintableError, pinned_figure
from crvae_core.export.print_sheet import MM, new_figure, plain_text, printed, shortened
from crvae_core.export.settings import FileSettings
from crvae_core.export.table_files import safe_table
from crvae_core.export.thumbnails import picture
from crvae_core.files import atomic_path, write_bytes
from crvae_core.notes.findings import Finding
from crvae_core.progress import Share
from crvae_core.wording import clock, count

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KINDS = (".svg", ".pdf", ".png")
MARKERS = ("o", "s", "D", "^", "P", "X", "*", "h", "v", "p")
HATCHES = ("", "///", "...", "\\\\\\", "xxx", "---", "+++", "ooo", "|||", "**")
MOST_POINTS_AS_SHAPES = 5_000  # of a map in SVG and PDF; more are drawn as pixels inside
MAP_PICTURES = 60  # of the map with thumbnails
SHEET = (6, 4)  # pictures of a contact sheet: across, down
MOST_SHEETS = 40  # contact sheets, and strips
STRIP = 12  # pictures of a film strip


def write_figures(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """A folder of all figures as SVG, PDF and PNG, each with its data as CSV and its caption as text."""
    path.mkdir(parents=True, exist_ok=True)
    with printed(settings):
        for place, drawn in enumerate(_figures(table, settings)):
            _write(drawn, path, settings)
            progress(min(0.99, (place + 1) / 14))
    progress(1.0)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A figure for print with its caption and its data, where these are a table."""

    name: str
    figure: "Figure"
    caption: str
    data: pd.DataFrame | None = None


def _write(drawn: Drawn, folder: Path, settings: FileSettings) -> None:
    figure, name = drawn.figure, drawn.name
    figure.set_dpi(settings.dpi)  # letters are measured as they are drawn
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # it is laid out once, not for every kind of file
    for kind in KINDS:
        with atomic_path(folder / f"{name}{kind}") as temporary:
            figure.savefig(temporary, format=kind[1:], dpi=settings.dpi, metadata=_no_date(kind))
    write_bytes(folder / f"{name}.txt", f"{drawn.caption}\n".encode("utf-8", "replace"))
    if drawn.data is not None:
        data = drawn.data if settings.raw else safe_table(drawn.data)
        written = data.to_csv(index=False, lineterminator="\r\n")
        write_bytes(folder / f"{name}.csv", written.encode("utf-8-sig", "replace"))
    _closed(figure)


def _figures(table: MomentsTable, settings: FileSettings) -> Iterator[Drawn]:
    """Every figure there is data for."""
    yield from _of_run(table, settings)
    yield from _of_pictures(table, settings)
    for compared in _compared(table, settings):
        yield Drawn(
            compared.name, compared_sheet(compared, settings), "\n".join(compared.sentences), compared.data
        )
    for place, finding in enumerate(table.marks.findings, start=1):
        if finding.figure is None:
            continue
        try:
            yield Drawn(
                f"finding-{place}", pinned_figure(finding.figure, settings), _finding_caption(finding)
            )
        except NotPrintableError:
            continue  # a kind of chart that only the app draws; the report shows it


def _of_run(table: MomentsTable, settings: FileSettings) -> Iterator[Drawn]:
    data = map_data(table)
    yield Drawn("map", _map(table, settings), _map_caption(table), data)
    yield Drawn("map-with-pictures", _map(table, settings, with_pictures=True), _map_caption(table))
    told = f"Moments of each cluster ({count(len(table), 'moment')} in all)."
    yield Drawn("clusters", _bars(table, settings), told, cluster_data(table))
    told = "Clusters along the time of each film."
    yield Drawn("timeline", _timeline(table, settings), told, timeline_data(table))
    if not (words := word_data(table)).empty:
        told = "Words that set each cluster apart: log-odds with 95% intervals."
        yield Drawn("words", _words(table, settings), told, words)
    if not (curves := curve_data(table)).empty:
        told = f"Measures over the number of clusters k; k = {table.look.k} is used."
        yield Drawn("curves", _curves(table, settings), told, curves)
    if not (training := training_data(table)).empty:
        told = "The course of the training over its epochs."
        yield Drawn("training", _training(table, settings), told, training)


def _of_pictures(table: MomentsTable, settings: FileSettings) -> Iterator[Drawn]:
    """Contact sheets of clusters, strips of films."""
    chosen = set(table.rows.tolist())
    for number in table.clusters.numbers[:MOST_SHEETS]:
        rows = [row for row in table.clusters.typical(number).tolist() if row in chosen]
        if rows:
            name = table.clusters.names[number]
            told = f"Contact sheet of the cluster {name}: its most typical moments first."
            yield Drawn(f"cluster-{number + 1}-sheet", _sheet(table, settings, rows, name), told)
    for place, video in enumerate(table.videos()[:MOST_SHEETS]):
        told = f"{video.name}: {STRIP} moments at even distances, with their clusters."
        yield Drawn(f"film-{place + 1}-strip", _strip(table, settings, video.video_id), told)


def _compared(table: MomentsTable, settings: FileSettings) -> list[ComparedFigure]:
    comparison = comparison_for(table, settings)
    return compared_figures(comparison) if comparison else []


def _finding_caption(finding: Finding) -> str:
    """What was pinned, what it says, and the note on it."""
    parts = [finding.title, *finding.sentences, finding.note]
    return "\n".join(" ".join(part.split()) for part in parts if part.strip())


def _map(table: MomentsTable, settings: FileSettings, with_pictures: bool = False) -> "Figure":
    data, sizes = map_data(table), cluster_data(table)
    figure, axes = new_figure(settings, settings.width_mm * 0.75)
    for number in sorted(set(data["cluster"])):
        own = data[data["cluster"] == number]
        colour, marker = _look(table, int(number), settings)
        axes.scatter(
            own["x"], own["y"], s=3 * settings.font_pt, c=colour, marker=marker, linewidths=0.3, edgecolors="white",
            label=plain_text(f"{own['cluster_name'].iloc[0]} ({len(own):,})"), rasterized=len(data) > MOST_POINTS_AS_SHAPES,
        )  # fmt: skip
    if with_pictures:
        _put_pictures(table, data, axes, settings)
    axes.set_axis_off()
    columns = 2 if len(sizes) > 4 else 1
    figure.legend(loc="outside lower center", ncols=columns, frameon=False, handletextpad=0.2)
    return figure


def _put_pictures(table: MomentsTable, data: pd.DataFrame, axes: "Axes", settings: FileSettings) -> None:
    """Thumbnails at moments that are spread over the map, each as far from the others as can be."""
    from matplotlib.offsetbox import AnnotationBbox, OffsetImage

    points = data[["x", "y"]].to_numpy(dtype=np.float64)
    for place in _spread(points, min(MAP_PICTURES, len(points))):
        frame = picture(table, int(table.rows[place]), 200, settings.blur)
        if frame is None:
            continue
        zoom = settings.width_mm * MM * 72 / 200 / 12
        box = AnnotationBbox(OffsetImage(frame, zoom=zoom), tuple(points[place]), frameon=True, pad=0.08)
        box.patch.set(edgecolor=_look(table, int(data["cluster"].iloc[place]), settings)[0], linewidth=1.2)
        axes.add_artist(box)


def _spread(points: np.ndarray, most: int) -> list[int]:
    """Places of points that keep their distance: each next one is the farthest from those before (farthest-point sampling)."""
    if not len(points):
        return []
    chosen = [int(np.argmin(np.linalg.norm(points - points.mean(axis=0), axis=1)))]
    far = np.linalg.norm(points - points[chosen[0]], axis=1)
    least = 0.06 * float(np.ptp(points, axis=0).max())
    while len(chosen) < most and far.max() > least:
        chosen.append(int(far.argmax()))
        far = np.minimum(far, np.linalg.norm(points - points[chosen[-1]], axis=1))
    return chosen


def _bars(table: MomentsTable, settings: FileSettings) -> "Figure":
    data = cluster_data(table)
    figure, axes = new_figure(settings, 12 + 6 * max(1, len(data)))
    for place, row in enumerate(each_row(data)):
        axes.barh(
            place,
            row.moments,
            color=_look(table, int(row.cluster), settings)[0],
            **_hatched(int(row.cluster), settings),
        )
    axes.set_yticks(range(len(data)), [plain_text(shortened(name)) for name in data["name"]])
    axes.invert_yaxis()
    axes.set_xlabel("moments")
    return figure


def _timeline(table: MomentsTable, settings: FileSettings) -> "Figure":
    data, videos = timeline_data(table), table.videos()
    figure, axes = new_figure(settings, 14 + 9 * max(1, len(videos)))
    places = {video.video_id: place for place, video in enumerate(videos)}
    for row in each_row(data):
        axes.barh(
            places[row.video_id], row.end_s - row.start_s, left=row.start_s, height=0.7,
            color=_look(table, int(row.cluster), settings)[0], **_hatched(int(row.cluster), settings),
        )  # fmt: skip
    axes.set_yticks(range(len(videos)), [plain_text(shortened(video.name)) for video in videos])
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(lambda value, _: clock(value))
    axes.set_xlabel("time")
    return figure


def _words(table: MomentsTable, settings: FileSettings) -> "Figure":
    data = word_data(table, 6)
    groups = list(data.groupby("cluster", sort=True))
    across = 2 if settings.width_mm >= 120 else 1
    down = -(-len(groups) // across)
    figure, grid = new_figure(settings, 34 * down, nrows=down, ncols=across, squeeze=False)
    for axes in grid.flat[len(groups) :]:
        axes.set_axis_off()
    for axes, (number, own) in zip(grid.flat, groups, strict=False):
        places = np.arange(len(own))
        error = [own["log_odds"] - own["low"], own["high"] - own["log_odds"]]
        axes.errorbar(
            own["log_odds"],
            places,
            xerr=error,
            fmt="o",
            ms=3,
            color=_look(table, int(str(number)), settings)[0],
            lw=1,
        )
        axes.axvline(0, color="0.6", lw=0.6, ls=":")
        axes.set_yticks(places, [plain_text(word) for word in own["word"]])
        axes.invert_yaxis()
        axes.set_title(plain_text(shortened(str(own["cluster_name"].iloc[0]))))
    return figure


def _curves(table: MomentsTable, settings: FileSettings) -> "Figure":
    return _lines(curve_data(table), "k", settings, table.look.k)


def _training(table: MomentsTable, settings: FileSettings) -> "Figure":
    data = training_data(table)
    numbers = [name for name in data.select_dtypes("number").columns if name != "epoch"][:8]
    return _lines(data[["epoch", *numbers]], "epoch", settings, None)


def _lines(data: pd.DataFrame, x: str, settings: FileSettings, marked: int | None) -> "Figure":
    names = [name for name in data.columns if name != x and data[name].notna().any()]
    across = 3 if settings.width_mm >= 120 else 2
    down = max(1, -(-len(names) // across))
    figure, grid = new_figure(settings, 34 * down, nrows=down, ncols=across, squeeze=False)
    for axes in grid.flat[len(names) :]:
        axes.set_axis_off()
    for axes, name in zip(grid.flat, names, strict=False):
        dense = len(data) > 40
        axes.plot(data[x], data[name], color="0.15", lw=1, marker=None if dense else "o", ms=2.5)
        if marked is not None:
            axes.axvline(marked, color="0.5", lw=0.8, ls="--")
        axes.set_title(name.replace("_", " "))
        axes.set_xlabel(x)
    return figure


def _sheet(table: MomentsTable, settings: FileSettings, rows: list[int], name: str) -> "Figure":
    across, down = SHEET
    return _grid(table, settings, rows[: across * down], across, plain_text(name))


def _strip(table: MomentsTable, settings: FileSettings, video_id: str) -> "Figure":
    own = np.flatnonzero((table.pairs["video_id"] == video_id).to_numpy())
    order = own[np.argsort(table.pairs["frame_time_s"].to_numpy()[own], kind="stable")]
    chosen = order[np.unique(np.linspace(0, len(order) - 1, min(STRIP, len(order))).round().astype(int))]
    rows = [int(table.rows[place]) for place in chosen]
    return _grid(table, settings, rows, max(1, len(rows)), plain_text(table.project.video(video_id).name))


def _grid(table: MomentsTable, settings: FileSettings, rows: list[int], across: int, title: str) -> "Figure":
    """Pictures in rows on one pair of axes, in millimetres, each with its time above and its cluster's colour below."""
    down = max(1, -(-len(rows) // across))
    cell = settings.width_mm / across
    line = settings.font_pt * 0.5  # millimetres for a line of text
    high = cell * 0.6 + line
    figure, axes = new_figure(settings, down * high + 2 * line, frame_on=False)
    axes.set(xlim=(0, settings.width_mm), ylim=(down * high + 2 * line, 0), xticks=[], yticks=[])
    axes.text(0, line, title, fontsize=settings.font_pt * 1.1, va="center")
    for place, row in enumerate(rows):
        left, top = place % across * cell + 0.5, 2 * line + place // across * high
        frame = picture(table, row, 200, settings.blur)
        bottom = top + line + cell * 0.57
        if frame is not None:
            axes.imshow(frame, extent=(left, left + cell - 1, bottom, top + line), aspect="auto")
        time_s = float(table.moments.pairs["frame_time_s"].iloc[row])
        axes.text(left, top + line * 0.55, clock(time_s), fontsize=settings.font_pt * 0.75, va="center")
        colour = _look(table, int(table.clusters.labels[row]), settings)[0]
        axes.plot([left, left + cell - 1], [bottom + 0.4, bottom + 0.4], color=colour, lw=1.5)
    axes.set(xlim=(0, settings.width_mm), ylim=(down * high + 2 * line, 0))
    return figure


def _look(table: MomentsTable, number: int, settings: FileSettings) -> tuple[str, str]:
    """Colour and marker of a cluster; in grey figures a shade, which its marker and hatching tell apart."""
    marker = MARKERS[number % len(MARKERS)] if number >= 0 else "."
    if settings.grey:
        return ("0.75" if number < 0 else str(round(0.1 + 0.14 * (number % 5), 2))), marker
    return table.clusters.colour(number), marker


def _hatched(number: int, settings: FileSettings) -> dict[str, Any]:
    if not settings.grey or number < 0:
        return {"edgecolor": "white", "linewidth": 0.3}
    return {"hatch": HATCHES[number % len(HATCHES)], "edgecolor": "white", "linewidth": 0.3}


def _map_caption(table: MomentsTable) -> str:
    from crvae_core.analysis.projection import METHODS

    look = table.look
    kind = "neighbours" if look.layout == "umap" else "perplexity"
    near = f" ({kind} {look.neighbours:g}, seed {look.map_seed})" if look.neighbours else ""
    return (
        f"{count(len(table), 'moment')} of {count(len(table.videos()), 'film')}, laid out by {METHODS[look.layout]}{near}; "
        f"colours and marks: {count(len(cluster_data(table)), 'cluster')}. Distances between groups say little."
    )


def _no_date(kind: str) -> dict[str, Any]:
    """So that the same data give the same file."""
    return {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(kind, {"Software": None})


def _closed(figure: "Figure") -> None:
    figure.clear()
