"""What the server of the app takes under load; measured by a process beside it, which may import what the core may not."""

import json
import subprocess
import sys
from typing import Any

from crvae_core.errors import CrvaeError
from crvae_core.shipped import shipped


def measure_serving(kind: str, **settings: object) -> dict[str, Any]:
    """Run `python -m app.load KIND` with settings (None: its default); raises CrvaeError with what it said."""
    call = [sys.executable, "-m", "app.load", kind]
    for name, value in settings.items():
        call += [f"--{name}", str(value)] if value is not None else []
    done = subprocess.run(call, cwd=shipped(), capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise CrvaeError(f"the load could not be measured: {done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])
