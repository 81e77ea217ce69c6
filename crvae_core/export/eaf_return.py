"""An edited ELAN file put back into the project: captions that were corrected, tags that were added or taken out."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from crvae_core.export.eaf_reading import SAME_MS, EafChanges, eaf_changes
from crvae_core.export.marks import Mark as Tagging
from crvae_core.media.captions import CaptionSegment
from crvae_core.notes.codebook import Codebook, Tag, add_tags, read_codebook
from crvae_core.notes.marks import Mark, Place, put_marks, read_marks, stretch_place, take_off
from crvae_core.project.corrections import corrected_captions
from crvae_core.project.project import Project, open_project


def bring_back(
    project: Project,
    video_id: str,
    path: Path,
    coder: str = "",
    replaced: bool = False,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Take corrections of captions and tags over from an ELAN file of a film.

    Args:
        project: the project. video_id: the film. path: the file.
        coder: who put the tags there, where the tiers don't say so.
        replaced: take tags off that the coders of the file had on this film and that are not in it.
        dry_run: change nothing.

    Returns how many captions were corrected, tags added, tags of the codebook added and tags taken off, and notes.
    Raises InputError where the file is no ELAN file; nothing is changed then.
    """
    captions = corrected_captions(project, video_id)
    segments: tuple[CaptionSegment, ...] = captions.segments if captions else ()
    found = eaf_changes(path, project.video(video_id), segments)
    tags = [tag if tag.coder else replace(tag, coder=coder) for tag in found.tags]
    book, marks = read_codebook(project), read_marks(project).rows
    new = [tag for tag in tags if not any(_same(mark, tag, book) for mark in marks)]
    gone = _gone(marks, tags, video_id, book) if replaced else []
    unknown = _unknown(found, tags, book)
    told = {
        "video": video_id,
        "captions_corrected": len(found.corrections),
        "tags_added": len(new),
        "tags_taken_off": len(gone),
        "new_in_codebook": [tag.name for tag in unknown],
        "notes": list(found.notes),
    }
    if not dry_run:
        _apply(project, video_id, found, (unknown, new, gone))
    return told


def _apply(
    project: Project, video_id: str, found: EafChanges, marks: tuple[list[Tag], list[Tagging], list[Mark]]
) -> None:
    unknown, new, gone = marks
    if found.corrections:
        from crvae_core.material.revise import correct_captions  # it reads films, which tags need not

        project = correct_captions(project, video_id, found.corrections)
    if unknown:
        add_tags(project, unknown)
    book = read_codebook(open_project(project.folder))
    for tag_name, who in dict.fromkeys((tag.tag, tag.coder) for tag in new):
        places = [_place(project, tag) for tag in new if (tag.tag, tag.coder) == (tag_name, who)]
        put_marks(project, places, book.find(tag_name).tag_id, coder=who)
    if gone:
        take_off(project, {mark.mark_id for mark in gone})


def _place(project: Project, tag: Tagging) -> Place:
    return stretch_place(project, tag.video_id, tag.start_s, tag.end_s)


def _unknown(found: EafChanges, tags: Iterable[Tagging], book: Codebook) -> list[Tag]:
    known = {tag.name.casefold() for tag in book.tags}
    names = dict.fromkeys(tag.tag for tag in tags if tag.tag.casefold() not in known)
    return [Tag("", name, found.codebook.get(name, "")) for name in names]


def _gone(marks: Iterable[Mark], tags: Iterable[Tagging], video_id: str, book: Codebook) -> list[Mark]:
    """Tags on a film by those who have tiers in the file that are not in it any more; those on clusters stay."""
    kept = list(tags)
    coders = {tag.coder for tag in kept}
    own = (mark for mark in marks if mark.tag and mark.place.video_id == video_id and mark.coder in coders)
    return [mark for mark in own if not any(_same(mark, tag, book) for tag in kept)]


def _same(mark: Mark, tag: Tagging, book: Codebook) -> bool:
    place = mark.place
    return (
        place.video_id == tag.video_id
        and mark.coder == tag.coder
        and book.name(mark.tag).casefold() == tag.tag.casefold()
        and abs(place.start_s - tag.start_s) * 1000 <= SAME_MS
        and (place.end_s <= place.start_s or abs(place.end_s - tag.end_s) * 1000 <= SAME_MS)
    )
