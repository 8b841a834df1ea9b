"""The composition root: settings in, ports built, doors and worker out.

The only caller of the catalog of agencies; ``duties`` holds which use case takes which ports.
"""

import os
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from starlette.applications import Starlette
from starlette.routing import Route

from adapters.base.catalog import (
    AgencySettings,
    CatalogError,
    Gateways,
    TransportFactory,
    open_gateways,
)
from adapters.base.transport import AgencyTransport
from hub.api.callers import Doorkeeper, IdentitySettings
from hub.api.certificates import CertificateDoor
from hub.api.consumers import Consumers
from hub.api.identity.tokens import Mint
from hub.api.oauth import TokenDoor
from hub.api.pages import Contract, healthz, readyz
from hub.api.published import PublishedDoor
from hub.api.services import ServicesDoor
from hub.api.soap import DoorSettings, SoapDoor
from hub.config import Settings
from hub.duties import Published, build, served
from hub.errors import Misconfigured
from hub.evidence.leaf import SALT_OCTETS
from hub.keys import open_anchors, open_ring, open_signer
from hub.messages import HubMessages
from hub.outbox.lane import Lane, Manner
from hub.pipeline import Observer, Road
from hub.policies import INSTALLATION, Loading, open_policies
from hub.preservation.preserve import Authorities, Preservation
from hub.preservation.twins import Twins
from hub.receipts import Receipts, Refusals, World
from hub.status import StatusListing
from hub.store.agencies import certificates_in_force
from hub.store.cases import Cases
from hub.store.certificates import Certificates
from hub.store.database import Database
from hub.store.deliveries import Deliveries, name_receivers
from hub.store.disclosures import Disclosures
from hub.store.forms import FormStore
from hub.store.keys import published_keys, register_keys
from hub.store.replays import Replays
from hub.store.status_lists import StatusLists
from hub.web.desk import Desk
from hub.web.pages import VerifyPages
from hub.web.services import ServicePages
from hub.worker import Errand, Turn, Worker
from signing.verify.policy import Policy


@dataclass(frozen=True, slots=True)
class House:
    """A hub that stands: its doors as an ASGI application, and its worker."""

    doors: Starlette
    worker: Worker


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def unobserved(step: str, case_id: UUID) -> None:
    """Take no notice of a case's steps."""


@asynccontextmanager
async def open_house(
    settings: Settings, public_url: str, observe: Observer = unobserved
) -> AsyncIterator[House]:
    """Build the hub from its settings, and take it down again.

    Raises `Misconfigured` for a key that is not set, cannot or must not sign, and
    ``DatabaseUnavailable``: both before a port is open.
    """
    async with AsyncExitStack() as stack:
        size = settings.database_connections
        database = Database(settings.database_url, min_size=min(2, size), max_size=size)
        await stack.enter_async_context(database)
        gateways = await stack.enter_async_context(open_agencies(settings))
        await name_receivers(database, settings.receivers)
        loading = Loading(INSTALLATION, utc_now(), uuid4(), os.urandom(SALT_OCTETS))
        policies = await open_policies(database, settings, loading)
        cases = Cases(database)
        published = served(settings.duties)
        duties = [build(one, settings, gateways.ports) for one in published]
        ring = open_ring(settings)
        await register_keys(database, ring, utc_now())
        world = World(utc_now, uuid4, os.urandom, settings.name)
        receipts, disclosures = Receipts(ring, world), Disclosures(database)
        refusals = Refusals(receipts, disclosures, world)
        roads = {
            duty.name: Road(
                duty=duty,
                cases=cases,
                policies=policies,
                receipts=receipts,
                refusals=refusals,
                world=world,
                first_retry=settings.first_retry,
                observe=observe,
            )
            for duty in duties
        }
        policy = Policy(open_anchors(settings))
        forms = FormStore(database)
        twins = Twins(store=forms, ring=ring, policy=policy, clock=utc_now)
        lists = StatusLists(database)
        listing = StatusListing(lists, hub=settings.name, ring=ring, clock=utc_now)
        lasting = _preservation(settings, gateways.ports, forms, twins, policy)
        chores = (listing.turn, *lasting)
        worker = Worker(
            roads=roads,
            cases=cases,
            clock=utc_now,
            chores=chores,
            errands=_lanes(settings, gateways, database),
        )
        consumers = Consumers(partial(certificates_in_force, database), utc_now)
        identity = _identity(settings, public_url, database, consumers)
        routes = [
            *identity.routes,
            *_soap_routes(settings, public_url, consumers, published, roads),
            *_certificate_routes(database, twins, policy, lists),
            *ServicesDoor(policies.latest).routes(),
            *ServicePages(policies.latest, settings.provider_fields).routes(),
            Route("/healthz", healthz),
            Route("/readyz", readyz(database.check)),
        ]
        yield House(Starlette(routes=routes), worker)


