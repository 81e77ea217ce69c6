"""Captions of words that come one by one, each with its times, as recognisers and annotators give them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from crvae_core.media.caption_formats.cues import Cue

_PAUSE_S = 0.8  # words further apart belong to different captions
_MOST_WORDS = 12
_SENTENCE_END = (".", "?", "!", "。", "？", "！", "…")
# Scripts written without blanks between words: Thai to Khmer, kana, Chinese characters
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_BETWEEN_UNSPACED = re.compile(rf"(?<={_UNSPACED}) (?={_UNSPACED})")
_LETTER = re.compile(r"\w")
_WORDS_IN_ONE = 1.3  # blanks-separated words of a text, on average, up to which texts are words


def are_words(texts: Sequence[str]) -> bool:
    """Whether each of the texts is one word, so that none is a caption by itself."""
    said = [len(text.split()) for text in texts if text.strip()]
    return len(said) > 2 and sum(said) <= _WORDS_IN_ONE * len(said) and sum(map(len, texts)) <= 16 * len(said)


def captions_of_words(words: Iterable[Cue]) -> Iterator[Cue]:
    """Captions of words that follow each other without a pause; they end with sentences, else after a dozen words.

    Words without a time (punctuation, or what could not be placed) go with the word before.
    """
    held: list[Cue] = []
    for word in words:
        if not word.text.strip():
            continue
        before = next((held_word for held_word in reversed(held) if held_word.start is not None), None)
        if before is not None and _LETTER.search(word.text) is not None and _is_over(held, before, word):
            yield _one(held)
            held = []
        held.append(word)
    if held:
        yield _one(held)


def _is_over(held: Sequence[Cue], before: Cue, word: Cue) -> bool:
    end = before.end if before.end is not None else before.start
    pause = end is not None and word.start is not None and word.start - end > _PAUSE_S
    spoken = sum(_LETTER.search(other.text) is not None for other in held)
    return pause or spoken >= _MOST_WORDS or held[-1].text.rstrip().endswith(_SENTENCE_END)


def _one(words: Sequence[Cue]) -> Cue:
    timed = [word for word in words if word.start is not None]
    if not timed:
        return replace(words[0], text=_joined(words), end=None)
    ends = [word.end for word in timed if word.end is not None]
    return replace(timed[0], text=_joined(words), end=max(ends) if ends else None)


def _joined(words: Sequence[Cue]) -> str:
    """The words with blanks between them: their own, if they bring them along (as tokens do), else one each."""
    if any(word.text[:1].isspace() for word in words[1:]):
        return "".join(word.text for word in words).strip()
    text = ""
    for word in words:
        plain = word.text.strip()
        text += (
            plain
            if not text or (_LETTER.search(plain) is None and plain not in {"-", "–", "—", "&"})
            else f" {plain}"
        )
    return _BETWEEN_UNSPACED.sub("", text)
