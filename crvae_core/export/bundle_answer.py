"""What came of making a bundle's figures again, in words: which figures differ, and what may be why."""

from collections.abc import Iterator, Mapping
from typing import Any

from crvae_core.wording import count

SAME_VECTORS = 1e-3  # by which vectors differ from one processor to the next


def in_words(found: Mapping[str, Any]) -> str:
    """One sentence on all figures; where some differ, which and how far, and what may be why, the likeliest first."""
    figures = found["figures"]
    other = {name: figure["said"] for name, figure in figures.items() if not figure["same"]}
    if not other:
        return f"all {count(len(figures), 'figure')} are the same"
    listed = "; ".join(f"{name}: {said}" for name, said in other.items())
    why = list(_reasons(found))
    reasons = (
        f"It may be because {'; '.join(why)}."
        if why
        else "Films, captions, packages and machine are the same as then."
    )
    return f"{len(other)} of {count(len(figures), 'figure')} differ ({listed}). {reasons}"


def _reasons(found: Mapping[str, Any]) -> Iterator[str]:
    if captions := [film["name"] for film in found["films"] if not film["captions_same"]]:
        yield f"the captions of {', '.join(captions)} are not those of the bundle"
    if moments := found["moments_changed"]:
        yield f"{count(moments, 'moment')} have other pictures or words than those that were encoded"
    if versions := found["versions"]:
        yield f"other versions are at work ({', '.join(f'{name} {told}' for name, told in versions.items())})"
    gap = found["vectors_encoded_again"].get("largest_difference", 0.0)
    if gap > SAME_VECTORS:
        yield f"this machine encodes moments otherwise (vectors differ by up to {gap:.2g})"
