"""Where converted word vectors and jieba's tables are kept between runs."""

import os
from pathlib import Path


def cache_folder(kind: str) -> Path:
    """The folder for one kind of cached file: below CRVAE_HOME, else below ~/.crvae. It may not exist yet."""
    return Path(os.environ.get("CRVAE_HOME") or "~/.crvae").expanduser() / kind
