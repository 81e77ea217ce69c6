"""Charts that were pinned to findings, drawn again for print: points, lines, bars and tables of colours of a plotly figure.

A figure is data that somebody may have sent: nothing in it is run, and what is not understood is not drawn.
"""

import base64
import binascii
import html
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from crvae_core.export.print_sheet import new_figure, plain_text, shortened
from crvae_core.export.settings import FileSettings

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PIXELS_PER_MM = 4.5  # of a page of the app, by which heights are taken over
MOST_VALUES = 200_000  # of one trace
MARKERS = {"circle": "o", "square": "s", "diamond": "D", "cross": "P", "x": "X", "triangle-up": "^"}
DASHES = {"dot": ":", "dash": "--", "dashdot": "-."}
_TAG = re.compile(r"<[^<>]{0,200}>")
_RGBA = re.compile(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*([\d.]+)\s*)?\)")
_KINDS = {"f8", "f4", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"}


class NotPrintableError(ValueError):
    """A figure holds what can't be drawn for print."""


def pinned_figure(figure: Mapping[str, Any], settings: FileSettings) -> "Figure":
    """A pinned figure for print; raises NotPrintableError for kinds of charts that aren't known here."""
    try:
        return _drawn(figure, settings)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, IndexError) as error:
        raise NotPrintableError(str(error)) from error


def _drawn(figure: Mapping[str, Any], settings: FileSettings) -> "Figure":
    layout = figure.get("layout") or {}
    height = float(layout.get("height") or 340) / PIXELS_PER_MM
    sheet, axes = new_figure(settings, float(np.clip(height, 25, 400)))
    places = _Places()
    for trace in figure["data"]:
        kind = trace.get("type", "scatter")
        if kind not in _DRAW:
            raise NotPrintableError(f"a chart of the kind {kind!r}")
        if trace.get("visible", True) is True:
            _DRAW[kind](axes, trace, places, settings)
    _shapes(axes, layout)
    _axis(axes, layout, places)
    handles, labels = axes.get_legend_handles_labels()
    if len(labels) > 1 and layout.get("showlegend", True):
        sheet.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    return sheet


class _Places:
    """Where names of categories lie on either axis, in the order in which they come."""

    def __init__(self) -> None:
        self.names: dict[str, dict[str, int]] = {"x": {}, "y": {}}

    def of(self, axis: str, values: Any, length: int | None = None) -> np.ndarray:
        """Values of a trace as numbers; names become places."""
        listed = _values(values) if values is not None else np.arange(length or 0)
        if listed.dtype.kind not in "OUS":
            return listed.astype(np.float64)
        try:
            return np.array([np.nan if one is None else float(one) for one in listed.tolist()])
        except (TypeError, ValueError):
            known = self.names[axis]
            return np.array([known.setdefault(str(one), len(known)) for one in listed.tolist()], np.float64)


def _values(value: Any) -> np.ndarray:
    """The numbers or texts of a trace, as plotly writes them: a list, or bytes with their kind."""
    if isinstance(value, Mapping):
        kind = value["dtype"].lstrip("<|=")
        if kind not in _KINDS:
            raise NotPrintableError(f"numbers of the kind {kind[:20]!r}")
        try:
            data = base64.b64decode(value["bdata"], validate=True)
        except binascii.Error as error:
            raise NotPrintableError(str(error)) from error
        found = np.frombuffer(data, np.dtype(kind).newbyteorder("<"))
        if shape := value.get("shape"):
            sizes = shape.split(",") if isinstance(shape, str) else shape
            found = found.reshape([int(size) for size in sizes])
    else:
        found = np.asarray(value, dtype=None if _numbers(value) else object)
    if found.size > MOST_VALUES:
        raise NotPrintableError(f"{found.size:,} values")
    return found


def _numbers(value: Any) -> bool:
    return all(isinstance(one, int | float) and not isinstance(one, bool) for one in value)


