import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.store.database import DatabaseUnavailable
from hub.store.embedded import EmbeddedPostgres
from hub.store.embedded.place import find_place


@pytest.fixture
def made(data_dir: Path) -> Path:
    """Give a data directory with a cluster that has run and stopped."""
    with EmbeddedPostgres(data_dir):
        pass
    return data_dir


def test_cluster_of_another_major_version(made: Path) -> None:
    """An upgrade of the package would meet old data with a riddle instead of a way out."""
    (made / "cluster" / "PG_VERSION").write_text("15\n")
    with pytest.raises(DatabaseUnavailable, match="made by PostgreSQL 15, this release runs 18"):
        EmbeddedPostgres(made).start()


def test_cluster_without_its_version(made: Path) -> None:
    """A half-restored backup would be overwritten by a new cluster."""
    (made / "cluster" / "PG_VERSION").unlink()
    with pytest.raises(DatabaseUnavailable, match="PG_VERSION is missing"):
        EmbeddedPostgres(made).start()


def test_broken_cluster_shows_the_servers_log(made: Path) -> None:
    """An operator would see that it failed and not why."""
    (made / "cluster" / "global" / "pg_control").write_bytes(b"")
    with pytest.raises(DatabaseUnavailable, match=r"does not start: .*pg_control") as caught:
        EmbeddedPostgres(made).start()
    assert "pg_control" in caught.value.log_tail


def test_failed_start_lets_go(made: Path) -> None:
    """A start that failed would count as a user, and the server would never be stopped again."""
    version = made / "cluster" / "PG_VERSION"
    right = version.read_text()
    version.write_text("15\n")
    failed = EmbeddedPostgres(made)
    with pytest.raises(DatabaseUnavailable):
        failed.start()
    version.write_text(right)
    with EmbeddedPostgres(made):
        pass
    assert not (made / "cluster" / "postmaster.pid").exists()


def test_file_in_the_place_of_the_data_directory(folder: Path) -> None:
    """A slip in ``--data-dir`` would end in a traceback."""
    (folder / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match="cannot be used"):
        EmbeddedPostgres(folder / "file").start()


def test_pointer_to_a_home_that_is_gone(data_dir: Path) -> None:
    """A lost disk would look like a new, empty installation."""
    data_dir.mkdir()
    (data_dir / "location").write_text("/var/lib/peyvand/data-gone\n")
    with pytest.raises(DatabaseUnavailable, match="is gone"):
        EmbeddedPostgres(data_dir).start()
    (data_dir / "location").unlink()


def test_socket_folder_of_a_stranger(folder: Path) -> None:
    """Whoever makes the folder in /tmp first would own the door to the database."""
    data_dir = folder / ("x" * 120)
    data_dir.mkdir(mode=0o711)
    socket = find_place(data_dir).socket
    socket.chmod(0o777)
    try:
        with pytest.raises(DatabaseUnavailable, match="not a private folder"):
            EmbeddedPostgres(data_dir).start()
    finally:
        socket.rmdir()


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a disk of 20 MB, too small for a cluster."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m,mode=0711", "peyvand", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("mount: a small disk cannot be made here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="needs root and mount")
def test_full_disk_says_so(small_disk: Path) -> None:
    """A full disk would show as a server that does not start, with no hint."""
    with pytest.raises(DatabaseUnavailable, match="the disk is full"):
        EmbeddedPostgres(small_disk / "data").start()
    assert not list((small_disk / "data").glob("cluster*"))
