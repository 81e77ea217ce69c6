"""Where the program keeps what belongs to no project: by default the projects themselves lie there as well."""

import os
from pathlib import Path


def home_folder() -> Path:
    """CRVAE_HOME, else ~/.crvae; it may not exist yet."""
    return Path(os.environ.get("CRVAE_HOME") or "~/.crvae").expanduser()
