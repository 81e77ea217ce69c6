"""Cells that a spreadsheet would run as a formula (OWASP, CSV injection): written with an apostrophe, read without."""

FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # what spreadsheets may begin one with


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_written(text: str) -> str:
    """The text that `neutral` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
