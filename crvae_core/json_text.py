"""JSON that anybody may have written, or may read: nesting is checked before it is parsed, what it cannot hold is replaced."""

import json
import math
import re
from typing import Any

DEEPEST = 64  # values within values; ours have six
_HALF = re.compile(r"\\u[dD][89a-fA-F]")  # may stand for half a sign, which no file can hold
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def parse_json(text: str) -> Any:
    """Parse a JSON text; raises ValueError if it is none or nested too deep.

    Half a sign (a lone surrogate such as \\ud83d) becomes a question mark: it could be written nowhere.
    """
    if not _is_shallow(text):
        raise ValueError(f"it breaks off, or is nested deeper than {DEEPEST} values")
    try:
        found = json.loads(text)
        return _whole(found) if _HALF.search(text) else found
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def write_json_text(value: Any, **layout: Any) -> str:
    """JSON that every program can read: numbers that are none (NaN, infinite) become null, signs stay as they are.

    `layout` goes to json.dumps.
    """
    return json.dumps(_known(value), allow_nan=False, **({"ensure_ascii": False} | layout))


def _known(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_known(one) for one in value]
    if isinstance(value, dict):
        return {key: _known(one) for key, one in value.items()}
    return value


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    return value


def _is_shallow(text: str) -> bool:
    """Whether brackets close again within DEEPEST levels: each round takes the innermost ones away."""
    bare = "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])  # without the texts
    brackets = bare.encode("utf-8", "replace").translate(None, _NO_BRACKETS).decode()
    for _ in range(DEEPEST):
        if not brackets:
            return True
        brackets = brackets.replace("[]", "").replace("{}", "")
    return not brackets
