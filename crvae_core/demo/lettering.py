"""Letters as cached masks: the drawing library's own font for Latin, an installed one for Chinese."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from crvae_core.errors import InputError

# In order of liking; the same face under the names that Linux, macOS and Windows give it.
CHINESE_FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansSC-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "NotoSerifCJK-Regular.ttc",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "STHeiti Medium.ttc",
    "msyh.ttc",
    "simhei.ttf",
)
MAX_FACES = 16  # a font collection holds at most a few regional faces


@lru_cache(maxsize=1024)
def letter_mask(words: str, size: int, bold: bool = False) -> np.ndarray:
    """Cover of a line of text, (height, width) uint8, as tall as the font's line.

    Args:
        words: one line of text, Latin or Chinese.
        size: letter height in pixels.
        bold: thickens the strokes.

    Raises:
        InputError: Chinese text and no Chinese font is installed.
    """
    face = _face(size, chinese=any(ord(letter) > 0x2E7F for letter in words))
    stroke = size / 34 if bold else 0.0
    left, _, right, _ = face.getbbox(words, stroke_width=stroke)
    height = round(size * 1.4)
    image = Image.new("L", (max(1, int(right - left)), height))
    draw = ImageDraw.Draw(image)
    draw.text((-left, height / 2), words, 255, font=face, anchor="lm", stroke_width=stroke)
    return np.asarray(image)


@lru_cache(maxsize=1)
def find_chinese_font() -> Path:
    """The installed font that Chinese words are drawn with.

    Raises:
        InputError: none of the known fonts is in the system's font folders.
    """
    found: dict[str, Path] = {}
    for folder in _font_folders():
        for path in sorted(folder.rglob("*.[ot]t[cf]")):
            found.setdefault(path.name, path)
    for name in CHINESE_FONTS:
        if name in found:
            return found[name]
    raise InputError(
        "no font with Chinese characters was found: install one (on Debian and Ubuntu the package "
        "fonts-noto-cjk, elsewhere 'Noto Sans CJK SC') and build the demo again"
    )


@lru_cache(maxsize=128)
def _face(size: int, chinese: bool) -> ImageFont.FreeTypeFont:
    if chinese:
        return _chinese_face(size)
    face = ImageFont.load_default(size)
    if not isinstance(face, ImageFont.FreeTypeFont):
        raise InputError(
            "this Pillow has no FreeType: reinstall it with 'pip install --force-reinstall pillow'"
        )
    return face


def _chinese_face(size: int) -> ImageFont.FreeTypeFont:
    path = str(find_chinese_font())
    first = ImageFont.truetype(path, size)
    for index in range(MAX_FACES):
        try:
            face = ImageFont.truetype(path, size, index=index)
        except OSError:  # past the last face of the collection
            break
        if (face.getname()[0] or "").endswith((" SC", "CN")):
            return face
    return first


def _font_folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    elif sys.platform == "win32":
        folders = [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
    else:
        folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts"]
        folders.append(home / ".fonts")
    return [folder for folder in folders if folder.is_dir()]
