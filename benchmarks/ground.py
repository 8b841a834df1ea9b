"""The ground every contender stands on: one PostgreSQL, one set of simulated agencies, the keys."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from hub.cli.first_keys import KeyFiles, first_keys
from hub.store.embedded import EmbeddedPostgres

SEED = 1
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Ground:
    """Where everything is; ``agencies`` are base URLs by name."""

    folder: Path
    database_url: str
    database_version: str
    database_pid: int
    agencies: dict[str, str]
    agencies_pid: int
    documents: KeyFiles
    messages: KeyFiles
    notary: KeyFiles
    services: KeyFiles
    trust: Path


@contextmanager
def prepare(folder: Path) -> Iterator[Ground]:
    """Start database and agencies in ``folder``, make the keys, and stop it all afterwards."""
    keys = first_keys(folder / "keys")
    postgres = EmbeddedPostgres(folder / "postgres")
    try:
        with postgres as url, _agencies(folder / "keys") as (agencies, pid):
            version, postmaster = _server(url)
            yield Ground(
                folder=folder,
                database_url=url,
                database_version=version,
                database_pid=postmaster,
                agencies=agencies,
                agencies_pid=pid,
                documents=keys.certificates,
                messages=keys.messages,
                notary=keys.notaries,
                services=keys.services,
                trust=keys.trust,
            )
    finally:
        postgres.remove()


def _server(url: str) -> tuple[str, int]:
    """Return the server's version and the process id of its postmaster."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT current_setting('server_version')").fetchone()
        backend = connection.info.backend_pid
        stat = Path(f"/proc/{backend}/stat").read_text("utf-8")
    if row is None:
        raise RuntimeError("a setting is one row")
    return row[0], int(stat.rpartition(")")[2].split()[1])


@contextmanager
def _agencies(keys: Path) -> Iterator[tuple[dict[str, str], int]]:
    """Run the stand-ins of every agency in one process; yield their base URLs and its id.

    Those that stamp time and answer for revocation do so with the ``keys`` of this ground.
    """
    command = [sys.executable, "-m", "simulators", "--port", "0", "--seed", str(SEED)]
    command += ["--pki", str(keys)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or not (line := process.stdout.readline()):
                raise RuntimeError("the simulators did not start")
            yield json.loads(line)["agencies"], process.pid
        finally:
            process.terminate()
