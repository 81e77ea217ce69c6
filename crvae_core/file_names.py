"""File names out of texts that people typed: safe on every system, and no longer than a disk allows."""

MOST_BYTES = 255  # of a name, in UTF-8, on the usual disks
_KEPT = "._- "
RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "clock$", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
)  # names that Windows keeps for devices, with any suffix


def file_name(text: str, most_bytes: int = 200, otherwise: str = "file") -> str:
    """A file name that is safe as a path on Linux, macOS and Windows: letters of any script, digits, dots, dashes.

    Args:
        text: a name or a path of any system, of which the last part counts.
        most_bytes: the name's length in UTF-8; it is cut between two letters and keeps its suffix.
        otherwise: the name where nothing of the text can be kept.
    """
    last = text.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign if sign.isalnum() or sign in _KEPT else "_" for sign in last).strip(". ")
    stem, dot, suffix = kept.rpartition(".")
    if dot and len(suffix) <= 8:
        kept = cut_to_bytes(stem, most_bytes - len(suffix.encode()) - 1).rstrip(". ") + dot + suffix
    name = cut_to_bytes(kept, most_bytes).strip(". ") or otherwise
    return f"_{name}" if is_reserved(name) else name


def is_reserved(name: str) -> bool:
    """Whether Windows would take a name for a device, such as "con" and "nul.txt"."""
    return name.split(".")[0].strip().lower() in RESERVED


def fits_everywhere(name: str) -> bool:
    """Whether Windows keeps a name as it is, where Linux and macOS do."""
    return not is_reserved(name) and not name.endswith((".", " "))


def cut_to_bytes(text: str, most: int) -> str:
    """The beginning of a text that has at most so many bytes in UTF-8, cut between two letters."""
    data = text.encode("utf-8", "replace")
    return text if len(data) <= most else data[: max(0, most)].decode("utf-8", "ignore")
