"""JSON that anybody may have written: how deep it is nested is checked before it is parsed."""

import json
from typing import Any

DEEPEST = 64  # values within values; ours have six
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def parse_json(text: str) -> Any:
    """Parse a JSON text; raises ValueError if it is none or nested too deep."""
    if not _is_shallow(text):
        raise ValueError(f"it breaks off, or is nested deeper than {DEEPEST} values")
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _is_shallow(text: str) -> bool:
    """Whether brackets close again within DEEPEST levels: each round takes the innermost ones away."""
    bare = "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])  # without the texts
    brackets = bare.encode("utf-8", "replace").translate(None, _NO_BRACKETS).decode()
    for _ in range(DEEPEST):
        if not brackets:
            return True
        brackets = brackets.replace("[]", "").replace("{}", "")
    return not brackets
