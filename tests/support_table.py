"""The table of formats in docs/formats.md, made of what a test run has seen.

Tests call the fixture `support_table(section, item, outcome)` once their assertions have held; pytest with
--write-tables rewrites the page from these calls. A section that did not run keeps its rows.
"""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parent.parent / "docs" / "formats.md"
INTRODUCTION = """# What can be read

Made by a test run (`make tables`): every row is a test that holds. *Read right* means that the text, the times or the
frames that come out are those that went in; *clear error* quotes what the user is told.
"""
SECTIONS = (
    "Captions",
    "Caption encodings",
    "Video",
    "Word vectors",
    "Tables of vectors",
    "Broken captions",
    "Broken video",
    "Broken word vectors",
)
LONGEST = 160  # characters of an outcome

_FOLDERS = re.compile(r"(?<!\w)/(?:[\w.-]+/)+")  # of this machine: only names of files are of use

_rows: dict[str, dict[str, str]] = {}


def record(section: str, item: str, outcome: str) -> None:
    """Remember one row; `outcome` is "read right" or "clear error: ..."."""
    assert section in SECTIONS, f"{section} is not a section of the table"
    _rows.setdefault(section, {})[_cell(item)] = _cell(outcome)


@pytest.hookimpl
def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --write-tables."""
    parser.addoption("--write-tables", action="store_true", help="rewrite docs/formats.md from this run")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the page if asked to, and if no test failed."""
    if session.config.getoption("--write-tables") and not session.testsfailed:
        PAGE.write_text(page(read_page() | _rows), encoding="utf-8")


@pytest.fixture(name="support_table")
def _support_table() -> object:
    return record


def page(rows: dict[str, dict[str, str]]) -> str:
    """The whole page in Markdown."""
    parts = [INTRODUCTION]
    for section in SECTIONS:
        if section in rows:
            lines = [f"| {item} | {outcome} |" for item, outcome in sorted(rows[section].items())]
            parts.append("\n".join([f"## {section}", "| what | outcome |", "|---|---|", *lines]) + "\n")
    return "\n".join(parts)


def read_page() -> dict[str, dict[str, str]]:
    """The rows of the page as it stands."""
    rows: dict[str, dict[str, str]] = {}
    section = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []:
        if line.startswith("## "):
            section = line[3:]
        elif (match := re.match(r"\| (.*?) \| (.*) \|$", line)) and match[1] != "what":
            rows.setdefault(section, {})[match[1]] = match[2]
    return rows


def _cell(text: str) -> str:
    flat = _FOLDERS.sub("", " ".join(text.split())).replace("|", "/")
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 3].rsplit(" ", 1)[0] + " ..."
