"""The catalog: finds the agencies by their manifests and opens those that configuration enables.

No other file names an agency: a further one is a folder beside this one and a line of settings.
"""

import time
import tomllib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError

from adapters.base import ports
from adapters.base.connection import NOBODY, Connection, Credentials
from adapters.base.http import HttpChannel, Timeouts
from adapters.base.resilience import Breaker, BreakerLimits, Conduct, Retries
from adapters.base.transport import AgencyTransport
from schemas import contracts

_ADAPTERS = Path(__file__).parent.parent
TransportFactory = Callable[[], httpx.AsyncBaseTransport]


class CatalogError(Exception):
    """A manifest or the settings for it are wrong; the hub does not start."""


class Manifest(BaseModel):
    """What an agency's folder says of itself in ``manifest.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    protocol: Literal["soap", "rest", "der"]
    offers: tuple[str, ...] = Field(min_length=1)
    contract: str
    credentials: Literal["none", "optional"]
    max_answer_bytes: PositiveInt
    timeouts: Timeouts
    retries: Retries
    breaker: BreakerLimits


@dataclass(frozen=True, slots=True)
class AgencySettings:
    """A deployment's word on one agency.

    ``credentials`` is the path of a TOML file with ``user`` and ``password``; None where the
    government bus vouches for us.
    """

    base_url: str
    enabled: bool
    credentials: Path | None


def discover() -> dict[str, Manifest]:
    """Return the manifest of every agency there is, by name; `CatalogError` names a wrong one."""
    return {
        found.parent.name: _manifest(found) for found in sorted(_ADAPTERS.glob("*/manifest.toml"))
    }


@asynccontextmanager
async def open_gateways(
    settings: Mapping[str, AgencySettings],
    now: Callable[[], datetime],
    transport_factory: TransportFactory = AgencyTransport,
) -> AsyncIterator[dict[str, Any]]:
    """Open the enabled agencies while the block runs; yield their gateways by name of port.

    ``now`` tells UTC. A name of port is that of its Protocol in `ports`. Two agencies that offer
    the same port, settings for an agency that is not there, credentials for one that wants none:
    `CatalogError`.
    """
    manifests = discover()
    unknown = settings.keys() - manifests.keys()
    if unknown:
        raise CatalogError(f"no such agency: {', '.join(sorted(unknown))}")
    gateways: dict[str, Any] = {}
    async with AsyncExitStack() as stack:
        for name in sorted(name for name, one in settings.items() if one.enabled):
            connection = connect(manifests[name], settings[name], now, transport_factory())
            stack.push_async_callback(connection.http.aclose)
            gateway = import_module(f"adapters.{name}.gateway").build(connection)
            for port in manifests[name].offers:
                if port in gateways:
                    raise CatalogError(f"{name}: {port} is offered by another agency already")
                gateways[port] = gateway
        yield gateways


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
    for port in manifest.offers:
        if not getattr(getattr(ports, port, None), "_is_protocol", False):
            raise CatalogError(f"{name}: there is no port {port}")
    return manifest


def connect(
    manifest: Manifest,
    settings: AgencySettings,
    now: Callable[[], datetime],
    transport: httpx.AsyncBaseTransport,
) -> Connection:
    """Return the way to an agency, as its manifest and the settings say.

    ``now`` tells UTC; `CatalogError` when the credentials are not what the manifest wants.
    """
    name = manifest.name
    breaker = Breaker(name, manifest.breaker, time.monotonic)
    return Connection(
        name,
        HttpChannel(
            name, settings.base_url, manifest.timeouts, manifest.max_answer_bytes, transport
        ),
        Conduct(name, manifest.timeouts.total, manifest.retries, breaker),
        now,
        _credentials(manifest, settings.credentials),
    )


def _credentials(manifest: Manifest, path: Path | None) -> Credentials:
    """Return the account in the file at ``path``; what is wrong with it is told without it."""
    if path is None:
        return NOBODY
    if manifest.credentials == "none":
        raise CatalogError(f"{manifest.name}: it wants no credentials")
    try:
        return Credentials(**tomllib.loads(path.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError, TypeError):
        message = f"{manifest.name}: the credentials file must hold user and password"
        raise CatalogError(message) from None
