"""Tiers as subtitles: WebVTT and SubRip, for captions, names of clusters, tags."""

from crvae_core.export.tiers import Annotation, Tier, without_overlap


def webvtt(tier: Tier, title: str = "") -> str:
    """A tier as WebVTT (W3C); markup characters are escaped, blank lines within a text closed."""
    head = "WEBVTT" + (f" - {_line(title)}" if title else "")
    blocks = [head]
    if tier.language:
        blocks[0] += f"\nLanguage: {tier.language}"
    for entry in _cues(tier):
        blocks.append(f"{_clock(entry.start_ms, '.')} --> {_clock(entry.end_ms, '.')}\n{_vtt_text(entry)}")
    return "\n\n".join(blocks) + "\n"


def srt(tier: Tier) -> str:
    """A tier as SubRip."""
    entries = enumerate(_cues(tier), start=1)
    return "\n".join(
        f"{number}\n{_clock(entry.start_ms, ',')} --> {_clock(entry.end_ms, ',')}\n{_lines(entry.text)}\n"
        for number, entry in entries
    )


def _cues(tier: Tier) -> list[Annotation]:
    """Captions follow each other; everything else may lie upon each other, as players show it."""
    if tier.kind == "captions":
        return without_overlap(tier.annotations)
    return sorted(tier.annotations, key=lambda entry: (entry.start_ms, entry.end_ms))


def _vtt_text(entry: Annotation) -> str:
    text = _lines(entry.text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text or "&nbsp;"


def _lines(text: str) -> str:
    """A text without blank lines, which end a block, and without an arrow, which begins one."""
    return "\n".join(line for line in text.split("\n") if line.strip()).replace("-->", "→")


def _line(text: str) -> str:
    return " ".join(text.replace("-->", "→").split())


def _clock(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{rest:03d}"
