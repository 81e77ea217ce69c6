"""What people said of moments, as exports write it: tags with who gave them, and findings in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crvae_core.notes.findings import Finding


@dataclass(frozen=True)
class Mark:
    """A tag, a note or both on a stretch of a film, or on one moment.

    tag: its name, "" for a note alone. coder: who put it there. pair_id: that moment, "" for a stretch.
    """

    tag: str
    video_id: str
    start_s: float
    end_s: float
    coder: str = ""
    note: str = ""
    pair_id: str = ""


@dataclass(frozen=True)
class TagMeaning:
    """What a tag of the codebook stands for. colour: #rrggbb, "" if none was chosen."""

    definition: str = ""
    colour: str = ""


@dataclass(frozen=True)
class Marks:
    """Tags with their codebook, and findings, of one project."""

    tags: Sequence[Mark] = ()
    codebook: Mapping[str, TagMeaning] = field(default_factory=dict)
    findings: Sequence[Finding] = ()

    def tag_names(self) -> list[str]:
        """The tags of the codebook in its order, then those that are only used."""
        return list(dict.fromkeys([*self.codebook, *(mark.tag for mark in self.tags if mark.tag)]))


NO_MARKS = Marks()
