"""`python -m crvae_core.tasks FOLDER`: the process that works on one piece of background work."""

import sys
from pathlib import Path

from crvae_core.tasks.kinds import KINDS
from crvae_core.work.serving import serve

if __name__ == "__main__":
    sys.exit(serve(Path(sys.argv[1]), KINDS))
