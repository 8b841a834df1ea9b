"""``peyvand agency``: who may talk to us, and with which certificate."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from psycopg.errors import CheckViolation
from rich.console import Console
from rich.table import Table

from hub.cli.database import connected
from hub.errors import Misconfigured
from hub.store import agencies
from signing.verify.wss import load_certificate

app = typer.Typer(help="Who may talk to us.", no_args_is_help=True, add_completion=False)

Code = Annotated[str, typer.Argument(help="The agency's code, such as notary-offices.")]
CertificateFile = Annotated[Path, typer.Option(help="Its certificate, PEM.", exists=True)]
DataDir = Annotated[Path | None, typer.Option(help="The data folder; else PEYVAND_DATA_DIR.")]


@app.command(
    epilog="Example: peyvand agency add notary-offices --title 'دفاتر اسناد رسمی' "
    "--certificate notary.pem"
)
def add(
    code: Code,
    certificate: CertificateFile,
    title: Annotated[str, typer.Option(help="Its title in Persian.")],
    data_dir: DataDir = None,
) -> None:
    """Register an agency, or one more certificate for it."""
    octets = read_certificate(certificate)
    with connected(data_dir) as connection, _within_the_rules():
        agencies.register(
            connection,
            code=code,
            title=title,
            certificate=octets,
            now=datetime.now(UTC),
        )
    typer.echo(f"{code}: registered; it holds within five seconds")


@app.command(
    epilog="Example: peyvand agency rotate notary-offices --certificate new.pem --overlap-days 30"
)
def rotate(
    code: Code,
    certificate: CertificateFile,
    overlap_days: Annotated[
        int, typer.Option(help="How long the old one still holds.", min=0)
    ] = 30,
    data_dir: DataDir = None,
) -> None:
    """Add a new certificate and let the old ones run out."""
    now = datetime.now(UTC)
    with connected(data_dir) as connection:
        agencies.rotate(
            connection,
            code=code,
            certificate=read_certificate(certificate),
            now=now,
            retire_at=now + timedelta(days=overlap_days),
        )
    typer.echo(f"{code}: new certificate holds; the others until {overlap_days} days from now")


@app.command("list", epilog="Example: peyvand agency list --json")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    data_dir: DataDir = None,
) -> None:
    """List the registered agencies."""
    with connected(data_dir) as connection:
        found = agencies.list_agencies(connection, datetime.now(UTC))
    if as_json:
        typer.echo(json.dumps([_facts(one) for one in found], ensure_ascii=False))
        return
    if not found:
        typer.echo("No agency is registered yet; `peyvand agency add --help` shows how.")
        return
    table = Table("code", "title", "certificates")
    for one in found:
        table.add_row(one.code, one.title, str(one.certificates))
    Console().print(table)


def _facts(agency: agencies.RegisteredAgency) -> dict[str, object]:
    return {
        "code": agency.code,
        "title": agency.title,
        "certificates": agency.certificates,
        "added_at": agency.added_at.isoformat(),
    }


def read_certificate(path: Path) -> bytes:
    """Return the first certificate in a PEM file as DER; its key is P-256 or RSA from 2048 bits.

    Raises `Misconfigured`.
    """
    try:
        octets = x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
        load_certificate(octets)
    except ValueError as error:
        raise Misconfigured(f"{path.name}: no PEM certificate with a P-256 or RSA key") from error
    return octets


@contextmanager
def _within_the_rules() -> Iterator[None]:
    """Turn what the database refuses of an agency into words."""
    try:
        yield
    except CheckViolation as error:
        rules = "a code is lower-case letters, digits and hyphens, and a title is not empty"
        raise Misconfigured(rules) from error
