"""What a check has found."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    where: the file, as it lies in its project. what: what is wrong with it. lost: what is missing because of it; empty:
    nothing. remedy: what helps. mend: the name of the repair in `repair.MENDS`; empty where the program can't do it.
    subject: the video or the run that it is about. serious: False where nothing is missing and nothing need be done.
    """

    where: str
    what: str
    lost: str = ""
    remedy: str = ""
    mend: str = ""
    subject: str = ""
    serious: bool = True

    def to_json(self) -> dict[str, Any]:
        """All of it by name."""
        return asdict(self)

    def sentence(self) -> str:
        """All of it as text."""
        lost = f" Lost: {self.lost}." if self.lost else ""
        return f"{self.where}: {self.what}.{lost} {self.remedy}".rstrip()


@dataclass
class Findings:
    """What the checks of one thing have found so far."""

    all: list[Finding] = field(default_factory=list)

    def add(self, where: str, what: object, **more: Any) -> None:
        """Take note; `more`: see Finding."""
        self.all.append(Finding(where, " ".join(str(what).split())[:300].rstrip("."), **more))
