"""``peyvand certificate status-list``: the signed list of certificates that do not stand."""

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.working import DataDir, in_words, settings_of, signer_now, working
from hub.errors import Misconfigured
from hub.status import publish_status_list
from hub.store.database import Database
from hub.store.status_lists import StatusLists
from schemas.canonical.steps import Signed
from signing.profile import ProfileViolation


def publish(
    out: Annotated[Path, typer.Option(help="Where the list is written, XML.", dir_okay=False)],
    hours: Annotated[int, typer.Option(help="How long it is relied on.", min=1, max=24 * 31)] = 24,
    data_dir: DataDir = None,
) -> None:
    """Sign the next status list with the configured key, keep it, and write it to a file.

    The file can be mirrored and is verified offline: peyvand verify FILE --status LIST.
    """
    settings, now = settings_of(data_dir), datetime.now(UTC)
    if not out.absolute().parent.is_dir():
        raise Misconfigured(f"--out {out}: there is no such folder")
    signer = signer_now(settings, now)

    async def made(database: Database) -> Signed:
        return await publish_status_list(
            StatusLists(database),
            hub=settings.name,
            signer=signer,
            now=now,
            lasts=timedelta(hours=hours),
        )

    try:
        with in_words("status-list"):
            signed = working(settings, made)
    except ProfileViolation as violation:
        raise Misconfigured(f"the list cannot be signed: {violation.rule}") from violation
    write_whole(out, signed.xml)
    count = signed.xml.count(b"<Entry ")
    typer.echo(f"{signed.number}: {count} certificates, {len(signed.xml):,} octets in {out}")


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a reader finds all of it, or the file as it was."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
