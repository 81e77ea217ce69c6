"""The imports of the program, read from its source; nothing is imported."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def sources() -> tuple[Path, ...]:
    """Every Python file of the program, tests left out."""
    folders = (ROOT / "crvae_core", ROOT / "app", ROOT / "pages")
    return (*(path for folder in folders for path in sorted(folder.rglob("*.py"))), ROOT / "streamlit_app.py")


@cache
def module(path: Path) -> str:
    """The name under which a file is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imports(path: Path, top_level_only: bool = False) -> tuple[str, ...]:
    """The names that a file imports, as `package.module` or `package.module.name`.

    top_level_only: without those that functions import when they are called.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    names: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(names)
