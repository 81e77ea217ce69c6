"""What a file is whose format is known by its look but not read, and whether a text only looks as if it had times."""

import re

from crvae_core.errors import CaptionError

FORMATS = "SRT, WebVTT, ASS, TTML, SAMI, JSON, CSV or plain text"
_EXPORT = "export the captions as SRT or WebVTT"
_DOCUMENTS = (  # how a text begins -> what it is
    (r"\{\\rtf", "a page or a document (RTF)"),
    (r"%PDF", "a page or a document (PDF)"),
    (r"%!PS", "a page or a document (PostScript)"),
    (r"# VobSub", "an index of subtitle pictures (VobSub)"),
    (r"Scenarist_SCC", "Scenarist SCC, which holds codes instead of text"),
    (r"-----BEGIN", "a key or a certificate"),
    (r"#EXTM3U", "a playlist (M3U8)"),
    (r"<MPD\b|<\?xml[^<]{0,200}<MPD\b", "a playlist (DASH)"),
    (r"@(?:UTF8|Begin|Font)\b", "a CHAT transcript of CLAN"),
    (r"<window\b", "RealText"),
    (r"#TIMERES|#T\d{1,3}\s", "JACOsub"),
    (r"DRVSP|CPC-\d|\*+ ?CPC", "a caption file of MacCaption (CPC)"),
    (r"File Format=MacCaption_MCC", "MacCaption MCC, which holds codes instead of text"),
    (r"\*\* ?Caption Number|\*T \d{2}:", "a caption file of Cheetah"),
    (
        r"(?:TITLE=[^\n]{0,200}\n|FILE=[^\n]{0,200}\n|AUTHOR=[^\n]{0,200}\n|NOTE=[^\n]{0,200}\n){0,6}FORMAT=(?:TIME|\d)",
        "MPSub",
    ),
    (r"-->> ?\d", "AQTitle"),
    (r"/\d{1,7}\n", "MacSUB"),
    (r"\*PART 1\*|\$\$\d", "a caption file of another program"),
)
_BEGINS = tuple((re.compile(rf"\s{{0,200}}(?:{sign})", re.IGNORECASE), what) for sign, what in _DOCUMENTS)
_CLOCK = re.compile(r"(?<![\d:])\d{1,2}[:;]\d{2}[:;]\d{2}(?:[.,:;]\d{1,3})?(?![\d:])")
_SHORT_CLOCK = re.compile(r"\s{0,20}[\[(<{]?\d{1,3}:\d{2}(?:[.,]\d{1,3})?[\])>}]?(?:\s|$|[:-])")
_CLOCK_ALONE = re.compile(r"^\s{0,20}[\[(<{]?\d{1,3}:\d{2}(?:[.,]\d{1,3})?[\])>}]?\s{0,20}$")
_NAMED_TIME = re.compile(
    r"\b(?:x(?:min|max)|t(?:min|max)|begin|start(?:[_ ]?time)?|end(?:[_ ]?time)?|time(?:stamp|code)?|onset|offset|in|out)"
    r"[\"']?\s{0,3}[=:]\s{0,3}[\"']?[\d.]{1,12}",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?:^|(?<=\s))\d{1,6}[.,]\d{1,9}(?=\s|$)")
_FEWEST = 2  # lines with times
_SHARE = 0.3  # of all lines that hold anything
_MANY = 0.8
_MANY_CLOCKS, _WORDS_A_CLOCK = 10, 60  # among words, on lines without end
_LOOKED_AT = 400_000  # characters


def refuse_known(text: str, name: str) -> None:
    """Raise CaptionError if the text begins as files of a format that is not read."""
    for begins, what in _BEGINS:
        if begins.match(text[:1000]):
            raise CaptionError(f"{name} is {what}: give captions as {FORMATS}")


def refuse_if_timed(text: str, name: str) -> None:
    """Raise CaptionError if lines carry times in a way that is not understood: they must not become words."""
    lines = [(number, line[:400]) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    for pattern, share in (
        (_CLOCK, _SHARE),
        (_NAMED_TIME, _SHARE),
        (_CLOCK_ALONE, _SHARE),
        (_SHORT_CLOCK, _MANY),
    ):
        found = [(number, match) for number, line in lines if (match := pattern.search(line))]
        if len(found) >= _FEWEST and len(found) >= share * len(lines):
            number, match = found[0]
            raise CaptionError(
                f"{name} looks timed ({len(found):,} of {len(lines):,} lines hold a time such as {match[0].strip()!r}, the "
                f"first line {number}), but its format is not known: {_EXPORT}"
            )
    clocks = _CLOCK.findall(text[:_LOOKED_AT])
    if len(clocks) >= _MANY_CLOCKS and len(clocks) * _WORDS_A_CLOCK >= text.count(" ", 0, _LOOKED_AT):
        raise CaptionError(
            f"{name} looks timed (it holds {len(clocks):,} clocks such as {clocks[0]!r} among its words), but its format "
            f"is not known: {_EXPORT}"
        )
    columns = [number for number, line in lines if len(_NUMBERS.findall(line)) > 1]
    if len(columns) >= _FEWEST and len(columns) >= _MANY * len(lines):
        raise CaptionError(
            f"{name} looks like a table of times without names ({len(columns):,} of {len(lines):,} lines, as in CTM or STM): "
            f"give it a line of names such as start, end, text, or {_EXPORT}"
        )
