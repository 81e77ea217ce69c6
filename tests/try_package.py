"""Tries the package as a stranger would: `python -m tests.try_package [--keep FOLDER]`, also `make try-package`.

Builds the wheel as `python -m build` does, installs it into an empty environment, and uses it from a folder that knows nothing
of this checkout: `crvae --version`, `crvae demo open`, `crvae app`, every page of the demo. Takes minutes and needs the
package index; the suite itself looks only into the wheel (test_package.py).
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT_S = 180
PAGES = """
import sys
from streamlit.testing.v1 import AppTest
from crvae_core.shipped import shipped

sys.argv = ["streamlit", "--workspace", sys.argv[1]]
for page in [None, *sorted(shipped("pages").glob("*.py"))]:
    app = AppTest.from_file(str(shipped("streamlit_app.py")), default_timeout=300)
    app.query_params["project"] = "demo"
    if page is not None:
        app.switch_page(f"pages/{page.name}")
    app.run()
    assert not app.exception, app.exception
    print("stands:", page.name if page else "start")
"""


def main() -> None:
    """Build, install, use; raises where a step fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="Work in this folder and leave it.")
    keep = parser.parse_args().keep
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        try_in(keep.resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            try_in(Path(folder))


def try_in(folder: Path) -> None:
    """All steps, in a folder outside the checkout."""
    assert not folder.is_relative_to(ROOT), "choose a folder outside the checkout"
    started = time.monotonic()
    run([sys.executable, "-m", "build", "--outdir", folder / "dist", ROOT], folder)
    (wheel,) = (folder / "dist").glob("*.whl")
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, after {time.monotonic() - started:.0f} s")
    venv.create(folder / "env", with_pip=True)
    scripts = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    pins = ROOT / "requirements.txt"  # of the ranges that the package allows, the releases that were tested
    run([scripts / "python", "-m", "pip", "install", "--quiet", "--constraint", pins, wheel], folder)
    print(f"installed after {time.monotonic() - started:.0f} s")
    crvae, workspace = scripts / "crvae", folder / "workspace"
    print(run([crvae, "--version"], folder).strip())
    opened = json.loads(run([crvae, "demo", "open", "--workspace", workspace, "--json"], folder))
    assert opened["pairs"], opened
    assert opened["run"], opened
    print("demo:", opened)
    print(run([scripts / "python", "-c", PAGES, workspace], folder).strip())
    answers(crvae, workspace, folder)
    print(f"All of it took {time.monotonic() - started:.0f} s.")


def answers(crvae: Path, workspace: Path, folder: Path) -> None:
    """`crvae app` serves the app on this computer alone, with the settings that come with it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [crvae, "app", "--no-browser", "--port", port, "--workspace", workspace]
    with (folder / "app.log").open("w") as log:
        process = subprocess.Popen(list(map(str, command)), cwd=folder, env=_bare(), stdout=log, stderr=log)
        try:
            for path in ("_stcore/health", "", "Map?project=demo"):
                print(f"/{path}:", _status(f"http://127.0.0.1:{port}/{path}", process))
        finally:
            process.terminate()
            process.wait(timeout=30)


def run(command: list, folder: Path) -> str:
    """Run a command with nothing of this checkout in its surroundings; give its output."""
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=_bare(), capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def _bare() -> dict[str, str]:
    ours = {"PYTHONPATH", "VIRTUAL_ENV", "CRVAE_HOME"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def _status(url: str, process: subprocess.Popen) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_LIMIT_S
    while True:
        try:
            with opener.open(url, timeout=10) as answer:
                return answer.status
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.3)


if __name__ == "__main__":
    main()
