"""Measures the server and prints one JSON object; `python -m crvae_core bench load` and `bench uploads` run it."""

import argparse
import json
import tempfile
from pathlib import Path

from app.load.many import measure_load
from app.load.uploads import measure_uploads
from crvae_core.demo.opening import open_demo


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    load = kinds.add_parser("load")
    load.add_argument("--project", type=Path)
    load.add_argument("--page", default="Map")
    load.add_argument("--sessions", type=int, default=8)
    load.add_argument("--seconds", type=float, default=120)
    uploads = kinds.add_parser("uploads")
    uploads.add_argument("--films", type=int, default=10)
    uploads.add_argument("--megabytes", type=int, default=500)
    uploads.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    folder = asked.folder if asked.kind == "uploads" else None
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as temporary:
        if asked.kind == "uploads":
            measured = measure_uploads(Path(temporary), asked.films, asked.megabytes)
        else:
            project = asked.project or open_demo(Path(temporary) / "workspace").folder
            measured = measure_load(project.resolve(), asked.page, asked.sessions, asked.seconds)
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
