import os
from pathlib import Path

import pytest

from hub.store.embedded.leftovers import forget_dead_server, processes_in

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")
NO_PROCESS = 2**22 + 1  # above the largest number Linux gives


def _lock_file(folder: Path, number: object) -> Path:
    file = folder / "postmaster.pid"
    file.write_text(f"{number}\n/somewhere\n")
    return file


def test_file_of_a_process_that_works_elsewhere_goes(tmp_path: Path) -> None:
    """The server would refuse to start for as long as a stranger holds its old number."""
    file = _lock_file(tmp_path, os.getpid())
    forget_dead_server(tmp_path, [file])
    assert not file.exists()


def test_file_stays_while_anyone_works_in_the_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second server on one cluster, beside an orphan of the first, would destroy the data."""
    monkeypatch.chdir(tmp_path)
    file = _lock_file(tmp_path, os.getppid())
    assert os.getpid() in processes_in(tmp_path)
    forget_dead_server(tmp_path, [file])
    assert file.exists()


@pytest.mark.parametrize("number", [NO_PROCESS, "", "half-writ"])
def test_file_that_names_no_process_is_left_to_postgresql(tmp_path: Path, number: object) -> None:
    """PostgreSQL's own check for orphans, which reads that file, would be thrown away."""
    file = _lock_file(tmp_path, number)
    forget_dead_server(tmp_path, [file, tmp_path / "absent"])
    assert file.exists()
