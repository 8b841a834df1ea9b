"""``peyvand verify``: are these documents ours, whole, and valid; offline."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from cryptography import x509
from rich.console import Console

from hub.config import Settings
from hub.errors import Misconfigured
from signing.verify import Policy, Report, Unreadable, verify_document

_VALID, _INVALID, _UNREADABLE = 0, 1, 2
_LARGEST = 8 * 1024 * 1024


def verify(
    files: Annotated[list[Path], typer.Argument(help="Certificates or receipts, XML.")],
    trust: Annotated[Path | None, typer.Option(help="The trust anchors, PEM.")] = None,
    at: Annotated[
        str, typer.Option(help="The instant to judge at, RFC 3339; without an offset UTC.")
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="The report as JSON, one line for each file.")
    ] = False,
) -> None:
    """Verify documents offline: exit 0 all valid, 1 one is invalid, 2 one is unreadable.

    Without --trust the anchors are those of the settings, or trust.pem beside the file.
    """
    instant = _instant(at) if at else datetime.now(UTC)
    given = trust or Settings().trust
    raise typer.Exit(max(_verify(file, given, instant, as_json=as_json) for file in files))


def _verify(file: Path, given: Path | None, at: datetime, *, as_json: bool) -> int:
    """Verify one document, say what was found, and return its exit code."""
    try:
        report = verify_document(_read(file), policy=_policy(given, file), at=at)
    except (Unreadable, OSError) as error:
        typer.echo(f"{file.name}: unreadable: {_why(error)}", err=True)
        return _UNREADABLE
    if as_json:
        typer.echo(json.dumps({"file": str(file), **report.to_json()}, ensure_ascii=False))
    else:
        _print(file.name, report)
    return _VALID if report.ok else _INVALID


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(f"--at {text}: not an instant such as 2026-11-22T10:00:00Z") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise Unreadable("larger than any document of ours")
    return data


def _why(error: Unreadable | OSError) -> str:
    return (error.strerror or "cannot be read") if isinstance(error, OSError) else str(error)


def _policy(given: Path | None, file: Path) -> Policy:
    """Return what is trusted: the anchors given, configured, or found beside the file."""
    path = given or file.parent / "trust.pem"
    try:
        return Policy(tuple(x509.load_pem_x509_certificates(path.read_bytes())))
    except (OSError, ValueError) as error:
        raise Misconfigured(f"no trust anchors in {path}; give them with --trust") from error


def _print(name: str, report: Report) -> None:
    """Print the verdict first, then each check in the order it was made."""
    console = Console(highlight=False)
    verdict = "[green]valid[/]" if report.ok else "[red]invalid[/]"
    console.print(f"{name}: {verdict}  {report.kind or ''} {report.number or ''}")
    for label, value in report.facts.items():
        console.print(f"  {label:<14} {value}")
    for check in report.checks:
        mark = "[green]✓[/]" if check.ok else "[red]✗[/]"
        console.print(f"  {mark} {check.name} {check.detail}".rstrip())
