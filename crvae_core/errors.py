"""The exceptions of the package: one tree, so that a caller can tell a user's mistake from a fault.

CrvaeError
├── InputError            something the user gave can't be used; the message says what, where and the remedy
│   ├── VideoError        a video file
│   ├── CaptionError      a caption file
│   ├── AlignmentError    captions and video that do not fit together
│   ├── VectorsError      a word vector file
│   ├── ProjectError      a project folder
│   ├── EyeError          a trained eye
│   ├── ConfigError       a setting
│   ├── WorkError         background work
│   ├── GroupsError       groups of videos that can't be compared
│   ├── FileInUseError    a file that another program keeps open
│   ├── StorageError      a disk that is full, or may not be written; an OSError as well
│   └── RunError          a training run
│       └── CheckpointError   the stored weights of a run
├── CancelledError        somebody asked for the end of the work; nobody's mistake
└── (anything else is a fault of ours; the command line ends with 1 instead of 2)
"""

from typing import Self


class CrvaeError(Exception):
    """Base of all errors that this package raises on purpose."""


class InputError(CrvaeError):
    """The user's input can't be used; the message holds the remedy.

    `mendable`: a project folder in which what is wrong can be made anew without asking anybody (material.mend).
    """

    mendable: str | None = None

    def in_project(self, folder: object) -> Self:
        """The same error, with the project in which it can be mended."""
        self.mendable = str(folder)
        return self


class VideoError(InputError):
    """A video can't be read or holds nothing to sample."""


class CaptionError(InputError):
    """Captions can't be read."""


class AlignmentError(InputError):
    """Captions and frames can't be brought together."""


class VectorsError(InputError):
    """Word vectors can't be read or built."""


class EyeError(InputError):
    """A trained eye is missing, damaged or not the one that is needed."""


class ProjectError(InputError):
    """A project is missing, damaged or of another version."""


class FileInUseError(InputError):
    """A file can't be replaced because another program has it open (Windows)."""


class ConfigError(InputError):
    """A setting is unknown or out of range."""


class WorkError(InputError):
    """Background work can't be started, is unknown, or is at it already."""


class GroupsError(InputError):
    """Videos can't be compared as they are grouped. needs: what is missing, "videos", "groups", "moments" or "tags"."""

    def __init__(self, message: str, needs: str) -> None:
        super().__init__(message)
        self.needs = needs


class StorageError(InputError, OSError):
    """A disk is full, can only be read, or may not be written by this user."""

    def __init__(self, number: int | None, message: str) -> None:
        super().__init__(message)
        self.errno, self.strerror = number, message

    def __str__(self) -> str:
        return str(self.args[0])

    def __reduce__(self) -> tuple[type, tuple[int | None, str]]:
        return type(self), (self.errno, str(self))


class RunError(InputError):
    """A training run is missing, busy or can't be continued."""


class CheckpointError(RunError):
    """Stored weights are missing, damaged or of another model."""


class CancelledError(CrvaeError):
    """The work was asked to end; what was half done has been taken away."""