def _points(axes: "Axes", trace: Mapping[str, Any], places: _Places, settings: FileSettings) -> None:
    y = places.of("y", trace.get("y"), len(_values(trace["x"])) if trace.get("x") is not None else 0)
    x = places.of("x", trace.get("x"), len(y))
    mode = str(trace.get("mode") or "lines+markers")
    line, marker = trace.get("line") or {}, trace.get("marker") or {}
    name: dict[str, Any] = {"label": _text(trace["name"])} if _listed(trace) else {}
    if "lines" in mode:
        style = DASHES.get(str(line.get("dash")), "-")
        axes.plot(x, y, color=_colour(line.get("color"), "0.2"), ls=style, lw=1, **name)
        name = {}
    for across, error in ((True, trace.get("error_x")), (False, trace.get("error_y"))):
        if error and error.get("array") is not None:
            up = _values(error["array"]).astype(np.float64)
            below = error.get("arrayminus")
            down = up if below is None else _values(below).astype(np.float64)
            reach = np.abs(np.stack([down, up]))
            look: dict[str, Any] = {"xerr" if across else "yerr": reach, "fmt": "none", "lw": 1}
            axes.errorbar(x, y, **look, ecolor=_colours(marker, len(x), "0.2"))
    if "markers" in mode:
        colours = _colours(marker, len(x), _colour(line.get("color"), "0.2"))
        symbols = _listed_texts(marker.get("symbol", "circle"), len(x))
        for symbol in dict.fromkeys(symbols):
            own = np.array([one == symbol for one in symbols], dtype=bool)
            hollow = symbol.endswith("-open")
            axes.scatter(
                x[own], y[own], s=3 * settings.font_pt, marker=MARKERS.get(symbol.removesuffix("-open"), "o"),
                edgecolors=_some(colours, own) if hollow else "white", facecolors="none" if hollow else _some(colours, own),
                linewidths=0.8 if hollow else 0.3, zorder=3, rasterized=len(x) > 5_000, **name,
            )  # fmt: skip
            name = {}
    if "text" in mode and trace.get("text") is not None:
        for across, up, said in zip(x, y, _listed_texts(trace["text"], len(x)), strict=True):
            axes.annotate(_text(said), (across, up), fontsize=settings.font_pt * 0.75)


def _bars(axes: "Axes", trace: Mapping[str, Any], places: _Places, settings: FileSettings) -> None:
    lying = trace.get("orientation") == "h"
    along, across = ("y", "x") if lying else ("x", "y")
    lengths = places.of(across, trace[across])
    at = places.of(along, trace.get(along), len(lengths))
    thick = trace.get("width")
    size = 0.8 if thick is None else _values([thick] if isinstance(thick, int | float) else thick)
    base = trace.get("base")
    start: Any = 0.0 if base is None else _values([base] if isinstance(base, int | float) else base)
    colours = _colours(trace.get("marker") or {}, len(lengths), "0.5")
    name: dict[str, Any] = {"label": _text(trace["name"])} if _listed(trace) else {}
    if lying:
        axes.barh(
            at, lengths, height=size, left=start, color=colours, edgecolor="white", linewidth=0.3, **name
        )
    else:
        axes.bar(
            at, lengths, width=size, bottom=start, color=colours, edgecolor="white", linewidth=0.3, **name
        )


def _table(axes: "Axes", trace: Mapping[str, Any], places: _Places, settings: FileSettings) -> None:
    rows = trace["z"]
    z = _values(rows) if isinstance(rows, Mapping) else np.array([_values(row) for row in rows], np.float64)
    x = places.of("x", trace.get("x"), z.shape[1])
    y = places.of("y", trace.get("y"), z.shape[0])
    axes.pcolormesh(x, y, z.astype(np.float64), cmap="Greys", shading="nearest")
    for row, up in enumerate(y):
        for column, across in enumerate(x):
            value = z[row, column]
            if np.isfinite(value) and z.size <= 400:
                dark = value > np.nanmax(z) * 0.6
                axes.text(
                    across, up, f"{value:g}", ha="center", va="center", color="white" if dark else "black"
                )


