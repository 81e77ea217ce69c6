"""The sheet that figures for print are drawn on: its size in millimetres, its fonts, and texts as they stand there.

Matplotlib draws without a browser and without a screen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from crvae_core.errors import InputError
from crvae_core.export.settings import FileSettings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MM = 1 / 25.4  # inches
FONTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei",
    "WenQuanYi Zen Hei", "Arial Unicode MS",
)  # fmt: skip


@contextmanager
def printed(settings: FileSettings) -> Iterator[None]:
    """Matplotlib with the fonts and sizes of print; texts of SVG and PDF stay texts."""
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise InputError(
            "matplotlib is not installed, which draws figures for print: pip install matplotlib"
        ) from error
    mpl.use("Agg")
    with mpl.rc_context(
        {
            "font.family": ["DejaVu Sans", *_installed(FONTS)], "font.size": settings.font_pt, "svg.fonttype": "none",
            "pdf.fonttype": 42, "axes.titlesize": settings.font_pt, "axes.labelsize": settings.font_pt,
            "xtick.labelsize": settings.font_pt * 0.9, "ytick.labelsize": settings.font_pt * 0.9,
            "legend.fontsize": settings.font_pt * 0.9, "axes.spines.top": False, "axes.spines.right": False,
            "hatch.linewidth": 0.6, "svg.hashsalt": "crvae",
        }
    ):  # fmt: skip
        yield


def new_figure(settings: FileSettings, height_mm: float, **options: Any) -> tuple["Figure", Any]:
    """A figure of the width of the settings with its axes; options: of `Figure.subplots`, or frame_on for one without margins."""
    from matplotlib.figure import Figure

    if "frame_on" in options:
        figure = Figure(figsize=(settings.width_mm * MM, height_mm * MM))
        return figure, figure.add_axes((0, 0, 1, 1), **options)
    figure = Figure(figsize=(settings.width_mm * MM, height_mm * MM), layout="constrained")
    return figure, figure.subplots(**options)


def plain_text(text: str) -> str:
    """A text that is no formula to matplotlib."""
    return " ".join(text.split()).replace("$", r"\$")


def shortened(text: str, letters: int = 40) -> str:
    """A text of so many letters at most."""
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _installed(wanted: tuple[str, ...]) -> list[str]:
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in wanted if name in known]
