"""Those who are measured: each a server process of its own on the same ground."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from benchmarks.constant import PATH, Constant
from benchmarks.ground import ROOT, Ground
from benchmarks.inquiries import Target
from benchmarks.peers.plain.settings import Settings as PlainSettings
from hub.cli.agency import read_certificate
from hub.cli.first_keys import KeyFiles
from hub.config import Settings
from hub.store.agencies import register
from hub.store.database import connect
from hub.store.migrate import migrate, shipped

HOST = "127.0.0.1"
THREADS = 4
CONNECTIONS = 8
"""Connections to the database: the hub's default, and what the plain one gets too."""
_PEYVAND = ["-c", "from hub.cli import main; main()"]
_ASKED = ("civil_registry", "insurance_ledger", "timestamp_authority", "certification_authority")
"""The agencies that the inquiries under measurement need."""
_QUOTA = "quota = { per_minute = 1000000, per_day = 100000000 }"


@dataclass(frozen=True, slots=True)
class Contender:
    """A server that stands: where, as which processes, and how its right answer is known.

    The worker is None where there is none. A contender that remembers messages wants every
    request only once.
    """

    name: str
    target: Target
    server: int
    worker: int | None
    marker: bytes
    remembers: bool


@contextmanager
def hub(ground: Ground, samples: Path | None = None) -> Iterator[Contender]:
    """Run the hub's own production processes, ``peyvand serve`` and ``peyvand work``.

    With ``samples`` the first is run by `benchmarks.sampler`, which writes them there at the end.
    """
    url = migrated(ground, "hub", "notary-offices", ground.notary)
    environment = settings_of(ground, url) | {"PEYVAND_CONFIG_DIR": str(_without_limit(ground))}
    program = _PEYVAND if samples is None else ["-m", "benchmarks.sampler", str(samples)]
    with (
        running(ground, environment, program, "serve", "--port", "0") as (server, origin),
        running(ground, environment, _PEYVAND, "work") as (worker, _),
    ):
        port = int(origin.rpartition(":")[2])
        target = Target(HOST, port, PATH, origin + PATH)
        yield Contender("hub", target, server, worker, b"<Certificate ", remembers=True)


def _without_limit(ground: Ground) -> Path:
    """Return a folder of policy in which no quota ends a run: it is counted as ever."""
    agreements = ground.folder / "policy" / "agreements"
    agreements.mkdir(parents=True, exist_ok=True)
    for name, text in Settings().policy_files("hub.policy", "agreements").items():
        (agreements / name).write_text(re.sub(r"(?m)^quota = .*$", _QUOTA, text), "utf-8")
    return agreements.parent


@contextmanager
def running(
    ground: Ground, environment: dict[str, str], program: list[str], *arguments: str
) -> Iterator[tuple[int, str]]:
    """Run one process of the hub, its log in a file; yield its id and the last word it prints."""
    path = ground.folder / f"hub-{arguments[0]}.log"
    with path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=ground.folder,
            env=environment,
            stderr=log,
            stdout=subprocess.PIPE,
        )
    with stopped(process):
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise RuntimeError(f"the hub did not start: {path.read_text('utf-8')[-2000:]}")
        yield process.pid, line.split()[-1].decode()


@contextmanager
def plain(ground: Ground) -> Iterator[Contender]:
    """Run the plain implementation under gunicorn: one process, as the hub is, with threads."""
    url = _database(ground, "plain")
    with psycopg.connect(url) as connection:
        schema = ROOT / "benchmarks/peers/plain/schema.sql"
        connection.execute(schema.read_bytes())
    with socket.create_server((HOST, 0), backlog=1024) as listener:
        target = _target(listener)
        path = ground.folder / "plain.json"
        path.write_text(json.dumps(asdict(_plain_settings(ground, url, target))), "utf-8")
        command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread"]
        command += ["--workers", "1", "--threads", str(THREADS), "--keep-alive", "75"]
        command += ["--no-control-socket", "--log-level", "warning"]
        command += ["--bind", f"fd://{listener.fileno()}"]
        process = inheriting(
            [*command, "benchmarks.peers.plain.service:app"],
            listener,
            {"PLAIN_SETTINGS": str(path), "PYTHONWARNINGS": "ignore"},
        )
    with stopped(process):
        yield Contender("plain", target, process.pid, None, b":Certificate>", remembers=True)


