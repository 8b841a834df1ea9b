"""Those who are measured at a lookup, each a server process of its own on one ground."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import uvloop

from benchmarks import access_doors
from benchmarks.access_ground import (
    CONSUMER,
    FIELDS,
    MANY,
    PATH,
    PURPOSE,
    asker,
    bodies,
    http,
    service,
    write_agreements,
)
from benchmarks.contenders import HOST, inheriting, migrated, running, settings_of, stopped
from benchmarks.ground import Ground
from benchmarks.inquiries import Target
from benchmarks.load import closed_loop, open_loop
from benchmarks.measure import CLIENTS, Run, WrongAnswers, run_of
from benchmarks.usage import cpu_seconds

_MOST_A_SECOND = {"door": 1_200, "one quota": 1_200, "whole lookup": 900}
"""More than a server that wants a proof for each request can do; so many are made beforehand."""
_REUSED = 2_000
_STUB = ["-m", "benchmarks.access_doors", "stub"]
_HUB = ["-c", "from hub.cli import main; main()"]
_SCHEMA = """
CREATE TABLE naive_agreements (
    consumer text, service text, purpose text, fields text[], article text, valid_until date,
    PRIMARY KEY (consumer, service, purpose));
CREATE TABLE naive_log (
    id bigserial PRIMARY KEY, at timestamptz DEFAULT now(), consumer text, service text,
    purpose text, national_id text, fields text[]);
"""
_INSERT = """INSERT INTO naive_agreements
             VALUES (%s, %s, %s, %s, 'Article 1', '2028-03-19')"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A server that stands: ``make`` returns so many requests that it takes, just made."""

    name: str
    target: Target
    processes: dict[str, int]
    marker: bytes
    make: Callable[[int], list[bytes]]
    database_url: str = ""


@dataclass(frozen=True, slots=True)
class Lookups:
    """Runs of one contender, with what they cost every process that took part."""

    standing: Standing

    def throughput(self, seconds: float) -> Run:
        """Keep the server busy with `CLIENTS` connections."""
        one = self.standing
        most = _MOST_A_SECOND.get(one.name)
        requests = one.make(int(seconds * most)) if most else one.make(_REUSED) * 20
        before = self._spent()
        loop = closed_loop(one.target, requests, one.marker, connections=CLIENTS, seconds=seconds)
        return run_of(one.name, uvloop.run(loop), before, self._spent())

    def latency(self, seconds: float, rate: float) -> Run:
        """Send ``rate`` requests a second, whatever becomes of them."""
        requests = self.standing.make(int(seconds * rate))
        before = self._spent()
        loop = open_loop(self.standing.target, requests, self.standing.marker, rate=rate)
        return run_of(self.standing.name, uvloop.run(loop), before, self._spent())

    def _spent(self) -> dict[str, float]:
        spent = {name: cpu_seconds(pid) for name, pid in self.standing.processes.items()}
        times = os.times()
        return spent | {"generator": times.user + times.system}


@contextmanager
def standing(ground: Ground) -> Iterator[dict[str, Standing]]:
    """Run all contenders; yield them by name, in the order in which they take turns."""
    with ExitStack() as stack:
        door = stack.enter_context(hub(ground, "door", _STUB))
        whole = stack.enter_context(hub(ground, "whole lookup", _HUB))
        answer = ground.folder / "answer.json"
        answer.write_bytes(_recorded(door))
        naive = stack.enter_context(_naive(ground))
        floor = stack.enter_context(_floor(ground, answer))
        yield {one.name: one for one in (door, _one_quota(door, ground), naive, floor, whole)}


@contextmanager
def hub(ground: Ground, name: str, program: list[str]) -> Iterator[Standing]:
    """Run ``peyvand serve`` under a thousand agreements, as it is or with its registry stubbed."""
    config = ground.folder / "config"
    if not config.exists():
        write_agreements(config)
    url = migrated(ground, name.replace(" ", "_"), CONSUMER, ground.services)
    environment = settings_of(ground, url) | {"PEYVAND_CONFIG_DIR": str(config)}
    with running(ground, environment, program, "serve", "--port", "0") as (server, origin):
        target = Target(HOST, int(origin.rpartition(":")[2]), PATH, origin + PATH)

        def make(count: int) -> list[bytes]:
            return asker(ground.services, target).requests(bodies(count))

        processes = {
            "server": server,
            "postgresql": ground.database_pid,
            "agencies": ground.agencies_pid,
        }
        yield Standing(name, target, processes, b'"found":true', make, url)


def _one_quota(door: Standing, ground: Ground) -> Standing:
    """Return the door asked by one service alone: every request counts in the same row."""

    def make(count: int) -> list[bytes]:
        return asker(ground.services, door.target).requests(bodies(count, spread=1))

    return Standing("one quota", door.target, door.processes, door.marker, make)


def _recorded(door: Standing) -> bytes:
    """Return an answer of the door."""
    outcome = uvloop.run(
        closed_loop(door.target, door.make(1), door.marker, connections=1, seconds=10)
    )
    if not outcome.kept:
        raise WrongAnswers(f"{door.name}: {outcome.failed}")
    return outcome.kept[0]


@contextmanager
def _floor(ground: Ground, answer: Path) -> Iterator[Standing]:
    with _peer(ground, "floor", answer, "") as (target, server):

        def make(count: int) -> list[bytes]:
            return [http(target, body, "DPoP -", {}) for body in bodies(count)]

        yield Standing("floor", target, {"server": server}, b'"found":true', make)


@contextmanager
def _naive(ground: Ground) -> Iterator[Standing]:
    url = migrated(ground, "naive", CONSUMER, ground.services)
    with psycopg.connect(url) as connection:
        connection.execute(_SCHEMA)
        rows = [(CONSUMER, service(one), PURPOSE, list(FIELDS)) for one in range(MANY)]
        connection.cursor().executemany(_INSERT, rows)
    with _peer(ground, "naive", Path(), url) as (target, server):
        token = access_doors.bearer(ground.messages.key.read_text("utf-8"))

        def make(count: int) -> list[bytes]:
            return [http(target, body, f"Bearer {token}", {}) for body in bodies(count)]

        processes = {"server": server, "postgresql": ground.database_pid}
        yield Standing("naive", target, processes, b'"found":true', make)


@contextmanager
def _peer(ground: Ground, kind: str, answer: Path, url: str) -> Iterator[tuple[Target, int]]:
    """Run a peer; yield where it is, and its process."""
    with socket.create_server((HOST, 0), backlog=1024) as listener:
        port = listener.getsockname()[1]
        target = Target(HOST, port, PATH, f"http://{HOST}:{port}{PATH}")
        certificate = str(ground.messages.certificate)
        settings = access_doors.Peer(listener.fileno(), str(answer), url, certificate)
        path = ground.folder / f"{kind}.json"
        settings.write(path)
        command = [sys.executable, "-m", "benchmarks.access_doors", kind, str(path)]
        process = inheriting(command, listener, {})
    with stopped(process):
        yield target, process.pid
