"""The part of a report on two groups: what Compare has found, each answer with its sentences and its chart."""

import html

import numpy as np

from crvae_core.export.compared import (
    COLOURS,
    ComparedFigure,
    compared_figures,
    compared_sentences,
    comparison_for,
)
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.report_charts import WIDTH, svg
from crvae_core.export.settings import FileSettings

MOST_SENTENCES = 30  # of one answer
ROW, LEFT, RIGHT = 30, 300, 20  # pixels


def compared_part(table: MomentsTable, settings: FileSettings) -> str:
    """The comparison as a part of the page; "" where there are no two groups, or nothing was asked about them yet."""
    comparison = comparison_for(table, settings)
    if comparison is None:
        return ""
    figures, others = compared_figures(comparison), compared_sentences(comparison)
    if not figures and not others:
        return ""
    first, second = comparison.sides.first.name, comparison.sides.second.name
    parts = [f'<h2 id="compare" dir="auto">{html.escape(f"{first} and {second}")}</h2>\n']
    for one in figures:
        parts.append(_answer(one.title, one.sentences, f'<div class="scroll">{interval_chart(one)}</div>'))
    parts += [_answer(title, sentences, "") for title, sentences in others]
    return "".join(parts)


def interval_chart(found: ComparedFigure) -> str:
    """A row per label, a point with its interval per group; told on pointing at them."""
    data = found.data
    labels, groups = list(dict.fromkeys(data["label"])), list(dict.fromkeys(data["group"]))
    known = data[["value", "low", "high"]].to_numpy(dtype=np.float64)
    known = known[np.isfinite(known)]
    low, high = min(0.0, float(known.min(initial=0.0))), max(float(known.max(initial=0.0)), 1e-9)

    def place(value: float) -> float:
        return LEFT + 10 + (value - low) / (high - low) * (WIDTH - LEFT - 10 - RIGHT)

    parts = [_tick(value, place(value), ROW * len(labels)) for value in ticks(low, high)]
    for number, label in enumerate(labels):
        shown = label if len(label) <= 42 else label[:41] + "…"
        parts.append(
            f'<text x="{LEFT}" y="{ROW * number + 19}" text-anchor="end">{html.escape(shown)}</text>'
        )
    for label, group, value, start, end, _ in data.itertuples(index=False):
        if not np.isfinite(value):
            continue
        number = groups.index(group)
        y = ROW * labels.index(label) + ROW / 2 + (number - (len(groups) - 1) / 2) * 8
        reach = f" ({start:.3g} to {end:.3g})" if np.isfinite(start + end) else ""
        title = html.escape(f"{label}, {group}: {value:.3g}{reach}")
        colour = COLOURS[number % 2]
        line = (
            f'<line x1="{place(start):.1f}" x2="{place(end):.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
            if reach
            else ""
        )
        mark = (
            f'<circle cx="{place(value):.1f}" cy="{y}" r="4" fill="{colour}"/>'
            if number % 2 == 0
            else f'<rect x="{place(value) - 4:.1f}" y="{y - 4}" width="8" height="8" fill="{colour}"/>'
        )
        parts.append(f"<g><title>{title}</title>{line}{mark}</g>")
    bottom = ROW * len(labels) + 34
    signs = ", ".join(f"{'●' if number % 2 == 0 else '■'} {group}" for number, group in enumerate(groups))
    parts.append(f'<text x="{LEFT + 10}" y="{bottom}">{html.escape(f"{found.unit}: {signs}")}</text>')
    return svg(WIDTH, bottom + 8, found.title, parts)


def ticks(low: float, high: float) -> list[float]:
    """Round values from low to high, some four to seven, 0 among them where it lies between."""
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low, high)
    reach = 1e-9 * (high - low)
    return [float(value) for value in found if low - reach <= value <= high + reach]


def _tick(value: float, x: float, height: int) -> str:
    colour = "#9AA5AE" if abs(value) < 1e-12 else "#E4E8EB"
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height}" stroke="{colour}"/>'
        f'<text x="{x:.1f}" y="{height + 14}" text-anchor="middle">{0.0 if abs(value) < 1e-12 else value:g}</text>'
    )


def _answer(title: str, sentences: tuple[str, ...], chart: str) -> str:
    said = "".join(f'<p dir="auto">{html.escape(one)}</p>' for one in sentences[1:MOST_SENTENCES])
    more = f"<details><summary>In detail</summary>{said}</details>" if said else ""
    lead = f'<p dir="auto">{html.escape(sentences[0])}</p>'
    return f"<h3>{html.escape(title)}</h3>\n{lead}\n{chart}{more}\n"
