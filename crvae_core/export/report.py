"""The report: findings with their pictures and charts in one HTML file that fetches nothing, and prints well.

A policy in the file forbids every request, whatever is in the texts of people and films.
"""

import html
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crvae_core import __version__
from crvae_core.export import report_charts as charts
from crvae_core.export.figure_data import cluster_data, curve_data, each_row, map_data, timeline_data
from crvae_core.export.methods import Methods, methods_of
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.references import WORKS, bibliography
from crvae_core.export.report_compared import compared_part
from crvae_core.export.report_pinned import kept_charts
from crvae_core.export.report_style import POLICY, SCRIPT, STYLE
from crvae_core.export.settings import FileSettings
from crvae_core.export.thumbnails import data_url, picture, rows_of
from crvae_core.files import atomic_path
from crvae_core.notes.findings import Finding
from crvae_core.progress import Share
from crvae_core.wording import clock, count, percent

MOST_PICTURES = 1_500  # of all findings together, which keeps 300 findings below 20 MB
PICTURES_OF_ONE = (3, 12)  # of a finding: at least, at most
PICTURE_BUDGET = 10_000_000  # bytes of all pictures, as they stand in the file
QUALITIES = (82, 60, 40)


def write_report(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """Write the report of a run: findings in order, map, clusters, films, methods, how to cite."""
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8", errors="replace") as stream:
        for part in _page(table, settings, progress):
            stream.write(part)
    progress(1.0)


def _page(table: MomentsTable, settings: FileSettings, progress: Share) -> Iterator[str]:
    title = settings.title or table.project.name
    found = methods_of(table)
    findings = table.marks.findings
    kept = kept_charts(findings)
    language = "zh" if table.look.reader == "zh" else "en"
    yield (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8">\n{POLICY}\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )
    yield _head(table, title, settings)
    yield '<h2 id="findings">Findings</h2>\n' if findings else ""
    pictures = _Pictures(table, settings, len(findings))
    for number, finding in enumerate(findings, start=1):
        yield _finding(number, finding, pictures, number - 1 in kept)
        progress(0.9 * number / len(findings))
    yield _run_part(table)
    yield _clusters(table, pictures)
    yield compared_part(table, settings)
    yield _codebook(table)
    yield _films(table)
    yield _methods(found)
    yield _citing(table, title, settings)
    yield "</main>\n"
    if kept:
        from plotly.offline import get_plotlyjs

        yield f"<script>{get_plotlyjs()}</script>\n"
        for place, figure in kept.items():
            yield f'<script type="application/json" id="chart-{place + 1}">{figure}</script>\n'
        yield f"<script>{SCRIPT}</script>\n"
    yield "</body>\n</html>\n"


def _head(table: MomentsTable, title: str, settings: FileSettings) -> str:
    facts = [
        count(len(table.videos()), "film"),
        _moments(table),
        count(len(set(table.labels.tolist()) - {-1}), "cluster"),
        count(len(table.marks.findings), "finding"),
    ]
    by = f"{_text(settings.author)} · " if settings.author else ""
    day = datetime.now(UTC).date().isoformat()
    return (
        f'<header><h1 dir="auto">{_text(title)}</h1>\n<p class="facts">{by}{day} · {" · ".join(facts)} · '
        f"run {_text(table.run.name)}</p></header>\n"
    )


def _moments(table: MomentsTable) -> str:
    """Of how many moments the report is, and why where it is not of all of the run."""
    total = len(table.moments)
    if len(table) == total:
        return count(total, "moment")
    why = " (those of the findings)" if table.selection.what == "findings" else ""
    return f"{len(table):,} of {count(total, 'moment')}{why}"


class _Pictures:
    """Thumbnails as parts of the page, each with its time and caption; as many and as fine as the page can bear."""

    def __init__(self, table: MomentsTable, settings: FileSettings, findings: int) -> None:
        self.table, self.settings = table, settings
        least, most = PICTURES_OF_ONE
        self.of_one = max(least, min(most, MOST_PICTURES // max(1, findings)))
        self._left = PICTURE_BUDGET
        self._expected = max(1, findings) * self.of_one

    def row(self, rows: list[int]) -> str:
        """Some moments beside each other."""
        shown = "".join(self._one(row) for row in rows[: self.of_one])
        more = len(rows) - self.of_one
        told = f'<p class="more">and {count(more, "more moment")}</p>' if more > 0 else ""
        return f'<div class="pictures">{shown}</div>{told}\n' if rows else ""

    def _one(self, row: int) -> str:
        pair = self.table.moments.pairs.iloc[row]
        video = self.table.project.video(str(pair["video_id"]))
        frame = picture(self.table, row, self.settings.picture_width, self.settings.blur)
        drawn = '<div class="missing">no picture</div>'
        if frame is not None:
            address = self._address(frame)
            alt = f"{video.name}, {clock(pair['frame_time_s'])}"
            drawn = (
                f'<img src="{address}" width="{frame.shape[1]}" height="{frame.shape[0]}" alt="{_text(alt)}">'
            )
        words = _text(str(pair["text"]))
        return (
            f'<figure style="width:{self.settings.picture_width}px">{drawn}<figcaption><b dir="auto">{_text(video.name)}</b> '
            f'{clock(pair["frame_time_s"])}<br><span dir="auto" lang="{_language(video.language)}">{words}</span>'
            "</figcaption></figure>"
        )

    def _address(self, frame: Any) -> str:
        """The picture in the quality that the room left allows."""
        share = self._left / max(1, self._expected)
        for quality in QUALITIES:
            address = data_url(frame, quality)
            if len(address) <= share:
                break
        self._left -= len(address)
        self._expected -= 1
        return address


def _finding(number: int, finding: Finding, pictures: _Pictures, with_chart: bool) -> str:
    said = "".join(f'<p dir="auto">{_text(sentence)}</p>' for sentence in finding.sentences)
    note = f'<blockquote dir="auto">{_lines(finding.note)}</blockquote>' if finding.note else ""
    origin = f"from {finding.page}" if finding.page else ""
    by = " · ".join(part for part in (finding.coder, finding.created[:10], origin) if part)
    chart = f'<div class="chart" data-chart="chart-{number}"></div>' if with_chart else ""
    if finding.figure is not None and not with_chart:
        chart = '<p class="more">Its chart has too many points for this report; the app shows it.</p>'
    rows = rows_of(pictures.table, finding.moments)
    return (
        f'<section class="finding" id="finding-{number}"><h3 dir="auto">{number}. {_text(finding.title)}</h3>\n{said}{note}'
        f'{chart}{pictures.row(rows)}<p class="by">{_text(by)}</p></section>\n'
    )


def _run_part(table: MomentsTable) -> str:
    data, sizes = map_data(table), cluster_data(table)
    colours = dict(zip(sizes["cluster"].tolist(), sizes["colour"], strict=True))
    strips = timeline_data(table)
    parts = [
        '<h2 id="map">Map and clusters</h2>\n',
        _shares_of(table),
        f'<div class="scroll">{charts.map_chart(data, colours)}</div>\n',
    ]
    if len(data) > charts.MOST_POINTS:
        parts.append(f'<p class="more">{charts.MOST_POINTS:,} of {len(data):,} moments are drawn.</p>\n')
    titles = [
        f"{row.name}: {count(int(row.moments), 'moment')}, {percent(row.share)}" for row in each_row(sizes)
    ]
    names, numbers = sizes["name"].tolist(), sizes["moments"].tolist()
    bars = charts.bar_chart(names, numbers, sizes["colour"].tolist(), titles)
    parts.append(f'<div class="scroll">{bars}</div>\n')
    for video in table.videos():
        own = strips[strips["video_id"] == video.video_id]
        parts.append(
            f'<figure class="strip"><figcaption dir="auto">{_text(video.name)}</figcaption>'
            f'<div class="scroll">{charts.strip_chart(own, colours, video.duration_s)}</div></figure>\n'
        )
    curves = curve_data(table)
    drawn = [
        f'<figure class="curve"><figcaption>{_text(name.replace("_", " "))}</figcaption>{chart}</figure>'
        for name in curves.columns
        if name != "k" and (chart := charts.line_chart(curves, "k", name))
    ]
    if drawn:
        parts.append(
            f'<details><summary>Curves over k</summary><div class="curves">{"".join(drawn)}</div></details>\n'
        )
    return "".join(parts)


def _shares_of(table: MomentsTable) -> str:
    """What shares are of, where not all moments of the run are in the report."""
    if len(table) == len(table.moments):
        return ""
    return f'<p class="more">Only {_moments(table)} are drawn and counted here; shares are of these.</p>\n'


def _clusters(table: MomentsTable, pictures: _Pictures) -> str:
    sizes = cluster_data(table)
    rows = "".join(
        f'<tr><td><span class="dot" style="background:{row.colour}"></span></td><td dir="auto">{_text(row.name)}</td>'
        f'<td class="number">{row.moments:,}</td><td class="number">{percent(row.share)}</td>'
        f'<td dir="auto">{_text(row.words) or "none surely"}</td>'
        f'<td dir="auto">{_lines(table.clusters.note(int(row.cluster)).note)}</td></tr>'
        for row in each_row(sizes)
    )
    head = _heads(("", "Cluster", "Moments", "Share", "Words that set it apart", "Note"), numbers=(2, 3))
    found = [f'<div class="scroll"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>\n']
    chosen = set(table.rows.tolist())
    for row in each_row(sizes):
        typical = [int(one) for one in table.clusters.typical(int(row.cluster)) if int(one) in chosen][:4]
        found.append(f'<h4 dir="auto">{_text(row.name)}: most typical</h4>{pictures.row(typical)}')
    return "".join(found)


def _codebook(table: MomentsTable) -> str:
    names = table.marks.tag_names()
    if not names:
        return ""
    used = {tag: sum(mark.tag == tag for mark in table.marks.tags) for tag in names}
    book = table.marks.codebook
    rows = "".join(
        f'<tr><td dir="auto">{_text(tag)}</td><td dir="auto">{_lines(book[tag].definition if tag in book else "")}</td>'
        f'<td class="number">{used[tag]:,}</td></tr>'
        for tag in names
    )
    head = _heads(("Tag", "Definition", "Given"), numbers=(2,))
    found = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    return f'<h2 id="codebook">Codebook</h2>\n<div class="scroll">{found}</div>\n'


def _films(table: MomentsTable) -> str:
    known = [table.properties[video.video_id] for video in table.videos()]
    columns = [
        column
        for column in table.property_columns
        if column.title != "source" and any(told.get(column.title) for told in known)
    ]
    titles = [column.title.capitalize() for column in columns]
    head = _heads(("Film", "Length", "Language", *titles, "Source"), numbers=(1,))
    rows = []
    for video in table.videos():
        told = table.properties[video.video_id]
        cells = "".join(f'<td dir="auto">{_text(told.get(column.title, ""))}</td>' for column in columns)
        rows.append(
            f'<tr><td class="long" dir="auto">{_text(video.name)}</td><td class="number">{clock(video.duration_s)}</td>'
            f"<td>{_text(video.language)}</td>{cells}<td class='long'>{_link(table.link(video.video_id))}</td></tr>"
        )
    return (
        f'<h2 id="films">Films</h2>\n<div class="scroll"><table><thead>{head}</thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>\n"
    )


def _heads(titles: Sequence[str], numbers: Collection[int]) -> str:
    """The heads of a table; numbers: the columns of numbers, counted from 0, whose heads stand where the numbers do."""
    kinds = (' class="number"' if place in numbers else "" for place in range(len(titles)))
    return (
        "<tr>"
        + "".join(f"<th{kind}>{_text(title)}</th>" for kind, title in zip(kinds, titles, strict=True))
        + "</tr>"
    )


def _link(address: str) -> str:
    """Where a film can be found; a link where it is one of the web, followed only by a click."""
    if address.startswith(("http://", "https://")):
        return f'<a href="{_text(address)}" rel="noreferrer noopener">{_text(address)}</a>'
    return _text(address)


def _methods(found: Methods) -> str:
    paragraphs = "".join(f"<p>{_text(text)}</p>" for text in found.paragraphs)
    works = "".join(
        f"<li>{_text(WORKS[key].line().replace('{', '').replace('}', ''))}</li>"
        for key in sorted(found.works)
    )
    return (
        f'<h2 id="methods">Methods</h2>\n{paragraphs}\n<h3>References</h3>\n<ul class="works">{works}</ul>\n'
        f"<details><summary>BibTeX</summary><pre>{_text(bibliography(found.works))}</pre></details>\n"
    )


def _citing(table: MomentsTable, title: str, settings: FileSettings) -> str:
    year = datetime.now(UTC).year
    author = settings.author or "(author)"
    films = count(len(table.videos()), "film")
    cited = f"{author} ({year}). {title} [report of {films}, made with CRVAE explorer {__version__}]."
    return (
        f'<h2 id="cite">How to cite</h2>\n<p dir="auto">{_text(cited)}</p>\n<p class="more">Run {_text(table.run.name)}; '
        f"moments and their vectors: {table.moments.digest({'report': 1})}.</p>\n"
    )


def _language(code: str) -> str:
    return code if code in ("en", "zh") else "und"


def _text(text: str) -> str:
    return html.escape("".join(sign for sign in text if sign.isprintable() or sign in "\n\t"))


def _lines(text: str) -> str:
    return _text(text).replace("\n", "<br>")
