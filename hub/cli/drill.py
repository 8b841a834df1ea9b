"""``peyvand certificate drill``: a key is lost; what it signed, and what is issued anew."""

import json
import os
from collections import Counter
from datetime import datetime
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from hub.cli.working import (
    AsJson,
    DataDir,
    in_words,
    policy_of,
    read_instant,
    settings_of,
    signer_now,
    working,
)
from hub.config import Settings
from hub.drill.incident import Incident, open_incident, refuse_lost_key
from hub.drill.replace import Replacer
from hub.drill.run import run
from hub.drill.survey import LEFT, Finding, Verdict
from hub.errors import Misconfigured
from hub.main import utc_now
from hub.receipts import World
from hub.store.certificates import Certificates
from hub.store.database import Database
from hub.store.keys import UnknownKey
from hub.store.signers import Signers
from hub.usecases.article37.documents import reissue as article37
from hub.usecases.article38.documents import reissue as article38
from hub.usecases.commerce_card.documents import reissue as commerce_card
from schemas.canonical.certificate import Certificate, CertificateNumber, CertificateType, Role
from schemas.canonical.dates import tehran_stamp

_SHOWN = 40
_FINGERPRINT_OCTETS = 32


def _statement(certificate: Certificate, number: CertificateNumber, at: datetime) -> Certificate:
    """Return a debt statement anew in the words of its duty, which its parties' roles tell."""
    roles = {one.role for one in certificate.subject.participants}
    reissue = commerce_card if Role.APPLICANT in roles else article37
    return reissue(certificate, number, at)


_REISSUES = {
    CertificateType.ARTICLE37: article37,
    CertificateType.DEBT_STATEMENT: _statement,
    CertificateType.COMMERCE_CARD: commerce_card,
    CertificateType.CLEARANCE_REFUSAL: commerce_card,
    CertificateType.ARTICLE38: article38,
    CertificateType.CONTRACT_STATEMENT: article38,
}


def drill(
    key: Annotated[str, typer.Option(help="SHA-256 of the lost key's certificate, hexadecimal.")],
    instant: Annotated[
        str, typer.Option(help="Since when it may be in other hands, RFC 3339; rather too early.")
    ],
    reissue: Annotated[
        bool, typer.Option("--reissue", help="Issue each affected certificate anew.")
    ] = False,
    by: Annotated[str, typer.Option(help="Who issues anew; it stands in the evidence.")] = "",
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Tell what a lost key signed, what a trusted timestamp proves older, and issue the rest anew.

    Run it as often as you like: what is done stays done, what is left is taken up. Exit 0 when
    nothing is left to do, 1 when something is, 2 when it could not be looked at.
    """
    settings, since = settings_of(data_dir), read_instant(instant, "--instant")
    if reissue and not by.strip():
        raise Misconfigured("--by is missing: who issues anew")
    if since > utc_now():
        raise Misconfigured(f"--instant {instant}: lies in the future")
    fingerprint = _fingerprint(key)

    async def work(database: Database) -> list[Finding]:
        incident = await open_incident(database, fingerprint, since)
        replacer = None
        if reissue:
            replacer = await _replacer(database, settings, incident, by.strip())
        return await _run(database, settings, incident, replacer)

    try:
        with in_words("drill"):
            findings = working(settings, work)
    except UnknownKey as error:
        raise Misconfigured(f"{key}: no certificate was signed with this key") from error
    if as_json:
        typer.echo(json.dumps(_report(findings), ensure_ascii=False))
    else:
        _print(findings)
    raise typer.Exit(1 if any(one.verdict in LEFT for one in findings) else 0)


async def _replacer(
    database: Database, settings: Settings, incident: Incident, by: str
) -> Replacer:
    """Return what issues anew, with the present key, which must not be a lost one."""
    signer = signer_now(settings, utc_now())
    await refuse_lost_key(database, incident, signer.certificate_der)
    return Replacer(
        certificates=Certificates(database),
        signer=signer,
        reissues=_REISSUES,
        world=World(utc_now, uuid4, os.urandom, settings.name),
        by=by,
        note=f"the signing key may be in other hands since {tehran_stamp(incident.instant)}",
    )


async def _run(
    database: Database, settings: Settings, incident: Incident, replacer: Replacer | None
) -> list[Finding]:
    """Return every finding; a bar on standard error shows how far it is."""
    found = []
    policy = policy_of(settings)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("certificates", total=incident.certificates)
        async for one in run(Signers(database), incident, policy, utc_now, replacer):
            found.append(one)
            progress.advance(bar)
    return found


def _fingerprint(text: str) -> bytes:
    """Return the 32 octets in hexadecimal ``text``, with colons or without."""
    try:
        octets = bytes.fromhex(text.replace(":", ""))
    except ValueError:
        octets = b""
    if len(octets) != _FINGERPRINT_OCTETS:
        raise Misconfigured(f"--key {text}: not 64 hexadecimal digits; see peyvand key list --json")
    return octets


def _report(findings: list[Finding]) -> dict[str, object]:
    """Return findings and totals as JSON values."""
    return {
        "totals": _totals(findings),
        "certificates": [
            {
                "number": one.number,
                "type": one.kind,
                "issued": tehran_stamp(one.issued_at),
                "verdict": one.verdict,
                "proven_at": one.proven_at.isoformat() if one.proven_at else None,
                "detail": one.detail,
                "successor": one.successor,
            }
            for one in findings
        ],
    }


def _totals(findings: list[Finding]) -> dict[str, int]:
    """Return how many there are of each verdict."""
    counted = Counter(one.verdict for one in findings)
    return {verdict.value: counted[verdict] for verdict in Verdict}


def _print(findings: list[Finding]) -> None:
    """Print those that are not provably older, as far as a page goes, and the totals of all."""
    console = Console()
    told = [one for one in findings if one.verdict is not Verdict.OLDER]
    if told:
        table = Table("number", "issued", "verdict", "why", "successor")
        for one in told[:_SHOWN]:
            issued = tehran_stamp(one.issued_at)
            table.add_row(one.number, issued, one.verdict, one.detail, one.successor or "")
        console.print(table)
    if len(told) > _SHOWN:
        console.print(f"… and {len(told) - _SHOWN} more; --json tells all", highlight=False)
    for verdict, number in _totals(findings).items():
        console.print(f"{verdict:<16} {number:>8,}", highlight=False)
