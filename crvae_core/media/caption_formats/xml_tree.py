"""XML as a small tree, read safely: no entities of its own, bounded depth and size, with line numbers.

The standard library's expat does the reading; defusedxml refuses less (depth) and does not tell lines.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from crvae_core.errors import CaptionError
from crvae_core.media.caption_formats.markup import decode_entities

_DEEPEST = 60
_MOST_ELEMENTS = 600_000
_ROOT = re.compile(
    r"\s{0,200}(?:<\?xml[^<>]{0,300}\?>|<!--.{0,4000}?-->|<!DOCTYPE[^<>\[]{0,500}>|\s{1,200}){0,20}<([\w:.-]{1,60})",
    re.DOTALL,
)
_LOOSE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,31};")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass
class Node:
    """An element: its name and its attributes' names in lower case without prefix, and what it holds in order."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list["Node | str"] = field(default_factory=list)

    def children(self, *names: str) -> list["Node"]:
        """The elements directly inside, all or those of some names."""
        return [item for item in self.content if isinstance(item, Node) and (not names or item.name in names)]

    def find_all(self, name: str) -> list["Node"]:
        """All elements of a name at any depth, in order."""
        found, waiting = [], [self]
        while waiting:
            node = waiting.pop()
            if node.name == name:
                found.append(node)
            waiting.extend(reversed(node.children()))
        return found

    def text(self) -> str:
        """All characters inside."""
        parts: list[str] = []
        waiting: list[Node | str] = [self]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                parts.append(item)
            else:
                waiting.extend(reversed(item.content))
        return "".join(parts)


def root_name(text: str) -> str | None:
    """The name of the first element in lower case without its prefix; None if the text does not begin with one."""
    match = _ROOT.match(text[:12_000])
    return match[1].lower().rpartition(":")[2] if match else None


def read_xml(text: str, name: str) -> Node:
    """The root of a document.

    Raises CaptionError if it is not well formed, declares entities, or is deeper or larger than captions ever are.
    """
    builder = _Builder(name)
    try:
        builder.parser.Parse(_tolerable(text).encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise CaptionError(
            f"{name} is damaged XML (line {error.lineno}: {expat.ErrorString(error.code)}): export the captions again"
        ) from error
    assert builder.root is not None  # expat refuses a document without an element
    return builder.root


def _tolerable(text: str) -> str:
    """HTML's named entities as characters and loose ampersands as such: common slips of programs that write XML."""
    text = _CONTROL.sub("", text.lstrip())
    if "<![CDATA[" in text or "<!ENTITY" in text:
        return text
    text = _NAMED_ENTITY.sub(lambda match: decode_entities(match[0]), text)
    return _LOOSE_AMPERSAND.sub("&amp;", text)


class _Builder:
    """Builds the tree from expat's events."""

    def __init__(self, file_name: str) -> None:
        self.file_name = file_name
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= _DEEPEST or self._count > _MOST_ELEMENTS:
            raise CaptionError(
                f"{self.file_name} nests or repeats its elements as no captions do (line "
                f"{self.parser.CurrentLineNumber}): export the captions again"
            )
        plain = {key.lower().rpartition(":")[2]: value for key, value in attributes.items()}
        node = Node(name.lower().rpartition(":")[2], plain, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].content.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _characters(self, data: str) -> None:
        if self._open:
            self._open[-1].content.append(data)

    def _doctype(self, _name: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            self._entity()

    def _entity(self, *_arguments: object) -> None:
        raise CaptionError(
            f"{self.file_name} declares a document type of its own (line {self.parser.CurrentLineNumber}), which "
            "captions do not need and which can be an attack: export the captions again"
        )
