"""Counts the lines of a vector file that can't be used, and says when there are too many of them."""

from dataclasses import dataclass, field

from crvae_core.errors import VectorsError

SHOWN = 10  # lines that are named
EARLY = 5000  # lines after which a file of mostly unusable ones is given up


@dataclass
class Malformed:
    """Lines (in a binary file: words) that were left out: how many, the first of them, and what is wrong there.

    unit: "line" or "word", what the numbers count.
    """

    unit: str = "line"
    count: int = 0
    first: list[int] = field(default_factory=list)
    example: str = ""

    def add(self, number: int, what: str) -> None:
        """Note one line by its number, from 1."""
        self.count += 1
        self.example = self.example or f"{self.unit} {number:,}: {what}"
        if len(self.first) < SHOWN:
            self.first.append(number)

    def check(self, name: str, read: int, at_end: bool) -> None:
        """Raise VectorsError if at least half of the `read` lines are malformed: then it is another kind of file."""
        if self.count and 2 * self.count >= read and (at_end or read >= EARLY):
            raise VectorsError(
                f"{name}, {self.example} ({self.count:,} of {read:,} {self.unit}s can't be used); "
                f"correct or remove the {self.unit}s, or get the file again."
            )
