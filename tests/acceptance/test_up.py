"""``peyvand up`` as a user runs it: URLs and ``ready``, Ctrl-C, again, and two side by side."""

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hub.store.embedded import EmbeddedPostgres
from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.cli import peyvand
from tests.acceptance.house import PEYVAND, Program
from tests.acceptance.parties import Deed, Fields, new_message_id, ticking_now
from tests.acceptance.test_kills import answer_of

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder whose data directories are emptied of servers at the end."""
    folder = Path(tempfile.mkdtemp(prefix="peyvand-up-"))
    folder.chmod(0o711)
    yield folder
    for lock in list(folder.rglob("postgres/lock")):
        EmbeddedPostgres(lock.parent).remove()
    shutil.rmtree(folder)


class Up:
    """A running ``peyvand up`` on a data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        command = [PEYVAND, "up", "--port", "0", "--data-dir", str(data_dir)]
        self.program = Program(command, data_dir.with_suffix(".log"), {})

    def __enter__(self) -> "Up":
        return self

    def __exit__(self, *_: object) -> None:
        if self.program.process.poll() is None:
            os.killpg(self.program.process.pid, signal.SIGKILL)
            self.program.process.communicate()

    def notary(self) -> NotaryOffice:
        """Return the notary that it says one can be, built from nothing but what it printed."""
        told = self.program.told
        return NotaryOffice(
            told("article 37"),
            Path(told("notary key")).read_bytes(),
            Path(told("notary cert")).read_bytes(),
            Path(told("hub cert")).read_bytes(),
            clock=ticking_now,
        )

    def left(self) -> list[str]:
        """Return the processes that live in its session or in its data directory."""
        return [name for name in _processes() if self._is_ours(name)]

    def _is_ours(self, name: str) -> bool:
        try:
            session = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[3]
            home = Path(f"/proc/{name}/cwd").readlink()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            return False
        return session == str(self.program.process.pid) or home.is_relative_to(self.data_dir)


def _processes() -> list[str]:
    return [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def ask(up: Up, message_id: str, fields: Fields) -> bytes:
    """Return the octets of the answer that a notary gets, which is a certificate."""
    with up.notary() as notary:
        reply = notary.inquire(message_id, **fields)
        assert reply.value.Decision == "GRANTED"
        return answer_of(reply.response)


def test_two_side_by_side_stopped_killed_and_started_again(folder: Path) -> None:
    """A user's first evening with it would end in a port, a process or a folder in the way."""
    message_id, fields = new_message_id(), Deed().fields()
    with ExitStack() as stack:
        one, two = (stack.enter_context(Up(folder / name)) for name in ("one", "two"))
        one.program.until_ready()
        two.program.until_ready()
        assert one.program.told("article 37") != two.program.told("article 37")
        answer = ask(one, message_id, fields)
        assert ask(two, message_id, fields) != answer
        assert one.left()
        assert one.program.stop(signal.SIGINT) == 0
        assert one.left() == []
        assert ask(two, message_id, fields)
        assert two.program.stop(signal.SIGTERM) == 0
        assert two.left() == []
    with Up(folder / "one") as again:
        again.program.until_ready()
        assert ask(again, message_id, fields) == answer
        os.killpg(again.program.process.pid, signal.SIGKILL)
        again.program.process.communicate()
        listed = peyvand(folder, "agency", "list", "--json", "--data-dir", str(folder / "one"))
        assert [agency["code"] for agency in json.loads(listed.out)] == [
            "commerce-card-registry",
            "notary-offices",
            "sso-services",
            "tax-authority",
        ]
        assert again.left() == []
