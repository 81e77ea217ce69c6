"""Opens word vectors: the shipped English-Chinese space, files of any usual format, and what was added before."""

from collections.abc import Iterator
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from crvae_core.errors import VectorsError
from crvae_core.progress import Progress
from crvae_core.text.cache import cache_folder
from crvae_core.text.encoder import shared_encoder
from crvae_core.text.known_vectors import find_known
from crvae_core.text.shared_space import FOLDER, open_shared_space
from crvae_core.text.store import StoredVectors, open_stored, store_vectors, stored_vectors
from crvae_core.text.vocabulary import Vocabulary, WordVectors, embed_vocabulary, own_vector

__all__ = [
    "SHARED",
    "Vocabulary",
    "WordVectors",
    "add_vectors",
    "embed_vocabulary",
    "list_vectors",
    "open_vectors",
    "own_vector",
]

SHARED = "shared"


def open_vectors(source: str | Path = SHARED, language: str = "en", cache: Path | None = None) -> WordVectors:
    """Open word vectors in well under a second (a new file is converted first, once).

    Args:
        source: "shared" for the shipped English-Chinese space; a file (GloVe text, word2vec text or binary,
            fastText .vec; plain, .gz, .bz2, .xz or .zip); or the name of one that was added, see `list_vectors`.
        language: 'en', 'zh' or 'other' (both halves); matters for the shared space only.
        cache: the folder of converted files; by default `vectors` below CRVAE_HOME or ~/.crvae.
    Raises VectorsError with the line and the remedy if the file can't be used.
    """
    if source == SHARED:
        return _shared_vectors(language)
    cache = cache or cache_folder("vectors")
    path = Path(source).expanduser()
    folder = store_vectors(path, cache) if path.is_file() else _folder_of_name(str(source), cache)
    stored = stored_vectors(folder)
    table, rows = open_stored(folder)
    return WordVectors(
        stored.name if stored else path.name, table, rows, stored.mean_norm if stored else None
    )


@lru_cache(maxsize=4)
def _shared_vectors(language: str) -> WordVectors:
    """The shared space as it was opened: looking up its words takes a tenth of a second to prepare."""
    words, matrix = open_shared_space(language)
    return WordVectors(SHARED, words, matrix, encoder=shared_encoder(language, FOLDER))


def add_vectors(
    source: str | Path,
    cache: Path | None = None,
    member: str | None = None,
    report: Progress | None = None,
) -> StoredVectors:
    """Convert a file of word vectors, or download and convert known ones, so that they open at once by their name.

    Args:
        source: a file, see `open_vectors`, or a name of `known_vectors.known_names`.
        cache: as for `open_vectors`; downloads are kept beside it until they are converted.
        member: which file of a zip.
        report: called with what is being done and the share of it that is done, 0 to 1; may raise to stop.
    Returns what was read, and what was left out. Raises VectorsError with the remedy.
    """
    cache = cache or cache_folder("vectors")
    path = Path(source).expanduser()
    if path.is_file():
        folder = store_vectors(path, cache, member, report=report)
    elif (added := _find_folder(str(source), cache)) is not None:
        folder = added
    elif (known := find_known(str(source))) is not None:
        from crvae_core.text.known_files import fetch_known

        folder = fetch_known(known, cache, report)
    else:
        raise VectorsError(
            f"{source} is neither a file nor the name of known word vectors: check the path, or take a name that "
            "`vectors list --known` shows."
        )
    stored = stored_vectors(folder)
    if stored is None:
        raise VectorsError(f"The converted word vectors in {folder} have gone: add {source} again.")
    return stored


def list_vectors(cache: Path | None = None) -> list[dict[str, Any]]:
    """The word vectors that open at once: the shared space, then the converted files, as JSON values."""
    english, chinese = open_vectors(SHARED, "en"), open_vectors(SHARED, "zh")
    shared = {
        "name": SHARED,
        "source": SHARED,
        "words": len(set(english.words) | set(chinese.words)),
        "dim": english.dim,
        "languages": {"en": len(english.words), "zh": len(chinese.words)},
    }
    stored = [found for _, found in _added(cache or cache_folder("vectors"))]
    return [shared, *(asdict(found) for found in sorted(stored, key=lambda found: found.name))]


def _added(cache: Path) -> Iterator[tuple[Path, StoredVectors]]:
    for folder in sorted(cache.glob("[!.]*")):
        if (stored := stored_vectors(folder)) is not None:
            yield folder, stored


def _find_folder(name: str, cache: Path) -> Path | None:
    """The converted file of this name; of several, the newest."""
    named = [(folder.stat().st_mtime, folder) for folder, stored in _added(cache) if stored.name == name]
    return max(named)[1] if named else None


def _folder_of_name(name: str, cache: Path) -> Path:
    folder = _find_folder(name, cache)
    if folder is not None:
        return folder
    if find_known(name) is not None:
        raise VectorsError(
            f"The word vectors {name} are not here yet: get them with `vectors add {name}` (they are downloaded once)."
        )
    raise VectorsError(
        f"There are no word vectors '{name}': give 'shared', the path of a GloVe or word2vec file, "
        "or a name that `vectors list` shows."
    )
