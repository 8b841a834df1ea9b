"""The acts of ``peyvand certificate``: revoke, suspend, reinstate, supersede, with a reason."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from hub.cli.working import (
    DataDir,
    Number,
    in_words,
    read_instant,
    read_number,
    settings_of,
    working,
)
from hub.errors import Misconfigured
from hub.status import record_act
from hub.store.certificates import Certificates
from hub.store.database import Database
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.dates import tehran_stamp
from schemas.canonical.status import REASONS, Act, ReasonCode, State


def _reasons(state: State) -> str:
    return ", ".join(sorted(REASONS[state]))


Note = Annotated[str, typer.Option(help="What happened, in one sentence; it is not published.")]
By = Annotated[str, typer.Option(help="Who says so; it stands in the evidence.")]
At = Annotated[str, typer.Option(help="When it takes effect, RFC 3339 with its offset; else now.")]
Revoking = Annotated[str, typer.Option(help=f"Why: {_reasons(State.REVOKED)}.")]
Suspending = Annotated[str, typer.Option(help=f"Why: {_reasons(State.SUSPENDED)}.")]
Reinstating = Annotated[str, typer.Option(help=f"Why: {_reasons(State.ISSUED)}.")]
Superseding = Annotated[str, typer.Option(help=f"Why: {_reasons(State.SUPERSEDED)}.")]
Successor = Annotated[str, typer.Option("--with", help="The number of the one in its place.")]


def add_to(app: typer.Typer) -> None:
    """Add the acts to the commands of ``app``."""
    said = "37-1405-0000000123-1 --note 'by letter 12/34' --by 'A. Officer'"
    for act, reason in (
        (revoke, "issued-in-error"),
        (suspend, "under-review"),
        (reinstate, "review-closed"),
        (supersede, "corrected --with 37-1405-0000000456-5"),
    ):
        example = f"Example: peyvand certificate {act.__name__} {said} --reason {reason}"
        app.command(epilog=example)(act)


def revoke(
    number: Number, reason: Revoking, note: Note, by: By, at: At = "", data_dir: DataDir = None
) -> None:
    """Revoke a certificate for good."""
    _record(number, State.REVOKED, (reason, note, by), at, data_dir)


def suspend(
    number: Number, reason: Suspending, note: Note, by: By, at: At = "", data_dir: DataDir = None
) -> None:
    """Suspend a certificate until it is reinstated or revoked."""
    _record(number, State.SUSPENDED, (reason, note, by), at, data_dir)


def reinstate(
    number: Number, reason: Reinstating, note: Note, by: By, at: At = "", data_dir: DataDir = None
) -> None:
    """Lift the suspension of a certificate."""
    _record(number, State.ISSUED, (reason, note, by), at, data_dir)


def supersede(
    number: Number,
    successor: Successor,
    reason: Superseding,
    note: Note,
    by: By,
    at: At = "",
    data_dir: DataDir = None,
) -> None:
    """Put another certificate in the place of one, for good."""
    replaced_by = read_number(successor)
    _record(number, State.SUPERSEDED, (reason, note, by), at, data_dir, replaced_by)


def _record(
    number: str,
    state: State,
    words: tuple[str, str, str],
    at: str,
    data_dir: Path | None,
    successor: CertificateNumber | None = None,
) -> None:
    """Record one act and say what was recorded; ``words`` are reason, note and name."""
    now = datetime.now(UTC)
    reason, note, by = words
    if not note.strip() or not by.strip():
        raise Misconfigured("an act has a note and a name")
    act = Act(
        number=read_number(number),
        state=state,
        effective_at=read_instant(at, "--at") if at else now,
        recorded_at=now,
        reason=_reason(reason, state),
        note=note.strip(),
        by=by.strip(),
        superseded_by=successor,
    )

    settings = settings_of(data_dir)

    async def record(database: Database) -> Act:
        certificates = Certificates(database)
        return await record_act(certificates, act, new_id=uuid4, random=os.urandom)

    with in_words(act.number):
        done = working(settings, record)
    said = f"{state} by {successor}" if successor else state
    since, recorded = tehran_stamp(done.effective_at), tehran_stamp(done.recorded_at)
    typer.echo(f"{act.number}: {said} since {since} ({reason}), recorded {recorded}")
    typer.echo("next: peyvand certificate status-list --out status.xml")


def _reason(code: str, state: State) -> ReasonCode:
    """Return the reason called ``code`` where it fits; `Misconfigured` names those that do."""
    if code not in REASONS[state]:
        raise Misconfigured(f"--reason {code}: one of {_reasons(state)}")
    return ReasonCode(code)