def _shapes(axes: "Axes", layout: Mapping[str, Any]) -> None:
    """Lines that mark a place on one axis, through the whole of the other."""
    for shape in layout.get("shapes") or ():
        line = shape.get("line") or {}
        style = {
            "color": _colour(line.get("color"), "0.5"),
            "lw": 0.8,
            "ls": DASHES.get(str(line.get("dash")), "-"),
        }
        if shape.get("type") != "line":
            continue
        if shape.get("x0") == shape.get("x1") and str(shape.get("yref", "")).endswith("domain"):
            axes.axvline(float(shape["x0"]), **style)
        elif shape.get("y0") == shape.get("y1") and str(shape.get("xref", "")).endswith("domain"):
            axes.axhline(float(shape["y0"]), **style)
        elif shape.get("yref") != "paper" and shape.get("xref") != "paper":
            axes.plot([shape["x0"], shape["x1"]], [shape["y0"], shape["y1"]], **style)


def _axis(axes: "Axes", layout: Mapping[str, Any], places: _Places) -> None:
    for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        told = layout.get(f"{name}axis") or {}
        title = told.get("title")
        words = title.get("text") if isinstance(title, Mapping) else title
        axis.set_label_text(_text(words or ""))
        if told.get("type") == "log":
            (axes.set_xscale if name == "x" else axes.set_yscale)("log")
        limits = (axes.set_xlim, axes.get_xlim) if name == "x" else (axes.set_ylim, axes.get_ylim)
        if told.get("range") is not None and told.get("type") != "log" and not places.names[name]:
            first, last = (float(one) for one in told["range"])
            limits[0](first, last)
        if told.get("autorange") == "reversed":
            limits[0](*reversed(limits[1]()))
        if str(told.get("tickformat", "")).endswith("%"):
            axis.set_major_formatter(lambda value, _: f"{value:.0%}")
        if told.get("tickvals") is not None:
            texts = told.get("ticktext")
            at = _values(told["tickvals"]).astype(np.float64)
            shown = (
                [shortened(_text(one)) for one in _listed_texts(texts, len(at))]
                if texts is not None
                else None
            )
            axis.set_ticks(at, shown)
        elif names := places.names[name]:
            axis.set_ticks(range(len(names)), [shortened(_text(one)) for one in names])
        if told.get("visible") is False or told.get("showticklabels") is False:
            axis.set_ticks([])


def _listed(trace: Mapping[str, Any]) -> bool:
    """Whether a trace stands in the legend."""
    return bool(trace.get("name")) and trace.get("showlegend", True) is not False


def _listed_texts(value: Any, length: int) -> list[str]:
    return [str(value)] * length if isinstance(value, str) else [str(one) for one in _values(value).tolist()]


def _colours(marker: Mapping[str, Any], length: int, otherwise: Any) -> Any:
    """One colour, or one for each; numbers become shades."""
    value = marker.get("color")
    if value is None or isinstance(value, str):
        return _colour(value, otherwise)
    listed = _values(value)
    if listed.dtype.kind in "OUS":
        return [_colour(one, otherwise) for one in listed.tolist()]
    from matplotlib import colormaps

    low, high = float(np.nanmin(listed)), float(np.nanmax(listed))
    return colormaps["viridis"]((listed - low) / (high - low or 1.0))


def _some(colours: Any, own: np.ndarray) -> Any:
    """Those of several colours, or the one that all have."""
    several = isinstance(colours, list | np.ndarray) and len(colours) == len(own)
    return [colours[place] for place in np.flatnonzero(own)] if several else colours


def _colour(value: Any, otherwise: Any) -> Any:
    """A colour as matplotlib takes it; what is none becomes another one."""
    from matplotlib.colors import is_color_like

    if match := _RGBA.fullmatch(str(value)):
        red, green, blue = (min(255, int(one)) / 255 for one in match.groups()[:3])
        return red, green, blue, min(1.0, float(match[4] or 1))
    return value if isinstance(value, str) and is_color_like(value) else otherwise


def _text(value: Any) -> str:
    """A text without the signs that plotly takes for markup."""
    return plain_text(html.unescape(_TAG.sub(" ", str(value))))


_DRAW = {"scatter": _points, "scattergl": _points, "bar": _bars, "heatmap": _table}
