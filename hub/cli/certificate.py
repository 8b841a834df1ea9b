"""``peyvand certificate``: what became of an issued certificate."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.cli import acts
from hub.cli.late import Entry, group_of
from hub.cli.working import (
    AsJson,
    DataDir,
    Number,
    in_words,
    read_instant,
    read_number,
    settings_of,
    working,
)
from hub.errors import UnknownCertificate
from hub.status import status_facts
from hub.store.certificates import Certificates, IssuedCertificate
from hub.store.database import Database
from hub.store.status_lists import StatusLists, Touched
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.dates import tehran_stamp
from schemas.canonical.status import Act, State, Status

_COMMANDS = (
    Entry(
        "status-list",
        "hub.cli.status_list:publish",
        "Sign the next status list with the configured key, keep it, and write it to a file.",
        "peyvand certificate status-list --out status.xml",
    ),
    Entry(
        "drill",
        "hub.cli.drill:drill",
        "Tell what a lost key signed, what a trusted timestamp proves older, and issue the rest"
        " anew.",
        f"peyvand certificate drill --key {'3f9a0c11' * 8} --instant 2026-11-20T09:00:00+03:30",
    ),
)

app = typer.Typer(
    cls=group_of(*_COMMANDS),
    help="What became of an issued certificate.",
    no_args_is_help=True,
    add_completion=False,
)
acts.add_to(app)


@app.command(epilog="Example: peyvand certificate show 37-1405-0000000123-1 --json")
def show(number: Number, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Show what a certificate is: its own facts, who signed it, and its status now."""
    named, now = read_number(number), datetime.now(UTC)

    async def find(database: Database) -> tuple[IssuedCertificate, Status | None]:
        certificate = await _found(database, named)
        return certificate, await Certificates(database).status(named, now, now)

    with in_words(named):
        certificate, status = working(settings_of(data_dir), find)
    _tell(_facts(certificate) | {"status": status_facts(status)}, as_json=as_json)


@app.command(
    epilog="Example: peyvand certificate status 37-1405-0000000123-1 "
    "--at 2026-11-22T10:00:00+03:30 --known-at 2026-11-23T10:00:00+03:30"
)
def status(
    number: Number,
    at: Annotated[str, typer.Option(help="At which instant, RFC 3339; else now.")] = "",
    known_at: Annotated[str, typer.Option(help="As known when, RFC 3339; else now.")] = "",
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Tell what a certificate was at an instant, as known at another; exit 1 unless issued."""
    named, now = read_number(number), datetime.now(UTC)
    asked = read_instant(at, "--at") if at else now
    known = read_instant(known_at, "--known-at") if known_at else now

    async def find(database: Database) -> Status | None:
        await _found(database, named)
        return await Certificates(database).status(named, asked, known)

    with in_words(named):
        found = working(settings_of(data_dir), find)
    times = {"at": tehran_stamp(asked), "known_at": tehran_stamp(known)}
    _tell({"number": named, **times, "status": status_facts(found)}, as_json=as_json)
    raise typer.Exit(0 if found is not None and found.state is State.ISSUED else 1)


@app.command(epilog="Example: peyvand certificate history 37-1405-0000000123-1")
def history(number: Number, as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Tell every act on a certificate, in the order in which they were recorded."""
    named = read_number(number)

    async def find(database: Database) -> list[Act]:
        await _found(database, named)
        return await Certificates(database).acts(named)

    with in_words(named):
        found = working(settings_of(data_dir), find)
    if as_json:
        typer.echo(json.dumps([_act(one) for one in found], ensure_ascii=False))
        return
    if not found:
        typer.echo(f"{named}: no act was recorded on it")
        return
    table = Table("recorded", "state", "takes effect", "reason", "by", "note")
    for one in found:
        said = f"{one.state} by {one.superseded_by}" if one.superseded_by else one.state
        recorded, effective = tehran_stamp(one.recorded_at), tehran_stamp(one.effective_at)
        table.add_row(recorded, said, effective, one.reason, one.by, one.note)
    Console().print(table)


@app.command("list", epilog="Example: peyvand certificate list --state revoked --json")
def list_(
    state: Annotated[State | None, typer.Option(help="Only those in this state now.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List the certificates that an act was ever recorded on, with their status now."""
    now = datetime.now(UTC)

    async def find(database: Database) -> list[Touched]:
        return await StatusLists(database).touched()

    with in_words("list"):
        touched = working(settings_of(data_dir), find)
    told = [(one, one.status(now, now)) for one in touched]
    told = [
        (one, found) for one, found in told if state is None or (found and found.state is state)
    ]
    if as_json:
        rows = [{"number": one.number, "status": status_facts(found)} for one, found in told]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not told:
        typer.echo("No such certificate; one on which no act was recorded stands as issued.")
        return
    table = Table("number", "type", "state", "since", "reason", "superseded by")
    for one, found in told:
        if found is not None:
            since, reason = tehran_stamp(found.since), found.reason or ""
            successor = found.superseded_by or ""
            table.add_row(one.number, one.kind, found.state, since, reason, successor)
    Console().print(table)


async def _found(database: Database, number: CertificateNumber) -> IssuedCertificate:
    found = await Certificates(database).find(number)
    if found is None:
        raise UnknownCertificate
    return found


def _facts(certificate: IssuedCertificate) -> dict[str, object]:
    signer = certificate.signer
    return {
        "number": certificate.number,
        "type": certificate.kind,
        "case": str(certificate.case_id),
        "issued": tehran_stamp(certificate.issued_at),
        "valid_until": tehran_stamp(certificate.valid_until),
        "digest": certificate.digest.hex(),
        "signer": signer.hex() if signer else None,
        "supersedes": certificate.supersedes,
    }


def _act(act: Act) -> dict[str, object]:
    return {
        "state": act.state,
        "effective_at": tehran_stamp(act.effective_at),
        "recorded_at": tehran_stamp(act.recorded_at),
        "reason": act.reason,
        "note": act.note,
        "by": act.by,
        "superseded_by": act.superseded_by,
    }


def _tell(facts: dict[str, object], *, as_json: bool) -> None:
    """Print facts as one line of JSON, or one below the other."""
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return
    status = facts.pop("status")
    spread = status if isinstance(status, dict) else {"state": "not issued yet"}
    for label, value in (facts | spread).items():
        typer.echo(f"{label:<14} {'' if value is None else value}".rstrip())
