"""What a column of a table (or a field of an object) holds, told from its name in many languages."""

import re
from dataclasses import dataclass
from functools import lru_cache

# Names that must match whole, since they are ordinary words; more telling ones match as one word of several.
_START = {"start", "begin", "begins", "starts", "onset", "startzeit", "beginn", "anfang", "anfangszeit", "début", "debut",
          "inicio", "início", "comienzo", "inizio", "begintijd", "aanvang", "начало", "starttid", "tcin", "początek",
          "başlangıç", "entrada", "entrée", "entree", "attacco", "eingang", "イン", "인", "入",
          "starttime", "begintime", "startms", "startsec", "timein", "xmin", "tmin"}  # fmt: skip
_START_ALONE = {"in", "from", "von", "de", "da", "desde", "van", "od", "offset", "t", "с", "t0", "t1"}
_TIME = {"time", "timestamp", "timestamps", "timecode", "tc", "zeit", "zeitstempel", "zeitpunkt", "temps", "tiempo", "tempo",
         "tijd", "tid", "время", "clock", "position", "heure", "hora", "ora", "czas", "zaman", "seconds", "second", "sec",
         "secs", "sekunden", "ms", "milliseconds", "timing"}  # fmt: skip
_END = {"end", "ends", "stop", "finish", "endzeit", "ende", "fin", "final", "fim", "fine", "eindtijd", "einde", "конец",
        "sluttid", "slut", "tcout", "koniec", "bitiş", "salida", "sortie", "saída", "saida", "uscita", "stacco", "ausgang",
        "アウト", "아웃", "出", "endtime", "endms", "timeout", "xmax", "tmax"}  # fmt: skip
_END_ALONE = {"out", "to", "bis", "à", "a", "hasta", "até", "tot", "do", "offset", "по", "t2"}
_LENGTH = {"duration", "dur", "length", "dauer", "länge", "durée", "duree", "duración", "duracion", "duração", "durata",
           "duur", "lengte", "długość", "длительность", "varaktighet", "süre", "durationms"}  # fmt: skip
_TEXT = ("text", "texts", "caption", "captions", "subtitle", "subtitles", "transcript", "transcription", "utterance", "utf8",
         "sentence", "sentences", "speech", "spoken", "dialogue", "dialog", "content", "payload", "annotation", "untertitel",
         "satz", "inhalt", "gesprochen", "texte", "phrase", "transkript", "transkription", "texto", "subtítulo", "subtítulos",
         "testo", "sottotitolo", "sottotitoli", "tekst", "ondertitel", "napisy", "текст", "субтитры", "undertext", "metin",
         "line", "snippet", "body", "message", "said", "word", "words",
         # of markers and lists of shots; the names of markers only where nothing better is there
         "description", "beschreibung", "descripción", "descripcion", "descrizione", "descrição", "descricao", "beschrijving",
         "opis", "описание", "comment", "comments", "kommentar", "kommentare", "commentaire", "commentaires", "comentario",
         "comentário", "commento", "note", "notes", "notiz", "notizen", "notas", "remark", "remarks", "label", "labels",
         "markername", "marker", "markers", "title", "titel", "titre", "name", "nom", "nombre", "nome")  # fmt: skip
_NO_TEXT = {
    "speaker", "id", "index", "number", "count", "no", "type", "typ", "tipo", "file", "video", "job", "user", "language",
}  # fmt: skip
_REMARKS = _TEXT.index("description")  # from here on
_NAMES_ONLY = _TEXT.index("markername")  # from here on
_TAKES = {"record", "rec", "source", "src", "mark", "tc", "clip"}  # before "in" and "out" in lists of cuts
_EAST_START = ("开始", "起始", "開始", "시작", "入点", "起点")
_EAST_END = ("结束", "結束", "终止", "終了", "종료", "끝", "出点", "终点")
_EAST_LENGTH = ("时长", "時長", "持续", "長さ", "길이", "时间长度", "持続", "デュレーション", "지속")
_EAST_TEXT = (
    "字幕",
    "文本",
    "内容",
    "文字",
    "台词",
    "對白",
    "对白",
    "原文",
    "句子",
    "テキスト",
    "세리프",
    "자막",
    "텍스트",
    "內容",
    "文案",
    "セリフ",
)
_EAST_REMARKS = ("说明", "描述", "説明", "설명", "注释", "備註", "备注")
_EAST_NAMES = ("标记名", "標記名", "マーカー名", "마커이름")
_EAST_TIME = ("时间", "時間", "時刻", "시간", "타임코드", "タイムコード")
_UNITS = {"ms": 0.001, "msec": 0.001, "millis": 0.001, "milliseconds": 0.001, "millisecond": 0.001, "millisekunden": 0.001,
          "毫秒": 0.001, "s": 1.0, "sec": 1.0, "secs": 1.0, "seconds": 1.0, "second": 1.0, "sekunden": 1.0, "秒": 1.0,
          "min": 60.0, "minutes": 60.0, "us": 1e-6, "micros": 1e-6, "microseconds": 1e-6, "ns": 1e-9, "nanos": 1e-9,
          "nanoseconds": 1e-9, "ticks": 1e-7}  # fmt: skip