def _certificate_routes(
    database: Database, twins: Twins, policy: Policy, lists: StatusLists
) -> list[Route]:
    """Return the doors and pages by which certificates are read and verified."""
    certificates, keys = Certificates(database), partial(published_keys, database)
    desk = Desk(certificates=certificates, twins=twins, keys=keys, policy=policy, clock=utc_now)
    return [
        *CertificateDoor(certificates, twins, utc_now).routes(),
        *PublishedDoor(keys, lists).routes(),
        *VerifyPages(certificates, twins, desk, utc_now).routes(),
    ]


@dataclass(frozen=True, slots=True)
class _Identity:
    """Who tells the REST doors who asks, and where consumers get their tokens."""

    doorkeeper: Doorkeeper
    routes: list[Route]


def _identity(
    settings: Settings, public_url: str, database: Database, consumers: Consumers
) -> _Identity:
    """Return the doorkeeper of all REST doors, and the token endpoint beside him."""
    mint = Mint(open_signer(settings.message_key, "message_key"), public_url)
    told = IdentitySettings(
        public_url=public_url,
        skew=timedelta(seconds=settings.clock_skew_seconds),
        clock=utc_now,
        client_certificates=settings.client_certificate_header,
    )
    door = TokenDoor(consumers, mint, Replays(database), told)
    return _Identity(Doorkeeper(consumers, mint, told), door.routes())


def _soap_routes(
    settings: Settings,
    public_url: str,
    consumers: Consumers,
    published: Iterable[Published],
    roads: Mapping[str, Road],
) -> list[Route]:
    """Return the routes of every published service and its contract."""
    signer = open_signer(settings.message_key, "message_key")
    door_settings = DoorSettings(
        public_url=public_url,
        max_bytes=settings.max_request_bytes,
        skew=timedelta(seconds=settings.clock_skew_seconds),
        clock=utc_now,
    )
    routes = []
    for one in published:
        service = one.service(roads[one.name])
        door = SoapDoor(service, consumers=consumers, signer=signer, settings=door_settings)
        contract = Contract(public_url, one.path, one.wsdl, one.xsd)
        routes.append(Route(one.path, contract.serve, methods=["GET"]))
        routes.append(Route(one.path, door.receive, methods=["POST", "PUT", "PATCH", "DELETE"]))
    return routes


def _preservation(
    settings: Settings,
    gateways: Mapping[str, Any],
    store: FormStore,
    twins: Twins,
    policy: Policy,
) -> tuple[Turn, ...]:
    """Return the chore that makes certificates last; none where nobody is there to stamp them."""
    stamps, revocation = gateways.get("TimestampAuthority"), gateways.get("RevocationSource")
    if stamps is None or revocation is None:
        return ()
    preservation = Preservation(
        store=store,
        twins=twins,
        authorities=Authorities(stamps, revocation, policy),
        clock=utc_now,
        first_retry=settings.first_retry,
    )
    return (preservation.turn,)


def _lanes(settings: Settings, gateways: Gateways, database: Database) -> list[Errand]:
    """Return the lanes of the outbox, one for every consumer whose own system is told."""
    for name, agency in settings.agencies.items():
        if agency.enabled and (deaf := set(agency.consumers) - gateways.receivers.keys()):
            said = ", ".join(sorted(deaf))
            raise Misconfigured(f"agencies.{name}.consumers: it takes no notices for {said}")
    manner = Manner(
        clock=utc_now,
        chance=SystemRandom().random,
        first_retry=settings.first_retry,
        poll=settings.worker_poll,
    )
    store = Deliveries(database)
    return [Lane(code, one, store, manner).turn for code, one in gateways.receivers.items()]


@asynccontextmanager
async def open_agencies(
    settings: Settings, transport_factory: TransportFactory = AgencyTransport
) -> AsyncIterator[Gateways]:
    """Yield the gateways of the enabled agencies; `Misconfigured`."""
    async with AsyncExitStack() as stack:
        try:
            opened = open_gateways(
                _agencies(settings),
                utc_now,
                _message_security(settings),
                transport_factory,
                holidays=settings.holidays,
            )
            gateways = await stack.enter_async_context(opened)
        except CatalogError as error:
            raise Misconfigured(str(error)) from error
        yield gateways


def _message_security(settings: Settings) -> HubMessages | None:
    """Return what seals our messages; None where no key is set, as for a doctor."""
    if settings.message_key is None:
        return None
    signer = open_signer(settings.message_key, "message_key")
    return HubMessages(signer, utc_now, timedelta(seconds=settings.clock_skew_seconds))


def _agencies(settings: Settings) -> dict[str, AgencySettings]:
    """Return the configured agencies as the catalog takes them."""
    return {
        name: AgencySettings(
            str(one.base_url).rstrip("/"),
            one.enabled,
            one.credentials,
            one.consumers,
            one.certificate,
            one.via,
            one.terms,
        )
        for name, one in settings.agencies.items()
    }
