"""Subtitles read back by other programs."""

from io import StringIO

import pysubs2
import webvtt as other

from crvae_core.export.subtitles import srt, webvtt
from crvae_core.export.tiers import Annotation, Tier
from tests.export.films import film

HARD = Tier(
    "t", "captions", (Annotation(0, 900, "a <b> & --> c\n\n\nd"), Annotation(3_600_000, 3_600_001, ""))
)


def test_webvtt_is_read_back() -> None:
    found = other.from_buffer(StringIO(webvtt(film().tiers[0], "News --> | 新闻")))
    assert [caption.text for caption in found][1] == "overlaps the one before &amp; &lt;it&gt;"
    assert (found[1].start, found[1].end) == ("00:00:01.500", "00:00:04.000")
    hard = other.from_buffer(StringIO(webvtt(HARD)))
    assert [caption.text for caption in hard] == ["a &lt;b&gt; &amp; → c\nd", "&nbsp;"]


def test_subrip_is_read_back() -> None:
    found = pysubs2.SSAFile.from_string(srt(film().tiers[1]), format_="srt")
    assert [(event.start, event.end, event.text) for event in found] == [
        (1000, 9000, "street"), (3000, 5000, "crowd"), (9000, 12_000, "street"),
    ]  # fmt: skip
    assert len(pysubs2.SSAFile.from_string(srt(HARD), format_="srt")) == 2
