"""The old encodings of single countries, told by how often their most frequent characters occur.

charset-normalizer alone reads captions in GBK as Korean.
"""

import re

SAMPLE_BYTES = 400_000  # what a decision looks at
_CHINESE = (
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好都然没日于起"
    "还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知样现分将外但身些与高意进把法此实回二理美点月明其种声全工"
    "這來國個說們為時會過學對裡後麼沒於還發當開見經頭動兩長樣現將與進實點種聲"
)
_CENTRAL = "ąćęłńóśźżáčďéěíňřšťúůýžôäöüßőűľĺŕăâîşţĄĆĘŁŃÓŚŹŻÁČĎÉŠŽÖÜ„”"
# Per encoding: characters that make up a good part of any text in it, and which part of what is not ASCII that is.
_FREQUENT = {
    "gb18030": (_CHINESE, 0.30),
    "big5": (_CHINESE, 0.30),
    "cp932": ("のにをはがてでとしたいるなかもれらこっうりさまきよくすんあけそどーちえめみ、。", 0.55),
    "euc_jp": ("のにをはがてでとしたいるなかもれらこっうりさまきよくすんあけそどーちえめみ、。", 0.55),
    "cp949": ("이다는의에을가하고지를은한사도로나기아어그서자니해인시대요리있라거들만일게정습", 0.40),
    "cp1251": ("оеаинтсрвлкмдпуяыьгзбчйх", 0.85),
    "koi8_r": ("оеаинтсрвлкмдпуяыьгзбчйх", 0.85),
    "cp1253": ("αοιετσνηυρπκμλςόίέά", 0.80),
    "cp1255": ("יוהלאתרמבשנעחדפקםכגן", 0.85),
    "cp1256": ("اليمنورتبةعدسفهكقحجشطىأص", 0.80),
    "cp874": ("่านรอกเงมยล้วดทตสะปบคหแจพชขใไโัิีืุู", 0.80),
    "cp1252": ("éèêëàâäáãåæçùûüúîïíìôöóòõøñßœÉÈÊÀÂÇÄÖÜÑÅØÆÁÍÓÚŒÔ«»¿¡’‘“”–—…°€£ºª\xa0", 0.97),
    "cp1250": (_CENTRAL, 0.97),
    "iso8859_2": (_CENTRAL, 0.97),
    "cp1254": ("çğışöüâîûÇĞİŞÖÜ’“”", 0.97),
}  # fmt: skip
_ALPHABETS = {"cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874"}  # whole words of foreign letters
_LATIN = {"cp1252", "cp1250", "iso8859_2", "cp1254"}  # foreign letters among ASCII: nearly all must fit
_FOREIGN_BESIDE_ASCII = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
_FITS = 0.45  # of its usual part of frequent characters; wrong decodings stay below 0.2


def national_encoding(data: bytes) -> str | None:
    """The encoding whose frequent characters occur most, by its own measure; None if none fits."""
    sample = whole_lines(data)
    scores = {encoding: _score(sample, encoding) for encoding in _FREQUENT}
    best = max(scores, key=scores.__getitem__)
    if scores[best] < _FITS:
        return None
    if best == "cp1252":
        letters = set(data.decode(best, errors="replace"))
        return "cp1250" if letters & set("õû") and not letters & set("ãçàèêâîô") else best  # Hungarian
    return best


def whole_lines(data: bytes) -> bytes:
    """A sample that does not end inside a character."""
    if len(data) <= SAMPLE_BYTES:
        return data
    return data[:SAMPLE_BYTES].rpartition(b"\n")[0] or data[:SAMPLE_BYTES]


def _score(sample: bytes, encoding: str) -> float:
    frequent, usual = _FREQUENT[encoding]
    text = sample.decode(encoding, errors="replace")
    foreign = [character for character in text if ord(character) > 127]
    wrong = text.count("\ufffd") + sum("\ue000" <= character <= "\uf8ff" for character in foreign)
    if not foreign or wrong > 0.01 * len(foreign):
        return 0.0
    if encoding in _ALPHABETS and len(_FOREIGN_BESIDE_ASCII.findall(text)) > 0.2 * len(foreign):
        return 0.0
    known = set(frequent)
    share = sum(character in known for character in foreign) / len(foreign)
    if encoding in _LATIN and share < 0.95:
        return 0.0
    return min(share / usual, 1.2)
