"""EXMARaLDA's basic transcriptions (EXB): tiers of events between points of a common time line."""

from crvae_core.media.caption_formats.clock import number
from crvae_core.media.caption_formats.cues import LONGEST_TEXT, Cue, Reading
from crvae_core.media.caption_formats.tiers import Tier, take_tier
from crvae_core.media.caption_formats.xml_tree import Node


def read_exmaralda(root: Node, name: str, tier: str | None) -> Reading:
    """The tier that is chosen, or the one with the most words; points without a time give cues without one.

    Raises CaptionError if there is no such tier, or no text at all.
    """
    reading = Reading("exmaralda", one_clock=True)
    times = {
        point.attributes.get("id", ""): number(point.attributes.get("time", ""))
        for point in root.find_all("tli")
    }
    tiers = []
    for place, node in enumerate(root.find_all("tier"), start=1):
        told = node.attributes
        found = Tier(told.get("display-name") or told.get("id") or str(place))
        for event in node.children("event"):
            start, end = (times.get(event.attributes.get(key, "")) for key in ("start", "end"))
            found.cues.append(Cue(start, end, event.text()[:LONGEST_TEXT], event.line))
        tiers.append(found)
    take_tier(reading, tiers, tier, name)
    return reading
