"""What is left out of a run's moments, and the sentences that say so."""

from dataclasses import dataclass

UNCHECKED = (
    "This run was trained before runs kept marks of what they were trained on: its moments are found by their names alone. "
    "Encode it again to have them checked."
)


@dataclass(frozen=True)
class LeftOut:
    """How many moments of a run are not shown, by reason; a moment has one.

    changed: their words, their word vectors or their frame are others than those that were encoded. removed: their video was
    removed. dropped: taken out by hand, though the run was trained on them. later: pairs of the project that came after the
    run and have no vector in it. unchecked: the run keeps no marks to compare by.
    """

    changed: int = 0
    removed: int = 0
    dropped: int = 0
    later: int = 0
    unchecked: bool = False

    @property
    def count(self) -> int:
        """How many of the run's own moments are not shown."""
        return self.changed + self.removed + self.dropped

    @property
    def sentence(self) -> str:
        """What is left out and why; empty where nothing is."""
        reasons = [
            f"{number} {words}"
            for number, words in (
                (self.changed, "whose words or frame were changed since"),
                (self.removed, "of videos that were removed"),
                (self.dropped, f"that {'was' if self.dropped == 1 else 'were'} left out by hand"),
            )
            if number
        ]
        found = []
        if reasons:
            found.append(f"Moments of this run that are not shown: {_listed(reasons)}.")
        if self.later:
            came = "moment came later and has" if self.later == 1 else "moments came later and have"
            found.append(
                f"{self.later} {came} no vector in it: train it further, or encode it again, to have them."
            )
        return " ".join(found)

    @property
    def notes(self) -> tuple[str, ...]:
        """All that a reader must know, a sentence or two each."""
        return tuple(note for note in (self.sentence, UNCHECKED if self.unchecked else "") if note)


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
