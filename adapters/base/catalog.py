"""The catalog: finds the agencies by their manifests and opens those that configuration enables.

No other file names an agency: a further one is a folder beside this one and a line of settings.
"""

import time
import tomllib
from collections.abc import AsyncIterator, Callable, Container, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import httpx
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError

from adapters.base import ports
from adapters.base.accounts import Account, AccountEntries, Way, WrongAccount, read_account
from adapters.base.bulkhead import Bulkhead, BulkheadLimits
from adapters.base.connection import Connection
from adapters.base.fresh import Freshness
from adapters.base.http import HttpChannel, Timeouts
from adapters.base.ports import MessageSecurity, Receiver
from adapters.base.resilience import Breaker, BreakerLimits, Conduct, Retries
from adapters.base.terms import NO_LOCAL_TERMS, LocalTerms, Terms, doors
from adapters.base.transport import AgencyTransport
from adapters.base.way import CARRIES, through
from schemas import contracts
from schemas.calendar.holidays import shipped_holidays

_ADAPTERS = Path(__file__).parent.parent
_TELLS = Receiver.__name__
TransportFactory = Callable[[], httpx.AsyncBaseTransport]


class CatalogError(Exception):
    """A manifest or the settings for it are wrong; the hub does not start."""


class Manifest(BaseModel):
    """What an agency's folder says of itself in ``manifest.toml``.

    ``signed`` is one that wants our messages signed and signs its replies.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    protocol: Literal["soap", "rest", "der"]
    offers: tuple[str, ...] = Field(min_length=1)
    contract: str
    credentials: Literal["none", "optional", "required"]
    account: AccountEntries = AccountEntries()
    via: tuple[Way, ...] = Field(default=("direct",), min_length=1)
    signed: bool = False
    max_answer_bytes: PositiveInt
    timeouts: Timeouts
    retries: Retries
    breaker: BreakerLimits
    bulkhead: BulkheadLimits = BulkheadLimits()
    terms: Terms = Terms()
    freshness: Freshness = Freshness()


@dataclass(frozen=True, slots=True)
class AgencySettings:
    """A deployment's word on one agency.

    ``credentials`` is the path of a TOML file with what the manifest's ``account`` lists; None
    where the agency knows us without. ``consumers`` are the codes under which an agency that takes
    our notices asks us, ``certificate`` the PEM file of the one that signs its replies. ``via`` is
    the way to it, one of the manifest's, and None the first of these; ``terms`` are over the
    manifest's.
    """

    base_url: str
    enabled: bool
    credentials: Path | None
    consumers: tuple[str, ...] = ()
    certificate: Path | None = None
    via: Way | None = None
    terms: LocalTerms = NO_LOCAL_TERMS


@dataclass(frozen=True, slots=True)
class Gateways:
    """The open agencies: who answers, by name of port, and who is told, by code of consumer."""

    ports: Mapping[str, Any]
    receivers: Mapping[str, Receiver]


def discover() -> dict[str, Manifest]:
    """Return the manifest of every agency there is, by name; `CatalogError` names a wrong one."""
    return {
        found.parent.name: _manifest(found) for found in sorted(_ADAPTERS.glob("*/manifest.toml"))
    }


@asynccontextmanager
async def open_gateways(
    settings: Mapping[str, AgencySettings],
    now: Callable[[], datetime],
    security: MessageSecurity | None = None,
    transport_factory: TransportFactory = AgencyTransport,
    holidays: Container[date] | None = None,
) -> AsyncIterator[Gateways]:
    """Open the enabled agencies while the block runs; yield their gateways.

    ``now`` tells UTC; ``security`` signs what is sent to agencies that want it; ``holidays`` are
    those of this release when none are given. A name of port is that of its Protocol in `ports`.
    Two agencies that offer the same port or tell the same consumer, settings for an agency that is
    not there, credentials for one that wants none: `CatalogError`.
    """
    manifests = discover()
    unknown = settings.keys() - manifests.keys()
    if unknown:
        raise CatalogError(f"no such agency: {', '.join(sorted(unknown))}")
    answering: dict[str, Any] = {}
    receiving: dict[str, Receiver] = {}
    async with AsyncExitStack() as stack:
        for name in sorted(name for name, one in settings.items() if one.enabled):
            connection = connect(
                manifests[name], settings[name], now, transport_factory(), security, holidays
            )
            stack.push_async_callback(connection.http.aclose)
            gateway = _built(connection)
            offers = manifests[name].offers
            told = settings[name].consumers if _TELLS in offers else ()
            _place(name, gateway, (port for port in offers if port != _TELLS), answering)
            _place(name, gateway, told, receiving)
        yield Gateways(answering, receiving)


def _built(connection: Connection) -> Any:
    """Return the gateway of an agency; what it cannot do with its account is told here."""
    try:
        return import_module(f"adapters.{connection.agency}.gateway").build(connection)
    except WrongAccount as error:
        raise CatalogError(f"{connection.agency}: {error}") from None


def _place(name: str, gateway: Any, keys: Iterable[str], places: dict[str, Any]) -> None:
    """Put ``gateway`` in every place of ``keys``; each place has one."""
    for key in keys:
        if key in places:
            raise CatalogError(f"{name}: {key} is another agency's already")
        places[key] = gateway


def _manifest(path: Path) -> Manifest:
    """Return the manifest at ``path``, held against its folder, the ports and the contracts."""
    name = path.parent.name
    try:
        manifest = Manifest.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise CatalogError(f"{name}: {error}") from error
    if manifest.name != name:
        raise CatalogError(f"{name}: the manifest calls itself {manifest.name}")
    if not (contracts.ROOT / manifest.contract).is_file():
        raise CatalogError(f"{name}: there is no contract {manifest.contract}")
    for way in manifest.via:
        if manifest.protocol not in CARRIES[way]:
            raise CatalogError(f"{name}: {way} carries no {manifest.protocol}")
    for port in manifest.offers:
        if not getattr(getattr(ports, port, None), "_is_protocol", False):
            raise CatalogError(f"{name}: there is no port {port}")
    return manifest


def connect(
    manifest: Manifest,
    settings: AgencySettings,
    now: Callable[[], datetime],
    transport: httpx.AsyncBaseTransport,
    security: MessageSecurity | None = None,
    holidays: Container[date] | None = None,
) -> Connection:
    """Return the way to an agency, as its manifest and the settings say.

    ``now`` tells UTC; `CatalogError` when credentials or keys are not what the manifest wants.
    """
    name = manifest.name
    if manifest.signed and (security is None or settings.certificate is None):
        raise CatalogError(f"{name}: it wants a message key of ours and its own certificate")
    way = settings.via or manifest.via[0]
    account = _account(manifest, settings.credentials, way)
    channel = HttpChannel(
        name, settings.base_url, manifest.timeouts, manifest.max_answer_bytes, transport
    )
    rest = shipped_holidays() if holidays is None else holidays
    return Connection(
        name,
        through(name, way, channel, account, now),
        _conduct(manifest, settings.terms, now, rest),
        now,
        account.credentials,
        security,
        _certificate(name, settings.certificate),
        manifest.freshness,
    )


def _conduct(
    manifest: Manifest, local: LocalTerms, now: Callable[[], datetime], holidays: Container[date]
) -> Conduct:
    """Return how an agency is asked, by its manifest and what was agreed with it here."""
    name = manifest.name
    return Conduct(
        name,
        manifest.timeouts.total,
        manifest.retries,
        Breaker(name, manifest.breaker, time.monotonic),
        bulkhead=Bulkhead(name, manifest.bulkhead),
        admit=doors(name, local.over(manifest.terms), local.share, holidays=holidays, now=now),
    )


def _certificate(name: str, path: Path | None) -> bytes | None:
    """Return the certificate (DER) in the PEM file at ``path``."""
    if path is None:
        return None
    try:
        return load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
    except (OSError, ValueError):
        raise CatalogError(f"{name}: certificate is no PEM file of one") from None


def _account(manifest: Manifest, path: Path | None, way: Way) -> Account:
    """Return who we are, by the file at ``path``; what is wrong with it is told without it."""
    name = manifest.name
    if way not in manifest.via:
        raise CatalogError(f"{name}: it is reached {' or '.join(manifest.via)}, never {way}")
    if path is None and manifest.credentials == "required":
        raise CatalogError(f"{name}: it wants credentials")
    if path is not None and manifest.credentials == "none" and way == "direct":
        raise CatalogError(f"{name}: it wants no credentials")
    try:
        return read_account(path, manifest.account, way)
    except WrongAccount as error:
        raise CatalogError(f"{name}: {error}") from None
