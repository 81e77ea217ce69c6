"""What a file is that is not a film, told from its first bytes, and what to do with it."""

from pathlib import Path

from crvae_core.errors import VideoError

FORMATS = "give an MP4, WebM, MKV, MOV, AVI or TS file"
_PICTURE = "is not a video but a single picture: give a video, or a folder with many frames"
_PLAYLIST = "is not a video but a playlist: download the video itself and give that file"
_ARCHIVE = "is not a video but an archive: unpack it and give the video that is inside"
_OPENINGS = (
    (
        b"GIF8",
        "is not a video but an animated picture (GIF): convert it first, for example with "
        "`ffmpeg -i animation.gif -pix_fmt yuv420p video.mp4`",
    ),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"#EXTM3U", _PLAYLIST),
    (b"ffconcat", _PLAYLIST),
    (b"[playlist]", _PLAYLIST),
    (b"PK\x03\x04", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"%PDF", f"is not a video but a PDF document: {FORMATS}"),
)


def refusal(path: Path) -> VideoError:
    """The error for a file that can't be opened as a film."""
    with path.open("rb") as stream:
        opening = stream.read(4096)
    said = next((said for mark, said in _OPENINGS if opening.startswith(mark)), None)
    if _is_web_picture(opening):
        said = _PICTURE
    elif b"<MPD" in opening or b"<SmoothStreamingMedia" in opening or b"<asx" in opening.lower():
        said = _PLAYLIST
    elif said is None and opening[4:8] == b"ftyp":
        said = "is cut off or was never finished (its table of contents is missing): copy or record it again"
    elif said is None and _is_text(opening):
        said = f"is not a video but a text file: {FORMATS}"
    return VideoError(
        f"{path.name} {said or f'is not a video that can be read (or it is cut off): {FORMATS}'}"
    )


def _is_web_picture(opening: bytes) -> bool:
    return (opening[:4] == b"RIFF" and opening[8:12] == b"WEBP") or opening[4:12] in (
        b"ftypavif",
        b"ftypheic",
        b"ftypheix",
        b"ftypmif1",
    )


def _is_text(opening: bytes) -> bool:
    try:
        text = opening.decode("utf-8", errors="strict" if len(opening) < 4096 else "ignore")
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\r\n\t\ufeff" for letter in text)
