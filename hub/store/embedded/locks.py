"""Locks between processes that open one data directory; the kernel drops them with the process."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.store.database import DatabaseUnavailable

_PAUSE = 0.02


@contextmanager
def one_at_a_time(file: Path, patience: float) -> Iterator[None]:
    """Hold ``file`` alone; raise `DatabaseUnavailable` after ``patience`` seconds of waiting."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + patience
        while not _try(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(f"another process has held {file} for {patience:.0f} s")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


class Share:
    """One user's hold on a server that several processes may use; taken and let go under a lock."""

    def __init__(self, file: Path) -> None:
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def release(self) -> bool:
        """Let go, and tell whether nobody else holds on."""
        alone = _try(self._descriptor, fcntl.LOCK_EX)
        os.close(self._descriptor)
        return alone


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
