"""``peyvand doctor``: what is wrong with this installation, and what to do about it."""

import json
import shutil
import socket
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509
from psycopg import Connection
from rich.console import Console

from hub.cli.authorities import lasting_services
from hub.cli.database import database_url
from hub.cli.finding import Finding
from hub.cli.policy_findings import policy_findings
from hub.cli.round_findings import round_findings
from hub.config import KeySettings, Settings
from hub.errors import Misconfigured
from hub.keys import open_signer
from hub.sharing.pull import TWICE
from hub.store import migrate as migrations
from hub.store.contract_pulls import list_pulls
from hub.store.database import DatabaseUnavailable, connect
from hub.store.deliveries import count_stuck
from hub.store.workshop_notices import count_undelivered

_SOON = timedelta(days=60)
_DRIFT = timedelta(seconds=5)
_A_DAY = timedelta(days=1)
_LEAST_DISK = 1024**3
_REACH_SECONDS = 3.0


def doctor(
    data_dir: Annotated[Path | None, typer.Option(help="The data folder of `peyvand up`.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Look at keys, disk, database, policy, outbox, agencies; exit 1 when anything is wrong.

    An agreement that ends soon is a warning, one that has ended and is asked under is wrong.

    A time stamp is asked for, and the status of the signer's certificate, where somebody is
    configured to be asked.
    """
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    findings = [*_keys(settings), _disk(settings), *_database(settings), *_agencies(settings)]
    findings += lasting_services(settings, _configured(settings)["certificates"])
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        _print(findings)
    raise typer.Exit(0 if all(finding.ok for finding in findings) else 1)


def _print(findings: list[Finding]) -> None:
    console = Console(highlight=False)
    for finding in findings:
        mark = _mark(finding)
        console.print(f"{mark} {finding.subject:<22} {finding.seen}", soft_wrap=True)
        if finding.remedy and (finding.warning or not finding.ok):
            console.print(f"  {'':<22} → {finding.remedy}", soft_wrap=True)


def _mark(finding: Finding) -> str:
    if not finding.ok:
        return "[red]✗[/]"
    return "[yellow]![/]" if finding.warning else "[green]✓[/]"


def _keys(settings: Settings) -> Iterator[Finding]:
    """Yield whether each key signs, and for how long its certificate still holds."""
    for name, key in _configured(settings).items():
        yield _key(f"key {name}", key)


def _configured(settings: Settings) -> dict[str, KeySettings]:
    """Return the two keys by name: as configured, or where `peyvand up` makes them."""
    folder = settings.data_dir / "keys"
    keys = {"certificates": settings.certificate_key, "messages": settings.message_key}
    return {
        name: key or KeySettings(key=folder / f"{name}.key.pem", certificate=folder / f"{name}.pem")
        for name, key in keys.items()
    }


def _key(subject: str, key: KeySettings) -> Finding:
    try:
        signer = open_signer(key, subject)
    except Misconfigured as error:
        remedy = "`peyvand up` makes demonstration keys; production: docs/security.md"
        return Finding(subject, ok=False, seen=str(error), remedy=remedy)
    ends = x509.load_der_x509_certificate(signer.certificate_der).not_valid_after_utc
    well = ends - datetime.now(UTC) > _SOON
    return Finding(subject, well, f"until {ends:%Y-%m-%d}", "renew the certificate")


def _disk(settings: Settings) -> Finding:
    """Return whether the data folder's disk has room for the database to go on."""
    place = next(path for path in (settings.data_dir, *settings.data_dir.parents) if path.exists())
    free = shutil.disk_usage(place).free
    return Finding("disk", free > _LEAST_DISK, f"{free / 1024**3:.1f} GiB free", "make room")


def _database(settings: Settings) -> Iterator[Finding]:
    """Yield whether the database answers, is of this release and has our time, and its outbox."""
    try:
        with database_url(settings) as url, connect(url) as connection:
            pending = migrations.pending(connection, migrations.shipped())
            names = ", ".join(migration.name for migration in pending)
            yield Finding("database", not pending, names or "up to date", "run `peyvand migrate`")
            row = connection.execute("SELECT clock_timestamp()").fetchone()
            drift = abs(row[0] - datetime.now(UTC)) if row else timedelta.max
            seen = f"{drift.total_seconds():.1f} s from the database's"
            yield Finding("clock", drift < _DRIFT, seen, "set both clocks by the same source")
            if not pending:
                yield _outbox(connection, settings.receivers)
                yield _workshops(connection)
                yield from pull_findings(connection)
                yield from round_findings(connection, datetime.now(UTC), _enabled(settings))
                yield from policy_findings(connection, settings)
    except (DatabaseUnavailable, migrations.MigrationRefused) as error:
        first = str(error).splitlines()[0]
        yield Finding("database", ok=False, seen=first, remedy="check PEYVAND_DATABASE_URL")


def _outbox(connection: Connection, receivers: frozenset[str]) -> Finding:
    """Return whether everything that consumers are to be told is on its way."""
    dead, orphaned = count_stuck(connection, receivers)
    seen = f"{dead} dead, {orphaned} for consumers that no agency takes notices for"
    remedy = "`peyvand outbox list`, then resend, or name the consumers in the settings"
    return Finding("outbox", dead + orphaned == 0, seen, remedy)


def _workshops(connection: Connection) -> Finding:
    """Return whether the parties of contracts are told; what waits for a day waits for somebody."""
    dead, late = count_undelivered(connection, datetime.now(UTC) - _A_DAY)
    seen = f"{dead} dead, {late} waiting for more than a day"
    remedy = (
        "`peyvand outbox list --receiver workshops`: resend what is dead; what waits needs an "
        "agency in the settings that offers WorkshopNotices, and that answers"
    )
    return Finding("workshop notices", dead == 0, seen, remedy, warning=late > 0)


def _enabled(settings: Settings) -> set[str]:
    return {name for name, one in settings.agencies.items() if one.enabled}


def pull_findings(connection: Connection) -> Iterator[Finding]:
    """Yield whether each register's contracts come; one that fails once may just be closed."""
    for one in list_pulls(connection):
        seen = f"failed {one.failures} times, {one.failure}" if one.failures else "pulled"
        remedy = "its page stays where it is: see what its code means, and have it mended there"
        yield Finding(f"contracts {one.source}", one.failures < TWICE, seen, remedy)


def _agencies(settings: Settings) -> Iterator[Finding]:
    """Yield whether each configured agency takes a connection."""
    for name, agency in settings.agencies.items():
        host, port = agency.base_url.host or "", agency.base_url.port or 443
        try:
            socket.create_connection((host, port), _REACH_SECONDS).close()
        except OSError as error:
            seen = error.strerror or "does not answer"
            yield Finding(name, ok=False, seen=seen, remedy=f"check {host}:{port} and the network")
        else:
            yield Finding(name, ok=True, seen=f"{host}:{port} answers")
