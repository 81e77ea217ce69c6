"""The language of a caption file, told from its script and its most ordinary words."""

import re
from collections.abc import Iterable
from typing import Literal

from crvae_core.text.spelling import HAN, plain_spelling

Language = Literal["en", "zh", "other"]
LANGUAGES: tuple[Language, ...] = ("en", "zh", "other")

_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile("[ぁ-ゖァ-ヺｦ-ﾝ]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_WORDS = (
    "the of and to in that is was for it with as on be at by this have from or had not are but which you were they we "
    "their been has will would can do what there if who about when up out into your our just like know going get here "
    "my he she his her them how all some than then because more very these those could should did does i a an"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_OTHERS = tuple(
    frozenset(words.split())
    for words in (
        "le la les des une un est et que qui dans pour pas sur avec ce sont mais nous vous ils elle être cette au aux du je "
        "il plus ne se leur comme tout de en",
        "der die das und ist nicht ein eine zu den mit sich auf für von dem des auch es sie wir ich wird sind bei einen wie "
        "nach aus oder aber wenn noch im zum",
        "el la los las de que y en un una por con para es se del al lo como más pero sus le ha si sobre este ya entre cuando "
        "todo esta ser son también",
        "il lo la gli le di che e è un una per non con sono del della dei nel alla ma come anche più questo si ha",
        "o os as de que e do da em um uma para com não por mais dos das se na ao como mas foi ele tem à seu sua ou quando "
        "muito nos já eu também",
        "de het een en van ik te dat die niet zijn op aan met als voor er maar om dan zou wat mijn ook bij naar",
        "och det att som en på är av för med till den har inte om ett han men var jag sig från vi så kan og ikke jeg er et "
        "til der de",
        "nie się na do to że jest jak ale co tak za od po czy już tylko przez w i z",
        "bir ve bu için da de ile çok ne gibi daha değil olarak mi",
        "yang dan di ini itu dengan untuk tidak dari dalam akan pada saya ada",
        "có không là của và cho được người trong này một những",
        "je se na že to v jsem jsou ale jako jak tak by si ve",
        "a az és hogy nem egy is ez meg van de ha",
        "și în nu că este pe la cu din mai sunt un o de",
        "ja on ei se että hän mutta niin kun oli ovat",
    )
)
_FOREIGN_LETTERS = 0.03  # of all letters; English captions have fewer, in names


def detect_language(texts: Iterable[str]) -> Language:
    """Tell English, Chinese and other languages apart.

    Chinese if at least a quarter of all letters are Chinese characters (and few are Japanese kana); other if the script
    is neither Latin nor Chinese, or if another language's most ordinary words are more frequent than English ones.
    """
    text = plain_spelling("\n".join(texts)).lower()
    letters, han, kana = (len(pattern.findall(text)) for pattern in (_LETTER, _HAN, _KANA))
    if han and han >= 0.25 * letters and kana < 0.1 * (han + kana):
        return "zh"
    latin = len(_LATIN.findall(text))
    if latin < 0.5 * (letters - han) or kana > 0.1 * letters:
        return "other"
    return "en" if _looks_english(text, latin) else "other"


def _looks_english(text: str, latin: int) -> bool:
    words = _WORD.findall(text)
    english = sum(word in _ENGLISH for word in words)
    other = max(sum(word in names for word in words) for names in _OTHERS)
    if other > english and other >= 2 and other >= 0.08 * len(words):
        return False
    foreign = sum(ord(letter) > 127 for letter in _LATIN.findall(text))
    return not (foreign > _FOREIGN_LETTERS * latin and english < 0.15 * len(words))
