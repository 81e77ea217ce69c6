"""Brings known word vectors into the cache: downloads their file, checks it, converts it, and tidies up."""

import shutil
from pathlib import Path

from crvae_core.errors import VectorsError
from crvae_core.files import read_json, write_json
from crvae_core.progress import Progress
from crvae_core.text.download import download, file_sum
from crvae_core.text.known_vectors import KnownVectors, find_known, known_names
from crvae_core.text.store import store_vectors, stored_vectors

SUMS_FILE = "checksums.json"  # address: SHA-256 sum of the first download


def fetch_known(known: KnownVectors, cache: Path, report: Progress | None = None) -> Path:
    """Download and convert known word vectors.

    Where no checksum is known, that of the first download is noted in the folder `downloads`, and a later download of the
    same address has to have it too. The downloaded file is removed after the conversion, unless other known word
    vectors come out of it (the four sizes of glove.6B are one file).

    Args:
        cache: the folder of converted files; downloads lie in `downloads` beside it.
        report: called with what is being done and the share of it that is done, 0 to 1; may raise to stop.
    Returns the folder of the converted vectors. Raises VectorsError with the remedy.
    """
    if not known.url:
        raise VectorsError(
            f"{known.name} can only be had in a browser: open {known.page}, download {known.file}, and add it by its "
            f"path (vectors add {known.file}); or take sgns.merge.word, which is downloaded for you."
        )
    downloads = cache.parent / "downloads"
    try:
        file = download(known.url, downloads / known.file, known.sha256, report)
        if known.sha256 is None:
            _compare_sum(known, file, downloads / SUMS_FILE, report)
    except OSError as error:
        raise VectorsError(
            f"{known.file} can't be written to {downloads} ({error.strerror or error}): let CRVAE_HOME name "
            "another folder."
        ) from error
    folder = store_vectors(file, cache, known.member, known.name, report)
    _check_dim(known, folder)
    if not _shared_file(known):
        file.unlink(missing_ok=True)
    return folder


def _compare_sum(known: KnownVectors, file: Path, sums_file: Path, report: Progress | None) -> None:
    try:
        sums = read_json(sums_file)
    except (OSError, ValueError):
        sums = {}
    found = file_sum(file, report)
    expected = sums.get(known.url, found)
    if found != expected:
        file.unlink()
        raise VectorsError(
            f"{known.file} from {known.url} differs from the one that was downloaded before, and was removed: if its "
            f"publisher says that it was changed, remove {sums_file} and try again."
        )
    write_json(sums_file, sums | {known.url: found})


def _check_dim(known: KnownVectors, folder: Path) -> None:
    stored = stored_vectors(folder)
    if stored is not None and stored.dim != known.dim:
        shutil.rmtree(folder, ignore_errors=True)
        raise VectorsError(
            f"{known.file} holds vectors of {stored.dim} values where {known.dim} were expected: its publisher has "
            "changed it; get the file yourself and add it by its path."
        )


def _shared_file(known: KnownVectors) -> bool:
    others = (find_known(name) for name in known_names())
    return sum(other is not None and other.url == known.url for other in others) > 1
