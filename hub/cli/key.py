"""``peyvand key``: what certificates are signed with, and what became of each key."""

import json
import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from cryptography import x509
from rich.console import Console
from rich.table import Table

from hub.cli.database import connected
from hub.cli.key_check import check
from hub.cli.working import AsJson, DataDir, read_instant, settings_of
from hub.config import Settings
from hub.errors import Misconfigured
from hub.evidence.leaf import SALT_OCTETS, key_act_leaf
from hub.keys import open_ring
from hub.store.keys import KeyActRefused, UnknownKey, find_key, list_keys, record_act
from schemas.canonical.signing_key import KeyAct, KeyEvent, PublishedKey

app = typer.Typer(
    help="What certificates are signed with.", no_args_is_help=True, add_completion=False
)
app.command("check", epilog="Example: peyvand key check")(check)

Fingerprint = Annotated[
    str, typer.Argument(help="SHA-256 of the key's certificate, or how it begins; see the list.")
]
By = Annotated[str, typer.Option(help="Who says so; it stands in the evidence.")]


@app.command("list", epilog="Example: peyvand key list --json")
def list_(
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List every key that certificates were or will be signed with."""
    with connected(data_dir) as connection:
        found = list_keys(connection)
    if as_json:
        typer.echo(json.dumps([_facts(one) for one in found], ensure_ascii=False))
        return
    if not found:
        typer.echo("No key is registered yet; a process registers its keys when it starts.")
        return
    table = Table("fingerprint", "certificate", "until", "state")
    for one in found:
        fingerprint = one.fingerprint.hex()[:16]
        table.add_row(fingerprint, _subject(one), f"{one.until:%Y-%m-%d}", _state(one))
    Console().print(table)


@app.command(
    epilog="Example: peyvand key retire 3f9a0c11 --by 'A. Operator' --reason 'yearly rotation'"
)
def retire(
    fingerprint: Fingerprint,
    by: By,
    reason: Annotated[str, typer.Option(help="Why, in one sentence.")] = "rotation",
    data_dir: DataDir = None,
) -> None:
    """Record that a key signs no more; what it signed stays valid.

    A key that these settings still sign with is not retired: they come first.
    """
    now = datetime.now(UTC)
    _refuse_in_use(settings_of(data_dir), fingerprint, now)
    key = _record(fingerprint, KeyEvent.RETIRED, now, now, reason, by, data_dir)
    typer.echo(f"{key}: retired; no process starts with it any more")


@app.command(
    epilog="Example: peyvand key compromised 3f9a0c11 --at 2026-11-20T09:00:00+03:30 "
    "--reason 'the token was stolen' --by 'A. Operator'"
)
def compromised(
    fingerprint: Fingerprint,
    at: Annotated[
        str, typer.Option(help="Since when, RFC 3339 with its offset; rather too early.")
    ],
    reason: Annotated[str, typer.Option(help="What happened, in one sentence.")],
    by: By,
    data_dir: DataDir = None,
) -> None:
    """Record that a key may have been in other hands since an instant."""
    now = datetime.now(UTC)
    key = _record(
        fingerprint, KeyEvent.COMPROMISED, read_instant(at, "--at"), now, reason, by, data_dir
    )
    typer.echo(f"{key}: compromised since {at}; no process starts with it any more")
    typer.echo(f"next: restart every process, then peyvand certificate drill --key {key}")


def _refuse_in_use(settings: Settings, fingerprint: str, now: datetime) -> None:
    """Raise `Misconfigured` for a key that this machine's own settings sign with."""
    try:
        ring = open_ring(settings)
    except Misconfigured:
        return
    wanted = fingerprint.replace(":", "").lower()
    for signer in ring.from_now(now):
        if sha256(signer.certificate_der).hexdigest().startswith(wanted):
            raise Misconfigured(f"{fingerprint}: it still signs here; configure another key first")


def _record(
    fingerprint: str,
    event: KeyEvent,
    at: datetime,
    now: datetime,
    reason: str,
    by: str,
    data_dir: Path | None,
) -> str:
    """Record an act on a key with its evidence; return the fingerprint."""
    if not reason.strip() or not by.strip():
        raise Misconfigured("an act has a reason and a name")
    try:
        with connected(data_dir) as connection:
            key = find_key(connection, fingerprint)
            act = KeyAct(key.fingerprint, event, at, now, reason.strip(), by.strip())
            record_act(
                connection, act, lambda one: key_act_leaf(uuid4(), one, os.urandom(SALT_OCTETS))
            )
    except UnknownKey as error:
        raise Misconfigured(f"{fingerprint}: names no key, or several; see the list") from error
    except KeyActRefused as error:
        raise Misconfigured(f"{fingerprint}: {error}") from error
    return key.fingerprint.hex()


def _state(key: PublishedKey) -> str:
    """Return what is to know of a key, in a word and a day."""
    if key.compromised_at is not None:
        return f"[red]compromised {key.compromised_at:%Y-%m-%d %H:%M} UTC[/]"
    if key.retired_at is not None:
        return f"retired {key.retired_at:%Y-%m-%d}"
    return "expired" if key.not_after < datetime.now(UTC) else "[green]holds[/]"


def _subject(key: PublishedKey) -> str:
    return x509.load_der_x509_certificate(key.certificates[0]).subject.rfc4514_string()


def _facts(key: PublishedKey) -> dict[str, object]:
    return {
        "fingerprint": key.fingerprint.hex(),
        "subject": _subject(key),
        "not_before": key.not_before.isoformat(),
        "not_after": key.not_after.isoformat(),
        "registered_at": key.registered_at.isoformat(),
        "retired_at": key.retired_at.isoformat() if key.retired_at else None,
        "compromised_at": key.compromised_at.isoformat() if key.compromised_at else None,
        "reason": key.reason,
    }
