"""Markers for editing programs: an edit decision list (CMX 3600) whose events are markers, as DaVinci Resolve reads them."""

from collections.abc import Iterable

from crvae_core.export.tiers import Annotation, FilmTiers
from crvae_core.export.timecode import FrameRate

COLOURS = (
    "Blue", "Cyan", "Green", "Yellow", "Red", "Pink", "Purple", "Fuchsia",
    "Rose", "Lavender", "Sky", "Mint", "Lemon", "Sand", "Cocoa", "Cream",
)  # fmt: skip
START_HOUR = 1  # where the timeline of an editor usually begins: 01:00:00:00


def edl(film: FilmTiers, rate: FrameRate, start_hour: int = START_HOUR) -> str:
    """The markers of all tiers of a film, in the order of time, a colour per tier.

    Args:
        film: its tiers. rate: of the editor's timeline.
        start_hour: where that timeline begins.
    """
    first = start_hour * 3600 * rate.counted if not rate.drop else _frame_at_hour(rate, start_hour)
    lines = [f"TITLE: {_plain(film.title)}", f"FCM: {'DROP FRAME' if rate.drop else 'NON-DROP FRAME'}", ""]
    for number, (colour, name, entry) in enumerate(_markers(film), start=1):
        begin = first + rate.frame(entry.start_ms / 1000)
        length = max(1, first + rate.frame(entry.end_ms / 1000) - begin)
        here, behind = rate.timecode(begin), rate.timecode(begin + 1)
        lines.append(f"{number:03d}  001      V     C        {here} {behind} {here} {behind}  ")
        lines.append(f"{_plain(entry.text)} |C:ResolveColor{colour} |M:{_plain(name)} |D:{length}")
        lines.append("")
    return "\r\n".join(lines)


def _markers(film: FilmTiers) -> Iterable[tuple[str, str, Annotation]]:
    found = [
        (COLOURS[place % len(COLOURS)], tier.name, entry)
        for place, tier in enumerate(film.tiers)
        for entry in tier.annotations
    ]
    return sorted(found, key=lambda marker: marker[2].start_ms)


def _frame_at_hour(rate: FrameRate, hour: int) -> int:
    """The frame number whose drop-frame timecode is that whole hour."""
    minutes, each = hour * 60, rate.counted // 15
    return hour * 3600 * rate.counted - each * (minutes - minutes // 10)


def _plain(text: str) -> str:
    """One line without the sign that separates fields."""
    return " ".join(text.replace("|", "/").split())
