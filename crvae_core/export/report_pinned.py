"""Charts that were pinned with findings, as data in a report: as many as the page can bear, as exact as can be seen."""

from collections.abc import Mapping
from typing import Any

from crvae_core.json_text import write_json_text

CHART_BUDGET = 5_000_000  # bytes of the data of all pinned charts
MOST_CHART = 400_000  # bytes of one
TITLE_AWAY = 10  # pixels between the numbers of an axis and its title


def kept_charts(findings: Any) -> dict[int, str]:
    """The data of pinned charts, by the place of their finding, as long as there is room."""
    kept: dict[int, str] = {}
    left = CHART_BUDGET
    for place, finding in enumerate(findings):
        if finding.figure is None:
            continue
        data = write_json_text(_lighter(_with_margins(finding.figure)), separators=(",", ":"))
        data = data.replace("</", "<\\/")
        data = data.replace("<!--", "<\\u0021--")
        size = len(data.encode("utf-8", "replace"))
        if size <= min(MOST_CHART, left):
            kept[place] = data
            left -= size
    return kept


def _with_margins(figure: Mapping[str, Any]) -> dict[str, Any]:
    """A figure whose axes make room for their names, as the app's theme lets them: without it rows have no names."""
    layout = figure.get("layout")
    layout = dict(layout) if isinstance(layout, Mapping) else {}
    axes = {"xaxis", "yaxis"} | {name for name in layout if name.startswith(("xaxis", "yaxis"))}
    for name in axes:
        own = layout.get(name)
        axis = {"automargin": True} | (dict(own) if isinstance(own, Mapping) else {})
        if isinstance(title := axis.get("title"), Mapping):
            axis["title"] = {"standoff": TITLE_AWAY} | dict(title)
        layout[name] = axis
    return {**figure, "layout": layout}


def _lighter(value: Any) -> Any:
    """A figure with numbers as exact as they can be seen."""
    if isinstance(value, float):
        return float(f"{value:.5g}") if value == value and abs(value) != float("inf") else None
    if isinstance(value, dict):
        return {str(key): _lighter(inner) for key, inner in value.items() if key != "template"}
    if isinstance(value, list | tuple):
        return [_lighter(inner) for inner in value]
    return value
