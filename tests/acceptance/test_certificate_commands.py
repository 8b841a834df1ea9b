"""``peyvand certificate`` as an operator runs it, on certificates that were issued a minute ago."""

import asyncio
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from hub.keys import open_signer
from hub.store.database import Database, connect
from schemas.canonical.certificate import CertificateType, certificate_number
from signing.keys.ring import Ring
from tests.acceptance.cli import Ended, peyvand
from tests.acceptance.house import PEYVAND, environment
from tests.acceptance.parties import Keyring
from tests.acceptance.test_commands import one_clear_line
from tests.integration.hub.conftest import House
from tests.kit import policy
from tests.kit.messages import inbound
from tests.kit.ports import Clock

SAID = ("--note", "letter 12/34", "--by", "A. Officer")
UNKNOWN = certificate_number(CertificateType.ARTICLE37, date(2026, 11, 22), 999)
SUCCESSORS = "SELECT supersedes FROM certificates WHERE supersedes IS NOT NULL ORDER BY 1"


@dataclass
class Desk:
    """An operator's desk: a folder, the settings, and the certificates there are."""

    folder: Path
    url: str
    keys: Keyring
    numbers: list[str]

    def run(self, *words: str, keys: Keyring | None = None) -> Ended:
        return peyvand(self.folder, "certificate", *words, **self.settings(keys or self.keys))

    def settings(self, keys: Keyring) -> dict[str, str]:
        key = keys.key("certificates")
        return {
            "DATABASE_URL": self.url,
            "CERTIFICATE_KEY__KEY": str(key.key),
            "CERTIFICATE_KEY__CERTIFICATE": str(key.certificate),
            "TRUST": str(self.keys.trust),
        }

    def told(self, *words: str, code: int = 0) -> Any:
        """Return what a command tells as JSON."""
        ended = self.run(*words, "--json")
        assert ended.code == code, ended
        return json.loads(ended.out)

    @property
    def fingerprint(self) -> str:
        signer = open_signer(self.keys.key("certificates"), "certificate_key")
        return sha256(signer.certificate_der).hexdigest()

    def look(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        with connect(self.url) as connection:
            return connection.execute(query.encode(), arguments).fetchall()


@pytest.fixture
def desk(tmp_path: Path, database_url: str, keys: Keyring) -> Callable[[int], Desk]:
    """Give a way to a desk with some certificates."""

    def furnish(count: int) -> Desk:
        keys.enrol(database_url)
        asyncio.run(_issue(database_url, keys, count))
        made = Desk(tmp_path, database_url, keys, [])
        made.numbers = [one for (one,) in made.look("SELECT number FROM certificates ORDER BY 1")]
        assert len(made.numbers) == count
        return made

    return furnish


async def _issue(url: str, keys: Keyring, count: int) -> None:
    now = datetime.now(UTC) - timedelta(minutes=1)
    ring = Ring([(None, open_signer(keys.key("certificates"), "certificate_key"))])
    async with Database(url, min_size=1, max_size=2) as database:
        await policy.load(database)
        road = House(database, clock=Clock(now), ring=ring).road
        for n in range(1, count + 1):
            await road.travel(inbound(n, message=n, received_at=now))


def test_a_certificate_lives_through_its_acts(desk: Callable[[int], Desk]) -> None:
    """An operator could not suspend, reinstate or revoke, or not see what was done."""
    at = desk(2)
    one, other = at.numbers
    assert at.told("status", one)["status"]["state"] == "issued"
    done = at.run("suspend", one, "--reason", "under-review", *SAID)
    assert done.code == 0, done
    assert done.out.startswith(f"{one}: suspended since 20")
    assert at.told("status", one, code=1)["status"]["reason"] == "under-review"
    assert at.run("reinstate", one, "--reason", "review-closed", *SAID).code == 0
    assert at.told("status", one)["status"]["state"] == "issued"
    superseded = at.run("supersede", one, "--with", other, "--reason", "corrected", *SAID)
    assert superseded.code == 0, superseded
    history = at.told("history", one)
    assert [act["state"] for act in history] == ["suspended", "issued", "superseded"]
    assert {act["by"] for act in history} == {"A. Officer"}
    assert history[-1]["superseded_by"] == other
    (listed,) = at.told("list", "--state", "superseded")
    assert listed["number"] == one
    shown = at.told("show", one)
    assert (shown["number"], shown["signer"]) == (one, at.fingerprint)
    assert shown["status"]["state"] == "superseded"
    for command in (("history", one), ("list",), ("show", one), ("status", one)):
        said = at.run(*command)
        assert one in said.out or command[0] == "history"
        assert "superseded" in said.out


def test_the_past_is_told_as_it_was_known(desk: Callable[[int], Desk]) -> None:
    """A court would be told today's knowledge for what an office could know then."""
    at = desk(1)
    (one,) = at.numbers
    before = datetime.now(UTC).isoformat()
    ((issued,),) = at.look("SELECT issued_at FROM certificates")
    since = (issued + timedelta(seconds=5)).isoformat()
    revoked = at.run("revoke", one, "--reason", "fraud", *SAID, "--at", since)
    assert revoked.code == 0, revoked
    assert at.told("status", one, "--at", before, code=1)["status"]["state"] == "revoked"
    then = at.told("status", one, "--at", before, "--known-at", before)
    assert then["status"]["state"] == "issued"


def test_a_mirrored_list_ends_a_certificate_far_from_the_hub(desk: Callable[[int], Desk]) -> None:
    """An office with no line to us would accept what was revoked, list in hand or not."""
    at = desk(2)
    good, bad = at.numbers
    assert at.run("revoke", bad, "--reason", "fraud", *SAID).code == 0
    written = at.run("status-list", "--out", "list.xml")
    assert written.code == 0, written
    assert "1 certificates" in written.out
    assert at.run("status-list", "--out", "list.xml").out.startswith("peyvand-0000000002: ")
    for name, code in ((good, 0), (bad, 1)):
        ((document,),) = at.look("SELECT document FROM certificates WHERE number = %s", name)
        (at.folder / f"{name}.xml").write_bytes(document)
        words = ("verify", f"{name}.xml", "--trust", str(at.keys.trust))
        assert peyvand(at.folder, *words).code == 0
        judged = peyvand(at.folder, *words, "--status", "list.xml", "--json")
        assert judged.code == code, judged
        last = json.loads(judged.out)["checks"][-1]
        assert (last["name"], last["ok"]) == ("status", code == 0)
    alone = peyvand(at.folder, "verify", "list.xml", "--trust", str(at.keys.trust))
    assert (alone.code, "status-list" in alone.out) == (0, True)


def test_what_cannot_be_done_is_one_clear_line(desk: Callable[[int], Desk]) -> None:
    """An operator would be shown a traceback, or nothing would happen without a word."""
    at = desk(1)
    (one,) = at.numbers
    assert at.run("revoke", one, "--reason", "fraud", *SAID).code == 0
    early = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
    wrong: list[tuple[tuple[str, ...], str]] = [
        (("reinstate", one, "--reason", "review-closed", *SAID), "history"),
        (("suspend", one, "--reason", "under-review", *SAID, "--at", early), "before"),
        (("revoke", one, "--reason", "boredom", *SAID), "issued-in-error"),
        (("revoke", one, "--reason", "fraud", *SAID, "--at", "yesterday"), "--at"),
        (("revoke", one, "--reason", "fraud", "--note", " ", "--by", "x"), "note"),
        (("revoke", UNKNOWN, "--reason", "fraud", *SAID), UNKNOWN),
        (("supersede", one, "--with", one, "--reason", "corrected", *SAID), "successor"),
        (("show", UNKNOWN), UNKNOWN),
        (("status", UNKNOWN), UNKNOWN),
        (("history", UNKNOWN), UNKNOWN),
        (("show", f"{one[:-1]}{(int(one[-1]) + 1) % 10}"), "check-digit"),
        (("status", one, "--at", "2026-11-22T10:00:00"), "--at"),
        (("status-list", "--out", "nowhere/list.xml"), "nowhere"),
        (("drill", "--key", "ff", "--instant", early), "64"),
        (("drill", "--key", "ff" * 32, "--instant", early), "signed with this key"),
        (("drill", "--key", at.fingerprint, "--instant", "2100-01-01T00:00:00Z"), "future"),
        (("drill", "--key", at.fingerprint, "--instant", early, "--reissue"), "--by"),
        (
            ("drill", "--key", at.fingerprint, "--instant", early, "--reissue", "--by", "x"),
            "lost key",
        ),
    ]
    for words, word in wrong:
        one_clear_line(at.run(*words), word)


def test_a_lost_key_is_answered_in_one_command(
    desk: Callable[[int], Desk], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In the first hour nobody could say what is affected, or replace it."""
    at = desk(3)
    spare = Keyring(tmp_path_factory.mktemp("spare"))
    ended, *_ = at.numbers
    assert at.run("revoke", ended, "--reason", "fraud", *SAID).code == 0
    early = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    words = ("drill", "--key", at.fingerprint, "--instant", early)
    surveyed = at.told(*words, code=1)
    assert (surveyed["totals"]["affected"], surveyed["totals"]["over"]) == (2, 1)
    page = at.run(*words)
    assert page.code == 1
    assert all(one in page.out for one in at.numbers)
    done = at.run(*words, "--reissue", "--by", "A. Officer", "--json", keys=spare)
    assert done.code == 0, done
    assert json.loads(done.out)["totals"]["reissued"] == 2
    assert at.look(SUCCESSORS) == [(one,) for one in at.numbers[1:]]
    assert at.told(*words)["totals"]["over"] == 3
    ((new,),) = at.look("SELECT document FROM certificates WHERE supersedes IS NOT NULL LIMIT 1")
    (at.folder / "new.xml").write_bytes(new)
    assert peyvand(at.folder, "verify", "new.xml", "--trust", str(spare.trust)).code == 0


def test_a_drill_that_is_killed_is_finished_by_the_next(
    desk: Callable[[int], Desk], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A kill -9 would leave certificates void with nothing in their place, or replaced twice."""
    at = desk(4)
    spare = Keyring(tmp_path_factory.mktemp("spare"))
    early = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    words = ["certificate", "drill", "--key", at.fingerprint, "--instant", early, "--reissue"]
    told = {f"PEYVAND_{name}": value for name, value in at.settings(spare).items()}
    held = "SELECT 1 FROM certificates WHERE number = %s FOR UPDATE"
    with connect(at.url) as holder, holder.transaction():
        holder.execute(held.encode(), (at.numbers[2],))
        with subprocess.Popen(
            [PEYVAND, *words, "--by", "x"],
            cwd=at.folder,
            env=environment() | told,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            _until_it_waits(at)
            process.kill()
    assert at.look(SUCCESSORS) == [(one,) for one in at.numbers[:2]]
    done = at.run(*words[1:], "--by", "x", "--json", keys=spare)
    assert (done.code, json.loads(done.out)["totals"]["reissued"]) == (0, 2)
    assert at.look(SUCCESSORS) == [(one,) for one in at.numbers]


def _until_it_waits(at: Desk) -> None:
    """Return once a process waits for the row that is held."""
    waiting = "SELECT pg_sleep(0.01), count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    for _ in range(6_000):
        ((_, count),) = at.look(f"{waiting} AND datname = current_database()")
        if count:
            return
    raise AssertionError("the drill never came to the row")
