"""Where the files lie that come with the program: in a checkout beside this package, installed in `crvae_explorer`."""

from pathlib import Path

INSTALLED = (
    "crvae_explorer"  # the folder of the installed package that holds app, pages, assets and checkpoints
)
SITE = Path(__file__).resolve().parents[1]  # the folder that holds this package


def shipped(*parts: str, site: Path = SITE) -> Path:
    """The path of a file or folder that comes with the program, such as `shipped("assets", "demo")`.

    Args:
        site: the folder that holds `crvae_core`: a checkout, or a folder of installed packages.
    """
    installed = site / INSTALLED
    return (installed if installed.is_dir() else site).joinpath(*parts)
