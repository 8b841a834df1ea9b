"""What the launcher's tests share: processes that hold a server, and kills."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from hub.store.database import connect

ROOT = Path(__file__).parents[4]
HOLD = """
import sys
from pathlib import Path
from hub.store.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
print(server.start(), flush=True)
sys.stdin.read()
server.stop()
"""


class Holder:
    """Another process that starts the server of a data directory and keeps it until told."""

    def __init__(self, data_dir: Path, prefix: Sequence[str] = ()) -> None:
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-c", HOLD, str(data_dir)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        """Wait for the server and return its URL."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> int:
        """Let it stop cleanly and return its exit code."""
        self.process.communicate()
        return self.process.returncode

    def kill(self) -> None:
        """End it as a loss of power would."""
        self.process.kill()
        self.process.communicate()


def until(condition: Callable[[], bool]) -> None:
    """Wait for ``condition``; fail after a minute."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def postmaster(data_dir: Path) -> int:
    """Return the number of the server's first process."""
    return int((data_dir / "cluster" / "postmaster.pid").read_text().splitlines()[0])


def runs(number: int) -> bool:
    """Tell whether a process lives; one that waits to be buried does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def kill(number: int) -> None:
    """Kill a process at once and wait until it is gone."""
    os.kill(number, signal.SIGKILL)
    until(lambda: not runs(number))


def write_row(url: str) -> None:
    """Commit one row."""
    with connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('کارگاه')")


def rows(url: str) -> list[str]:
    """Return the rows committed so far."""
    with connect(url) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM kept")]
