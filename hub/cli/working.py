"""What commands on certificates share: a database to work on, and what they are told, read."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from hub.cli.database import database_url, refuse_other_release
from hub.cli.first_publisher import made_publisher
from hub.config import KeySettings, Settings
from hub.errors import Misconfigured, NotLawful, UnknownCertificate
from hub.keys import open_anchors, open_ring
from hub.store.database import Database
from schemas.canonical.certificate import CertificateNumber, parse_certificate_number
from schemas.canonical.identifiers import InvalidIdentifier
from signing.signer import Signer
from signing.verify import Policy

T = TypeVar("T")

Number = Annotated[str, typer.Argument(help="The certificate's number.", metavar="NUMBER")]
DataDir = Annotated[Path | None, typer.Option(help="The data folder; else PEYVAND_DATA_DIR.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]

_UNLAWFUL = {
    "status.before-issue": "an act cannot take effect before the certificate was issued",
    "status.reason": "this reason does not belong to this act",
    "status.superseded-by": "the successor must be another certificate that was issued",
    "status.transition": "its state at that time does not allow this act; see its history",
    "status.final-later": "its end is recorded for later, and only a revocation brings it forward",
}


def settings_of(data_dir: Path | None) -> Settings:
    """Return the settings, with keys, anchors, publisher of the data folder where none are set."""
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    made = settings.data_dir / "keys"
    found: dict[str, object] = {"ocds": made_publisher(settings)}
    if settings.certificate_key is None and (made / "certificates.key.pem").exists():
        key, certificate = made / "certificates.key.pem", made / "certificates.pem"
        found["certificate_key"] = KeySettings(key=key, certificate=certificate)
    if settings.trust is None and (made / "trust.pem").exists():
        found["trust"] = made / "trust.pem"
    return settings.model_copy(update=found)


def working(settings: Settings, work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
    """Return what ``work`` comes to on the settings' database.

    Raises ``DatabaseUnavailable``, and `Misconfigured` for a database of another release.
    """
    with database_url(settings) as url:
        refuse_other_release(url)
        return asyncio.run(_work(url, work))


async def _work(url: str, work: Callable[[Database], Coroutine[Any, Any, T]]) -> T:
    async with Database(url, min_size=1, max_size=2) as database:
        return await work(database)


def signer_now(settings: Settings, now: datetime) -> Signer:
    """Return the signer whose turn it is; `Misconfigured` without one."""
    return open_ring(settings).at(now)


def policy_of(settings: Settings) -> Policy:
    """Return what the hub holds its own documents against; `Misconfigured` without anchors."""
    return Policy(open_anchors(settings))


def read_number(text: str) -> CertificateNumber:
    """Return the certificate's number in ``text``; `Misconfigured` for what is none."""
    try:
        return parse_certificate_number(text)
    except InvalidIdentifier as invalid:
        raise Misconfigured(f"{text}: no certificate number ({invalid.rule})") from invalid


def read_instant(text: str, option: str) -> datetime:
    """Return the instant in ``text``; one without an offset is refused, so that none is guessed."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Misconfigured(f"{option} {text}: not an instant such as 2026-11-20T09:00:00+03:30")
    return instant


@contextmanager
def in_words(number: str) -> Iterator[None]:
    """Turn what the store refuses of a certificate into one line."""
    try:
        yield
    except UnknownCertificate as error:
        raise Misconfigured(f"{number}: no certificate was issued under this number") from error
    except NotLawful as error:
        raise Misconfigured(f"{number}: {_UNLAWFUL.get(error.rule or '', error)}") from error
