"""EBU STL, the binary subtitles of broadcasters, made byte by byte as EBU Tech 3264 says."""

from pathlib import Path
from typing import Any

import pytest

from crvae_core.errors import CaptionError
from crvae_core.media.captions import encoding_previews
from tests.media.caption_files import read, rounded, told


def stl(
    subtitles: list[tuple[tuple[int, ...], tuple[int, ...], bytes]],
    rate: int = 25,
    start: str = "10000000",
    table: str = "00",
) -> bytes:
    """A file with subtitles of (hours, minutes, seconds, frames) twice and the bytes of their text."""
    head = bytearray(b" " * 1024)
    head[0:11] = f"437STL{rate}.01".encode()
    head[11:14] = b"1" + table.encode()
    head[256:264] = start.encode()
    blocks = [block for number, subtitle in enumerate(subtitles) for block in _blocks(number, *subtitle)]
    return bytes(head) + b"".join(blocks)


def _blocks(number: int, start: tuple[int, ...], end: tuple[int, ...], text: bytes) -> list[bytes]:
    """The blocks of a subtitle: a text of more than 112 bytes goes on in further ones."""
    pieces = [text[at : at + 112] for at in range(0, len(text), 112)] or [b""]
    return [
        bytes(
            [
                0,
                number % 256,
                number // 256,
                0xFF if place == len(pieces) - 1 else place,
                0,
                *start,
                *end,
                20,
                2,
                0,
            ]
        )
        + piece.ljust(112, b"\x8f")
        for place, piece in enumerate(pieces)
    ]


def test_subtitles_count_from_the_programmes_start(tmp_path: Path, support_table: Any) -> None:
    data = stl([
        ((10, 0, 0, 0), (10, 0, 1, 20), b"\x0d\x0b\x0bThe flu came\x8a\x8a\x0dback this \xc8uber week.\x0a\x0a"),
        ((10, 0, 2, 12), (10, 0, 3, 20), b"na\xc8ive caf\xc2e \xc8Arger \xd5 $5 \xfb"),
        ((10, 0, 4, 0), (10, 0, 6, 0), b"word " * 40),
    ])  # fmt: skip
    captions = read(tmp_path, data)
    assert rounded(captions) == [
        (0.0, 1.8, "The flu came back this über week."),
        (2.48, 3.8, "naïve café Ärger ♪ $5 ß"),
        (4.0, 6.0, ("word " * 40).strip()),
    ]
    assert (captions.format, captions.encoding) == ("ebu stl", "iso6937")
    assert "clock starts at 10:00:00, as the file tells" in told(captions, "programme start")
    (preview,) = encoding_previews(tmp_path / "captions.bin")
    assert (preview.encoding, preview.lines[1]) == ("iso6937", "naïve café Ärger ♪ $5 ß")
    support_table("Captions", "EBU STL (binary), from the programme's start", "read right")


@pytest.mark.parametrize(
    ("table", "codec", "said"),
    [("01", "iso8859_5", "Врачи предупреждают"), ("03", "iso8859_7", "Οι γιατροί")],
)
def test_other_alphabets(tmp_path: Path, table: str, codec: str, said: str) -> None:
    data = stl([((0, 0, 1, 0), (0, 0, 2, 0), said.encode(codec))], rate=30, start="00000000", table=table)
    assert rounded(read(tmp_path, data)) == [(1.0, 2.0, said)]


def test_comments_and_blocks_of_programs_are_left_out_and_damage_is_told(tmp_path: Path) -> None:
    good, comment, own, wrong = (
        stl([((0, 0, at, 0), (0, 0, at, 20), b"word %d" % at)])[1024:] for at in (1, 2, 3, 4)
    )
    comment = comment[:15] + b"\x01" + comment[16:]
    own = own[:3] + b"\xfe" + own[4:]
    wrong = wrong[:5] + b"\x63" + wrong[6:]
    captions = read(tmp_path, stl([], start="00000000") + good + comment + own + wrong + good[:50])
    assert rounded(captions) == [(1.0, 1.8, "word 1")]
    assert told(captions, "unreadable times") == "1 subtitle whose time can't be read was left out"
    assert told(captions, "cut off").startswith("the file ends in the middle of a subtitle")


def test_a_file_that_is_cut_off_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaptionError, match=r"is cut off: an EBU STL file has at least 1,152 bytes"):
        read(tmp_path, stl([])[:500])
