"""A folder for data directories, open to the server's user, emptied of servers at the end."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.store.embedded import EmbeddedPostgres


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder; whatever data directory stands in it afterwards is removed, server and all."""
    path = Path(tempfile.mkdtemp(prefix="peyvand-launcher-"))
    path.chmod(0o711)
    yield path
    for lock in list(path.rglob("lock")):
        EmbeddedPostgres(lock.parent).remove()
    shutil.rmtree(path)


@pytest.fixture
def data_dir(folder: Path) -> Path:
    """Give a data directory that is not there yet."""
    return folder / "data"
