"""What Python prints for lists of captions, read as data: dicts, lists, tuples and the reprs of objects.

Nothing is evaluated: the text is cut into strings, numbers, names and brackets, and only what holds data is accepted.
ast.literal_eval knows no objects (Segment(start=0.0, text='a')) and takes gigabytes for a file of a few megabytes.
"""

import re
from typing import Any, NamedTuple

_DEEPEST = 40
_MOST_TOKENS = 700_000  # a day of dense captions has fewer; takes seconds
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<string>[rRbBuUfF]{0,2}(?:'''[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'''|\"\"\"[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+\"\"\"
        |'[^'\\\n]*+(?:\\.[^'\\\n]*+)*+'|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"))
    |(?P<number>[-+]?(?:\d[\d_]{0,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][-+]?\d{1,4})?(?![\w.]))
    |(?P<name>[-+]?[^\W\d][\w.]{0,200})
    |(?P<sign>[\[\](){},:=])
    |(?P<object><[^<>\n]{0,300}>)
    |(?P<end>\Z))""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))", re.DOTALL
)
_FIELD = re.compile(r"\s*=(?!=)")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "a": "", "b": "", "f": " ", "v": " ", "0": "", "\n": ""}
_CONSTANTS = {
    "True": True, "False": False, "None": None, "true": True, "false": False, "null": None, "undefined": None,
    "nan": None, "inf": None, "NaN": None, "-inf": None, "Infinity": None, "-Infinity": None,
}  # fmt: skip
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_SECONDS = {
    "days": 86400.0, "hours": 3600.0, "minutes": 60.0, "seconds": 1.0, "milliseconds": 1e-3, "microseconds": 1e-6,
}  # fmt: skip
_OPENS = re.compile(r"\s{0,200}(?:[^\W\d]\w{0,60}\s?=\s?)?(?:[\[{(]|[^\W\d][\w.]{0,100}\()")


class _Token(NamedTuple):
    kind: str
    text: str


def looks_like_literal(text: str) -> bool:
    """Whether the text may begin with a list, a dict, a tuple or the repr of an object, assigned to a name or not."""
    return _OPENS.match(text) is not None


def read_literals(text: str) -> list[Any]:
    """All values of a text, one after the other; tuples and sets as lists, objects as dicts of their fields.

    Raises ValueError if the text is anything else than such values.
    """
    reader = _Reader(text)
    values = []
    while reader.peek().kind != "end":
        if reader.peek().text == ",":
            reader.take()
            continue
        values.append(reader.value(0))
    return values


class _Reader:
    """Reads values from the tokens of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._count = 0
        self._next: _Token | None = None

    def peek(self) -> _Token:
        """The next token, left where it is."""
        if self._next is None:
            match = _TOKEN.match(self._text, self._place)
            self._count += 1
            if match is None or match.lastgroup is None or self._count > _MOST_TOKENS:
                raise ValueError(f"no Python literal at character {self._place}")
            self._next = _Token(match.lastgroup, match[match.lastgroup])
            self._place = match.end()
        return self._next

    def take(self) -> _Token:
        """The next token, used up."""
        token = self.peek()
        self._next = None
        return token

    def value(self, depth: int) -> Any:
        """One value with all that it holds."""
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        token = self.take()
        if token.kind == "string":
            return self._strings(token.text)
        if token.kind == "number":
            return _number(token.text)
        if token.kind == "object":
            return None
        if token.kind == "name":
            return self._named(token.text, depth)
        if token.text == "{":
            return self._braces(depth)
        if token.text in ("[", "("):
            items, _ = self._items(_CLOSING[token.text], depth)
            return items
        raise ValueError(f"{token.text!r} begins no value")

    def _strings(self, first: str) -> str:
        """A string; pprint cuts long ones into several that stand side by side."""
        parts = [_unquoted(first)]
        while self.peek().kind == "string":
            parts.append(_unquoted(self.take().text))
        return "".join(parts)

    def _named(self, name: str, depth: int) -> Any:
        """A constant, the repr of an object, or the value that a name is given."""
        after = self.peek().text
        if after == "(":
            self.take()
            items, fields = self._items(")", depth)
            return _object(name.rpartition(".")[2], items, fields)
        if after == "=" and depth == 0:
            self.take()
            return self.value(depth + 1)
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        raise ValueError(f"{name!r} is no value")

    def _items(self, closing: str, depth: int) -> tuple[list[Any], dict[str, Any]]:
        """What stands up to a closing bracket: values, and fields with their names."""
        items: list[Any] = []
        fields: dict[str, Any] = {}
        while True:
            if self.peek().text == closing:
                self.take()
                return items, fields
            name = self.peek().text if self.peek().kind == "name" else None
            if name is not None and closing == ")" and self._is_field(name):
                fields[name] = self.value(depth + 1)
            else:
                items.append(self.value(depth + 1))
            self._comma(closing)

    def _is_field(self, name: str) -> bool:
        """Whether a name in brackets is followed by "="; then both are used up."""
        match = _FIELD.match(self._text, self._place)
        if match is None or not name.isidentifier():
            return False
        self.take()
        self._place = match.end()
        return True

    def _braces(self, depth: int) -> Any:
        """A dict (of JavaScript too, whose keys may be bare), or a set."""
        found: dict[str, Any] = {}
        items: list[Any] = []
        while self.peek().text != "}" or self.peek().kind == "string":
            key = self.take().text if self._is_bare_key() else self.value(depth + 1)
            if self.peek().text == ":":
                self.take()
                found[str(key)] = self.value(depth + 1)
            else:
                items.append(key)
            self._comma("}")
        self.take()
        return items or found

    def _is_bare_key(self) -> bool:
        token = self.peek()
        return token.kind == "name" and self._text[self._place : self._place + 20].lstrip().startswith(":")

    def _comma(self, closing: str) -> None:
        token = self.peek()
        if token.kind == "sign" and token.text == ",":
            self.take()
        elif token.kind != "sign" or token.text != closing:
            raise ValueError(f"a comma or {closing} is missing before {token.text[:20]!r}")


def _object(name: str, items: list[Any], fields: dict[str, Any]) -> Any:
    """What the repr of an object holds: its fields, the seconds of a time, or the only value inside."""
    if name == "timedelta":
        days = dict(zip(("days", "seconds", "microseconds"), items, strict=False)) | fields
        return sum(
            _SECONDS.get(key, 0.0) * value for key, value in days.items() if isinstance(value, int | float)
        )
    if fields:
        return fields
    if name.endswith("Dict") and items and isinstance(items[0], list):
        return {str(pair[0]): pair[1] for pair in items[0] if isinstance(pair, list) and len(pair) == 2}
    return items[0] if len(items) == 1 or (items and name == "array") else items


def _number(text: str) -> float | int:
    plain = text.replace("_", "")
    return float(plain) if any(sign in plain for sign in ".eE") else int(plain[:30])


def _unquoted(text: str) -> str:
    quote = min(place for place in (text.find("'"), text.find('"')) if place >= 0)
    prefix = text[:quote].lower()
    length = 3 if text[quote : quote + 3] in ("'''", '"""') else 1
    inside = text[quote + length : -length]
    if "\\" not in inside or "r" in prefix:
        return inside
    if "b" in prefix:  # the bytes of UTF-8
        return _ESCAPE.sub(_character, inside).encode("latin-1", "replace").decode("utf-8", "replace")
    return _ESCAPE.sub(_character, inside)


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    if match[4]:
        return chr(int(match[4], 8))
    return _SIGNS.get(match[5], match[5])