@contextmanager
def constant(ground: Ground, kind: str, answer: Path) -> Iterator[Contender]:
    """Run the ``floor`` or the ``door`` with a recorded answer."""
    with socket.create_server((HOST, 0), backlog=1024) as listener:
        target = _target(listener)
        settings = Constant(
            descriptor=listener.fileno(),
            public_url=target.address.removesuffix(PATH),
            answer=str(answer),
            key=str(ground.messages.key),
            certificate=str(ground.messages.certificate),
            consumer=str(ground.notary.certificate),
        )
        path = ground.folder / f"{kind}.json"
        settings.write(path)
        command = [sys.executable, "-m", "benchmarks.constant", kind, str(path)]
        process = inheriting(command, listener, {})
    with stopped(process):
        yield Contender(kind, target, process.pid, None, b"<Certificate ", remembers=False)


def _plain_settings(ground: Ground, url: str, target: Target) -> PlainSettings:
    return PlainSettings(
        address=target.address,
        database=url,
        civil_registry=ground.agencies["civil_registry"],
        insurance_ledger=ground.agencies["insurance_ledger"],
        civil_registry_wsdl=str(ROOT / "schemas/civil_registry/v1/est.wsdl"),
        certificate_key=str(ground.documents.key),
        certificate_chain=str(ground.documents.certificate),
        message_key=str(ground.messages.key),
        message_certificate=str(ground.messages.certificate),
        consumer=str(ground.notary.certificate),
        connections=CONNECTIONS,
    )


def settings_of(ground: Ground, url: str) -> dict[str, str]:
    """Return the hub's settings as its environment."""
    settings = {
        "DATABASE_URL": url,
        "DATA_DIR": ground.folder,
        "DATABASE_CONNECTIONS": CONNECTIONS,
        "CERTIFICATE_KEY__KEY": ground.documents.key,
        "CERTIFICATE_KEY__CERTIFICATE": ground.documents.certificate,
        "MESSAGE_KEY__KEY": ground.messages.key,
        "MESSAGE_KEY__CERTIFICATE": ground.messages.certificate,
        "TRUST": ground.trust,
        "DUTIES": '["article37"]',
        **{f"AGENCIES__{name}__BASE_URL": ground.agencies[name] for name in _ASKED},
    }
    ours = {f"PEYVAND_{name.upper()}": str(value) for name, value in settings.items()}
    return {**os.environ, **ours, "PYTHONPATH": str(ROOT)}


def migrated(ground: Ground, name: str, consumer: str, keys: KeyFiles) -> str:
    """Make a database of this release in which one consumer is registered; return its address."""
    url = _database(ground, name)
    with connect(url) as connection:
        migrate(connection, shipped())
        register(
            connection,
            code=consumer,
            title=consumer,
            certificate=read_certificate(keys.certificate),
            now=datetime.now(UTC),
        )
    return url


def _database(ground: Ground, name: str) -> str:
    """Make a database of the contender's own on the common server; return its address."""
    with psycopg.connect(ground.database_url, autocommit=True) as connection:
        connection.execute(
            psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name))
        )
    return make_conninfo(ground.database_url, dbname=name)


def _target(listener: socket.socket) -> Target:
    port = listener.getsockname()[1]
    return Target(HOST, port, PATH, f"http://{HOST}:{port}{PATH}")


def inheriting(
    command: list[str], listener: socket.socket, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    """Start a server that takes over ``listener``."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        pass_fds=[listener.fileno()],
        env={**os.environ, **environment},
    )


@contextmanager
def stopped(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Stop the process at the end, in good order if it will."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