_FRAMES = {"frame", "frames", "frameno", "bilder", "帧"}


@dataclass(frozen=True)
class Column:
    """What a column holds: "start", "end", "length", "time" or "text", and its unit in seconds.

    unit: None if the name tells none, 0.0 if it counts frames. rank: smaller is the better of several columns.
    remark: a text that is one only beside a time ("Description"). name_only: one that names what is marked ("Marker
    Name") and is a text where there is no other.
    """

    role: str
    unit: float | None = None
    rank: int = 0
    remark: bool = False
    name_only: bool = False


@lru_cache(maxsize=4096)
def column(name: str) -> Column | None:
    """The role of a column by its name; None for speakers, numbers and whatever else tables hold."""
    words = _words(name)
    role = _role(words)
    if role is None:
        return None
    if role == "text":
        rank = min(_TEXT.index(word) if word in _TEXT else len(_TEXT) for word in words)
        joined = "".join(words)
        if any(name in joined for name in _EAST_NAMES):
            return Column(role, None, len(_TEXT) + 2, remark=True, name_only=True)
        if any(name in joined for name in _EAST_REMARKS):
            return Column(role, None, len(_TEXT) + 1, remark=True)
        known = rank < len(_TEXT)
        return Column(
            role, None, rank, remark=known and rank >= _REMARKS, name_only=known and rank >= _NAMES_ONLY
        )
    return Column(role, _unit(words), rank=int(bool({"source", "src"} & set(words))))


def _words(name: str) -> list[str]:
    """Start Time (ms), startTimeMs, start_time-ms: start, time, ms."""
    split = re.sub(r"([a-zà-ÿ])([A-Z])", r"\1 \2", name.strip()[:80])
    return re.findall(r"[^\W_]+", split.lower())


def _role(words: list[str]) -> str | None:
    joined = "".join(words)
    eastern = _eastern(joined)
    if eastern:
        return eastern
    for role, names, alone in (
        ("length", _LENGTH, set()),
        ("end", _END, _END_ALONE - _START_ALONE),
        ("start", _START, _START_ALONE),
    ):
        if names & {*words, joined} or joined in alone:
            return role
    timed = bool(_TIME & {*words, joined})
    cut = bool(_TAKES & set(words))
    if (timed or cut) and {"in", "from", "de", "von"} & set(words):
        return "start"
    if (timed or cut) and {"out", "to", "bis"} & set(words):
        return "end"
    if any(word in _TEXT for word in words) and not _NO_TEXT & set(words):
        return "text"
    return "time" if timed else None


def _eastern(joined: str) -> str | None:
    for role, names in (
        ("length", _EAST_LENGTH),
        ("start", _EAST_START),
        ("end", _EAST_END),
        ("text", (*_EAST_TEXT, *_EAST_REMARKS, *_EAST_NAMES)),
        ("time", _EAST_TIME),
    ):
        if any(name in joined for name in names):
            return role
    return None


def _unit(words: list[str]) -> float | None:
    if _FRAMES & set(words):
        return 0.0
    if "hh" in words:
        return None  # "hh:mm:ss.ms": a clock
    if "ss" in words:
        return 1.0  # "ss.msec", as ELAN names seconds
    told = [_UNITS[word] for word in words if word in _UNITS]
    east = [factor for name, factor in (("毫秒", 0.001), ("秒", 1.0)) if any(name in word for word in words)]
    if told or east:
        return (told or east)[-1] if not east else east[0]
    return (
        0.001 if any(word.endswith("ms") and word[:-2] in _START | _END | _LENGTH for word in words) else None
    )
