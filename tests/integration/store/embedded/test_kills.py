import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hub.store.database import connect
from hub.store.embedded import EmbeddedPostgres
from hub.store.embedded.account import server_account
from tests.integration.store.embedded.house import (
    Holder,
    kill,
    postmaster,
    rows,
    runs,
    until,
    write_row,
)

linux = pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")


@linux
@pytest.mark.parametrize("times", [1, 3])
def test_rows_outlive_a_killed_server(data_dir: Path, times: int) -> None:
    """A server killed by the kernel for memory would take committed cases with it."""
    server = EmbeddedPostgres(data_dir)
    for _ in range(times):
        write_row(server.start())
        kill(postmaster(data_dir))
    assert rows(server.start()) == ["کارگاه"] * times
    server.stop()


@linux
def test_start_waits_for_an_orphan_of_the_killed_server(data_dir: Path) -> None:
    """A statement still running when the server was killed would make the next start fail."""
    server = EmbeddedPostgres(data_dir)
    url = server.start()
    write_row(url)
    with connect(url) as connection:
        orphan = connection.info.backend_pid
        os.kill(orphan, signal.SIGSTOP)
        kill(postmaster(data_dir))
    server.stop()
    log = data_dir / "run" / "server.log"
    with ThreadPoolExecutor() as pool:
        started = pool.submit(server.start)
        until(lambda: log.exists() and "pre-existing shared memory block" in log.read_text())
        os.kill(orphan, signal.SIGCONT)
        assert started.result() == url
    assert rows(url) == ["کارگاه"]
    server.stop()


@linux
def test_number_of_the_killed_server_given_to_another_process(data_dir: Path) -> None:
    """In a container that is started again the same small numbers return: it would never start."""
    server = EmbeddedPostgres(data_dir)
    write_row(server.start())
    file = data_dir / "cluster" / "postmaster.pid"
    left = file.read_text()
    kill(postmaster(data_dir))
    account = server_account()
    with subprocess.Popen(["sleep", "600"], user=account.uid if account.switch else None) as other:
        file.write_text(left.replace(left.splitlines()[0], str(other.pid), 1))
        try:
            assert rows(server.start()) == ["کارگاه"]
            assert postmaster(data_dir) != other.pid
            assert other.poll() is None
        finally:
            other.kill()
    server.stop()


@linux
def test_server_of_a_killed_process_is_adopted_and_then_stopped(data_dir: Path) -> None:
    """After a kill -9 of the hub the next one would not start, or the server would run forever."""
    killed = Holder(data_dir)
    url = killed.url()
    write_row(url)
    number = postmaster(data_dir)
    killed.kill()
    assert runs(number)
    with EmbeddedPostgres(data_dir) as again:
        assert again == url
        assert postmaster(data_dir) == number
        assert rows(url) == ["کارگاه"]
    assert not runs(number)


@linux
def test_killed_while_the_cluster_is_made(data_dir: Path) -> None:
    """A first start cut short would leave half a cluster that no later start could use."""
    killed = Holder(data_dir)
    until(lambda: any(data_dir.glob("cluster.new-*/PG_VERSION")))
    killed.kill()
    with EmbeddedPostgres(data_dir) as url:
        write_row(url)


def test_half_a_cluster_is_swept(data_dir: Path) -> None:
    """Every first start cut short would leave 40 MB behind for good."""
    half = data_dir / "cluster.new-half"
    half.mkdir(parents=True)
    data_dir.chmod(0o711)
    (half / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(data_dir):
        assert not half.exists()


@linux
def test_killed_while_the_server_starts(data_dir: Path) -> None:
    """A start cut short would leave a server that the next start neither uses nor replaces."""
    with EmbeddedPostgres(data_dir) as url:
        write_row(url)
    killed = Holder(data_dir)
    until((data_dir / "cluster" / "postmaster.pid").exists)
    killed.kill()
    with EmbeddedPostgres(data_dir) as url:
        assert rows(url) == ["کارگاه"]
