"""What `check` says of each video to people."""

from collections.abc import Iterator
from typing import Any

from crvae_core.wording import clock, percent

_MOST_WORDS = 8  # of those without a vector


def readable_quality(result: dict[str, Any]) -> str:
    """A paragraph per video: how its captions and frames meet, and which words have no vector."""
    if not result:
        return "the project has no videos yet: add one with `ingest`"
    return "\n\n".join(
        "\n".join([f"{found['name']} ({video_id})", *_lines(found)]) for video_id, found in result.items()
    )


def _lines(found: dict[str, Any]) -> Iterator[str]:
    meets, words = found["alignment"], found["words"]
    yield f"  pairs               {meets['pairs']:,}, {meets['pairs_per_minute']:.1f} a minute"
    yield f"  time with words     {percent(meets['speech_share'])}"
    yield f"  frames              {meets['frames']:,}"
    yield f"    in silence        {meets['silent_frames']:,}"
    yield f"    no caption took   {meets['untaken_frames']:,}"
    if meets["frames_shared"]:
        yield f"    with two captions {meets['frames_shared']:,}"
    yield f"  captions left out   {meets['segments_without_frame']:,}"
    yield f"  distance            {meets['median_shift_s']:.1f} s from a frame to the start of its words, in the middle"
    if meets["gaps"]:
        gaps = ", ".join(f"{clock(start)} to {clock(end)}" for start, end in meets["gaps"])
        yield f"  without words       longest: {gaps}"
    yield f"  words               {words['tokens']:,}, {words['types']:,} different"
    yield f"    unknown           {_share(words['unknown_token_share'])}{_named(words['frequent_unknown'])}"
    put_together = max(0.0, words["missing_token_share"] - words["unknown_token_share"])
    yield f"    put together      {_share(put_together)}"
    for said in (words["advice"], found["proposal"], found["early_frames"]):
        if said:
            yield f"  {said}"


def _share(share: float) -> str:
    return f"{percent(share)} of all words"


def _named(frequent: list[Any]) -> str:
    if not frequent:
        return ""
    more = ", ..." if len(frequent) > _MOST_WORDS else ""
    return f": {', '.join(f'{word} ({times})' for word, times, *_ in frequent[:_MOST_WORDS])}{more}"
