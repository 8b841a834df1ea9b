from pathlib import Path

import pytest

from hub.store.database import DatabaseUnavailable
from hub.store.embedded.locks import Share, one_at_a_time


def test_only_one_at_a_time(tmp_path: Path) -> None:
    """Two processes would start, or stop, one server at the same moment."""
    file = tmp_path / "lock"
    with (
        one_at_a_time(file, 1),
        pytest.raises(DatabaseUnavailable, match="another process"),
        one_at_a_time(file, 0),
    ):
        pytest.fail("both are in")
    with one_at_a_time(file, 0):
        pass


def test_only_the_last_holder_is_alone(tmp_path: Path) -> None:
    """The first one to leave would stop the server under the others, or nobody would."""
    holders = [Share(tmp_path / "users") for _ in range(3)]
    assert [holder.release() for holder in holders] == [False, False, True]


def test_lock_files_are_ours_alone(tmp_path: Path) -> None:
    """Another user of the machine could keep the hub from starting by holding its lock."""
    with one_at_a_time(tmp_path / "lock", 0):
        assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600
