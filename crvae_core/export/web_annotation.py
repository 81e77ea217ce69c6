"""Annotations of films for the web: W3C Web Annotation Data Model, JSON-LD, with media fragments (#t=) as targets."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from crvae_core.export.eaf import file_url
from crvae_core.export.film_tiers import all_films
from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.settings import FileSettings
from crvae_core.export.tiers import FilmTiers, Tier
from crvae_core.files import atomic_path, now
from crvae_core.json_text import write_json_text
from crvae_core.progress import Share

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MOTIVATIONS = {
    "captions": "describing",
    "clusters": "classifying",
    "tags": "tagging",
    "findings": "commenting",
}


def write_web_annotations(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """All films as one annotation collection, its annotations in one page."""
    name = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{table.project.folder.name}/{table.run.name}')}"
    head = {
        "@context": CONTEXT,
        "id": name,
        "type": "AnnotationCollection",
        "label": f"{table.project.name}: {table.selection.words()}",
        "created": now(),
    }
    videos = max(1, len(table.videos()))
    with atomic_path(path) as temporary, temporary.open("w", encoding="utf-8") as stream:
        stream.write(write_json_text(head)[:-1])
        stream.write(
            f', "first": {{"id": "{name}#page", "type": "AnnotationPage", "partOf": "{name}", "items": ['
        )
        count = 0
        for number, film in enumerate(all_films(table, settings)):
            for entry in _annotations(film, name):
                stream.write(("," if count else "") + "\n" + write_json_text(entry))
                count += 1
            progress((number + 1) / videos)
        stream.write(f'\n]}}, "total": {count}}}\n')


def _annotations(film: FilmTiers, collection: str) -> Iterator[dict[str, Any]]:
    source = film.source_link or (
        file_url(Path(film.media)) if "/" in film.media or "\\" in film.media else quote(film.media)
    )
    source = source.partition("#")[0]
    for place, tier in enumerate(film.tiers):
        for number, entry in enumerate(tier.annotations):
            span = f"#t={entry.start_ms / 1000:g},{entry.end_ms / 1000:g}"
            yield {
                "id": f"{collection}#{film.video_id}-{place}-{number}",
                "type": "Annotation",
                "motivation": MOTIVATIONS[tier.kind],
                "creator": _creator(tier),
                "body": _body(tier, entry.text),
                "target": {"id": f"{source}{span}", "type": "Video"},
            }


def _body(tier: Tier, text: str) -> dict[str, str]:
    body = {"type": "TextualBody", "value": text, "format": "text/plain", "purpose": MOTIVATIONS[tier.kind]}
    return body | ({"language": tier.language} if tier.language else {})


def _creator(tier: Tier) -> dict[str, str]:
    return (
        {"type": "Person", "name": tier.annotator}
        if tier.annotator
        else {"type": "Software", "name": "CRVAE explorer"}
    )
