"""The names that `import crvae_core` offers, for programs and for editors."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import crvae_core

SOURCE = Path(crvae_core.__file__)


def _for_editors() -> dict[str, str]:
    """Each name in the block that only type checkers read, with the module it comes from."""
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    (block,) = (
        node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    found = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        for alias in node.names:
            assert alias.asname == alias.name, "`import x as x` is what makes a name public to a type checker"
            found[alias.name] = str(node.module)
    return found


def test_editors_see_the_names_that_programs_get() -> None:
    assert set(_for_editors()) == set(crvae_core.__all__)
    assert (SOURCE.parent / "py.typed").exists()


@pytest.mark.parametrize(("name", "module"), sorted(_for_editors().items()))
def test_each_is_the_same_thing_for_both(name: str, module: str) -> None:
    assert getattr(crvae_core, name) is getattr(importlib.import_module(module), name)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        crvae_core.no_such_name  # noqa: B018


def test_the_package_itself_loads_nothing_heavy() -> None:
    code = "import sys, crvae_core; print({'numpy', 'torch', 'pandas', 'av'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
