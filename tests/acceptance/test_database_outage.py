"""PostgreSQL killed under load: what was acknowledged is there when it comes back."""

import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from threading import Event

import pytest

from hub.store.database import connect
from hub.store.embedded import EmbeddedPostgres
from hub.store.migrate import migrate, shipped
from tests.acceptance.conftest import StandIns
from tests.acceptance.house import furnished
from tests.acceptance.mortal import Life, doors
from tests.acceptance.parties import NOTARIES, Deed, Fields, Keyring, new_message_id
from tests.acceptance.records import tally
from tests.acceptance.refusals import refusal
from tests.acceptance.test_kills import answer_of
from tests.integration.store.embedded.house import kill, postmaster

_OFFICES, _BEFORE = 4, 24

Acknowledged = tuple[str, Fields, bytes]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that the server's own user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="peyvand-acceptance-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedPostgres]:
    """Give a server that keeps its promises to the disk, not started yet."""
    server = EmbeddedPostgres(folder / "postgres")
    yield server
    server.stop()
    server.remove()


def ask(keys: Keyring, origin: str, acknowledged: Queue[Acknowledged], over: Event) -> set[str]:
    """Inquire on and on until it is over, noting every answer; return the codes of refusals."""
    codes = set()
    with keys.office(origin) as notary:
        while not over.is_set():
            message_id, fields = new_message_id(), Deed().fields()
            request = notary.build("InquireDebt", message_id, **fields)
            response = notary.post("InquireDebt", request)
            if response.status_code == 200:
                acknowledged.put((message_id, fields, answer_of(response.content)))
            else:
                codes.add(refusal(response).code)
    return codes


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")
def test_acknowledged_answers_outlive_the_database_server(
    server: EmbeddedPostgres, folder: Path, keys: Keyring, agencies: StandIns, tmp_path: Path
) -> None:
    """A notary would hold a certificate of which the SSO knows nothing."""
    url = server.start()
    with connect(url) as connection:
        migrate(connection, shipped())
    keys.enrol(url, code=NOTARIES)
    settings = furnished(url, keys, agencies.settings)
    queue: Queue[Acknowledged] = Queue()
    over = Event()
    with (
        doors(Life(settings, tmp_path / "log")) as hub,
        ThreadPoolExecutor(_OFFICES) as pool,
    ):
        asking = [pool.submit(ask, keys, hub.origin, queue, over) for _ in range(_OFFICES)]
        try:
            acknowledged = [queue.get(timeout=60) for _ in range(_BEFORE)]
            kill(postmaster(folder / "postgres"))
            server.start()
            acknowledged += [queue.get(timeout=60) for _ in range(_BEFORE)]
        finally:
            over.set()
        assert set().union(*(one.result() for one in asking)) <= {"hub.unavailable"}
        acknowledged += [queue.get() for _ in range(queue.qsize())]
        with keys.office(hub.origin) as notary:
            for message_id, fields, answer in acknowledged:
                assert answer_of(notary.inquire(message_id, **fields).response) == answer
    rows = tally(url)
    assert rows.cases >= rows.answers >= len(acknowledged)
    assert rows.answers == rows.evidence == rows.certificates
