"""Where converted word vectors and jieba's tables are kept between runs."""

from pathlib import Path

from crvae_core.home import home_folder


def cache_folder(kind: str) -> Path:
    """The folder for one kind of cached file: below CRVAE_HOME, else below ~/.crvae. It may not exist yet."""
    return home_folder() / kind
