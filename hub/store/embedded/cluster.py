"""The server's life: made by initdb, started and stopped by pg_ctl, started again after a kill."""

import os
import shutil
import subprocess
import tempfile
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from hub.store.database import DatabaseUnavailable, connect
from hub.store.embedded.leftovers import forget_dead_server, processes_in
from hub.store.embedded.place import Place
from hub.store.embedded.settings import OPTIONS, write_settings

DATABASE = "peyvand"
_USER = "peyvand"
_PATIENCE = 120.0  # seconds: recovery after a kill replays up to max_wal_size of log
_PAUSE = 0.05
_TAIL_LINES = 15
_NOT_RUNNING = 3  # pg_ctl status, as the LSB has it for init scripts
_PASSING = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')
_LINK_REFUSED = os.O_RDONLY | os.O_NOFOLLOW


def url(place: Place, database: str) -> str:
    """Return the libpq URL of ``database``; it stays the same from start to start."""
    return f"postgresql:///{database}?host={place.socket}&user={_USER}"


def ensure_cluster(place: Place) -> None:
    """Make the cluster if there is none, whole or not at all.

    Raises `DatabaseUnavailable` for a cluster of another major version, or one that is broken.
    """
    for draft in place.home.glob("cluster.new-*"):
        # An initdb whose starter was killed may still be clearing up in there.
        shutil.rmtree(draft, ignore_errors=True)
    if not place.cluster.exists():
        _make_cluster(place)
    found, ours = _major_of(place.cluster), _major_of_binaries(place)
    if found != ours:
        raise DatabaseUnavailable(
            f"{place.cluster} was made by PostgreSQL {found}, this release runs {ours}:"
            " dump it with the old release and restore it into a new data directory"
        )


def start_server(place: Place) -> None:
    """Start the server, or adopt the one that runs, and make the database in it.

    Raises `DatabaseUnavailable` with the tail of the server's log.
    """
    if _refusal(place) is not None:
        _put_aside(place.log)
        write_settings(place)
        _start_until_it_answers(place)
    with connect(url(place, "postgres")) as connection, suppress(psycopg.errors.DuplicateDatabase):
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def stop_server(place: Place) -> None:
    """Stop the server, dropping its connections and losing nothing; one that is gone is fine.

    Raises `DatabaseUnavailable` when it does not stop.
    """
    forget_dead_server(place.cluster, place.lock_files)
    if not (_stopped(place, "fast") or _stopped(place, "immediate")):
        raise DatabaseUnavailable("PostgreSQL does not stop", log_tail(place))
    if place.socket != place.run:
        with suppress(OSError):
            place.socket.rmdir()


def remove_cluster(place: Place) -> None:
    """Stop the server if it runs, and delete all that it and we keep in its home."""
    if place.cluster.exists():
        stop_server(place)
        shutil.rmtree(place.cluster)
    for folder in {place.run, place.socket}:
        shutil.rmtree(folder, ignore_errors=True)
    for file in (*place.home.glob("*.conf"), place.users):
        file.unlink()
    if place.moved:
        shutil.rmtree(place.home)


def log_tail(place: Place) -> str:
    """Return the last lines the server wrote since its last start."""
    try:
        descriptor = os.open(place.log, _LINK_REFUSED)
    except OSError:
        return ""
    with os.fdopen(descriptor, encoding="utf-8", errors="replace") as lines:
        return "".join(deque(lines, _TAIL_LINES)).rstrip()


def _stopped(place: Place, mode: str) -> bool:
    """Stop in ``mode``; a server that left no lock file, or a stale one, counts as stopped."""
    if _pg_ctl(place, "stop", "-m", mode).returncode == 0:
        return True
    stale = _pg_ctl(place, "status").returncode == _NOT_RUNNING
    return stale or not (place.cluster / "postmaster.pid").exists()


def _make_cluster(place: Place) -> None:
    draft = Path(tempfile.mkdtemp(prefix="cluster.new-", dir=place.home))
    place.account.own(draft)
    ended = _run(
        place,
        "initdb",
        *("-D", draft.name, "-U", _USER, "-E", "UTF8", "--no-locale"),
        *("--auth-local=peer", "--auth-host=reject", "--no-instructions"),
    )
    if ended.returncode != 0:
        shutil.rmtree(draft)
        reason = f"initdb could not make a cluster in {place.home}"
        raise DatabaseUnavailable(_with_hint(reason, ended.stderr), ended.stderr.strip())
    draft.rename(place.cluster)


def _start_until_it_answers(place: Place) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        forget_dead_server(place.cluster, place.lock_files)
        started = _pg_ctl(place, "start", "-o", OPTIONS, "-l", "run/server.log")
        refusal = _refusal(place)
        if refusal is None:
            return
        tail = log_tail(place)
        if started.returncode != 0 and not any(reason in tail for reason in _PASSING):
            raise DatabaseUnavailable(_with_hint("PostgreSQL does not start", tail), tail)
        if time.monotonic() > deadline:
            running = ", ".join(map(str, processes_in(place.cluster))) or "none"
            raise DatabaseUnavailable(f"{refusal}; processes of it that run: {running}", tail)
        time.sleep(_PAUSE)


def _refusal(place: Place) -> str | None:
    """Return why the server does not let us in, None when it does."""
    try:
        connect(url(place, "postgres")).close()
    except DatabaseUnavailable as error:
        return error.reason
    return None


def _pg_ctl(place: Place, action: str, *options: str) -> subprocess.CompletedProcess[str]:
    patience = ("-s", "-w", "-t", str(round(_PATIENCE)))
    return _run(place, "pg_ctl", action, "-D", place.cluster.name, *patience, *options)


def _run(place: Place, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = (str(place.binaries / program), *arguments)
    try:
        return place.account.run(command, place.home, patience=_PATIENCE + 10)
    except subprocess.TimeoutExpired as error:
        raise DatabaseUnavailable(f"{program} does not end", log_tail(place)) from error


def _put_aside(log: Path) -> None:
    """Keep the log of the run before this one, and no older."""
    with suppress(FileNotFoundError):
        log.rename(log.with_suffix(".log.1"))


def _major_of(cluster: Path) -> str:
    try:
        return (cluster / "PG_VERSION").read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DatabaseUnavailable(
            f"{cluster} is no PostgreSQL cluster (PG_VERSION is missing):"
            " restore it from a backup, or remove it to begin anew"
        ) from error


def _major_of_binaries(place: Place) -> str:
    """Return the major version that ``postgres (PostgreSQL) 18.6`` tells."""
    return _run(place, "postgres", "--version").stdout.split()[-1].split(".")[0]


def _with_hint(reason: str, output: str) -> str:
    if "No space left on device" in output:
        return f"{reason}: the disk is full"
    return f"{reason}: {_last_line(output)}"


def _last_line(text: str) -> str:
    """Return the last line that speaks of a failure, else the last one."""
    lines = text.strip().splitlines() or ["no reason was given"]
    failures = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line]
    return (failures or lines)[-1].strip()
