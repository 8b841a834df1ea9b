"""What `peyvand verify` is given: files, standard input, or a seal's text, read within bounds."""

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from signing.verify import Unreadable
from signing.verify.cose import PREFIX

LARGEST: Final = 8 * 1024 * 1024
_STANDARD_INPUT: Final = "-"
_REASONS: Final[dict[type[OSError], str]] = {
    FileNotFoundError: "not-found",
    NotADirectoryError: "not-found",
    PermissionError: "not-permitted",
    IsADirectoryError: "directory",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One word of the command line: a path, ``-``, or a seal's text itself."""

    word: str

    @property
    def is_text(self) -> bool:
        """Whether the word is what is to be verified."""
        return self.word.lstrip().startswith(PREFIX)

    @property
    def label(self) -> str:
        """What the source is called in reports; without control characters and broken letters."""
        if self.is_text:
            return "seal"
        named = os.fsencode(self.word).decode("utf-8", "replace")
        return "".join("�" if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 else c for c in named)

    @property
    def folder(self) -> Path:
        """Where anchors and keys may stand beside it."""
        return Path() if self.stem is None else Path(self.word).parent

    @property
    def stem(self) -> str | None:
        """The file's name up to its first point; None for what is no file."""
        if self.is_text or self.word == _STANDARD_INPUT:
            return None
        return Path(self.word).name.partition(".")[0]

    def read(self) -> bytes:
        """Return what there is to verify; raises `Unreadable` with a code that says why not."""
        if self.is_text:
            return self.word.encode("utf-8", "surrogateescape")
        if self.word == _STANDARD_INPUT:
            return _bounded(sys.stdin.buffer.read(LARGEST + 1))
        return read_regular(self.word)


def read_regular(path: str | Path) -> bytes:
    """Return the content of a regular file; a pipe or a device is not waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor, no path
            found = os.fstat(descriptor)
            if stat.S_ISDIR(found.st_mode):
                raise Unreadable("directory")
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable("not-a-file")
            if found.st_size > LARGEST:
                raise Unreadable("too-large")
            return _bounded(file.read(LARGEST + 1))
    except (OSError, ValueError) as error:
        raise Unreadable(_reason(error)) from error


def _reason(error: OSError | ValueError) -> str:
    """Return the code of what the system said; a name with a zero octet is a ``ValueError``."""
    return next(
        (code for kind, code in _REASONS.items() if isinstance(error, kind)), "not-readable"
    )


def _bounded(data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise Unreadable("too-large")
    return data
