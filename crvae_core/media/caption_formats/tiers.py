"""Layers of annotations of which one holds the words: the tiers of Praat and ELAN, the languages of SAMI."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.cues import CaptionNote, CaptionTier, Cue, Reading
from crvae_core.media.caption_formats.word_captions import are_words, captions_of_words

ALL = "*"  # every tier, in the order of time
_PARTS_OF_WORDS = re.compile(
    r"phon|segm|syll|mau$|kan$|^mas$|tones?$|tobi|breaks?|pitch|misc|gloss|^pos$|gesture|gaze|laut|silb",
    re.IGNORECASE,
)
_SHORT_WORD = 2.4  # letters, on average, below which the words of an alphabet are sounds
_ALPHABET = re.compile(r"[A-Za-z\u0250-\u02ff]")
_SILENCE = re.compile(
    r"<?(?:sil|sp|spn|silence|silent|p:|pause|breath|noise|eps|unk|nib|usb)>?|[#*\-_.]{1,3}|\(\.{1,3}\)",
    re.IGNORECASE,
)
_ENOUGH_WORDS = 0.9  # of the most words, for a tier of sentences to be preferred to one of words
_FEWEST_WORDS = 5  # one by one, above which they are joined to captions
_BESIDE_S = 0.05  # between two words that follow each other
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_NAMES_TOLD = 5


@dataclass
class Tier:
    """A layer: its name and what stands in it."""

    name: str
    cues: list[Cue] = field(default_factory=list)

    @property
    def said(self) -> list[Cue]:
        """What is no sign of silence."""
        return [cue for cue in self.cues if cue.text.strip() and _SILENCE.fullmatch(cue.text.strip()) is None]

    @property
    def words(self) -> int:
        """How many words it holds; Chinese characters and kana count as one each."""
        return sum(len(cue.text.split()) + len(_UNSPACED.findall(cue.text)) for cue in self.said)


def take_tier(reading: Reading, tiers: Sequence[Tier], wanted: str | None, name: str) -> None:
    """Fill a reading with one tier's cues, the others named.

    Args:
        wanted: the name of a tier, its number counted from 1, or "*" for all; the one with the most words if None.
        name: of the file, for messages.

    Raises CaptionError if there is no such tier, or if none holds words.
    """
    spoken = [tier for tier in tiers if tier.words]
    if not spoken:
        names = ", ".join(tier.name for tier in tiers[:_NAMES_TOLD]) or "none"
        raise CaptionError(
            f"{name} holds no caption text in its tiers ({names}): give the file with the transcript"
        )
    chosen = spoken if wanted == ALL else [_named(tiers, wanted, name)] if wanted else [_most_words(spoken)]
    reading.cues = sorted(
        (cue for tier in chosen for cue in _captions(tier)), key=lambda cue: cue.start or 0.0
    )
    reading.tiers = tuple(CaptionTier(tier.name, tier.words, tier in chosen) for tier in tiers)
    others = [f"{tier.name} ({tier.words:,})" for tier in spoken if tier not in chosen]
    if others:
        more = f" and {len(others) - _NAMES_TOLD} more" if len(others) > _NAMES_TOLD else ""
        sentence = (
            f"the file holds several tiers: {chosen[0].name} ({chosen[0].words:,} words) was read, "
            f"{', '.join(others[:_NAMES_TOLD])}{more} left out"
        )
        reading.notes.append(CaptionNote("tiers", sentence))


def _named(tiers: Sequence[Tier], wanted: str, name: str) -> Tier:
    plain = wanted.strip().casefold()
    for tier in tiers:
        if tier.name.strip().casefold() == plain:
            return tier
    if plain.isdecimal() and 1 <= int(plain) <= len(tiers):
        return tiers[int(plain) - 1]
    names = ", ".join(repr(tier.name) for tier in tiers[:20])
    raise CaptionError(f"{name} has no tier {wanted!r}: its tiers are {names}")


def _most_words(tiers: Sequence[Tier]) -> Tier:
    """The tier with the most words, of those that hold no sounds; of equals the one in sentences."""
    spoken = [tier for tier in tiers if not _holds_sounds(tier)] or list(tiers)
    most = max(tier.words for tier in spoken)
    return min(
        (tier for tier in spoken if tier.words >= _ENOUGH_WORDS * most), key=lambda tier: len(tier.said)
    )


def _holds_sounds(tier: Tier) -> bool:
    """Whether a tier holds sounds, syllables or codes instead of words, as its name or the length of its texts tells."""
    if _PARTS_OF_WORDS.search(tier.name):
        return True
    texts = [cue.text.strip() for cue in tier.said[:500]]
    alphabetic = [text for text in texts if _ALPHABET.search(text)]
    return (
        len(alphabetic) > 5
        and len(alphabetic) > 0.8 * len(texts)
        and are_words(texts)
        and sum(map(len, alphabetic)) < _SHORT_WORD * len(alphabetic)
    )


def _captions(tier: Tier) -> list[Cue]:
    """The cues of a tier; of one with a word in each, captions of words that belong together."""
    said = [replace(cue, part=0) for cue in tier.said]
    one_by_one = are_words([cue.text for cue in said]) and len(said) > _FEWEST_WORDS and _follow(said)
    return list(captions_of_words(said)) if one_by_one else said


def _follow(cues: Sequence[Cue]) -> bool:
    """Whether most cues begin where the one before ends, as words do."""
    timed = [(cue.start, cue.end) for cue in cues]
    beside = sum(
        end is not None and after is not None and after - end < _BESIDE_S
        for (_, end), (after, _) in itertools.pairwise(timed)
    )
    return beside > 0.3 * len(timed)
