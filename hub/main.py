"""The composition root: settings in, ports built, doors and worker out.

The only caller of the catalog of agencies; ``duties`` holds which use case takes which ports.
"""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from starlette.applications import Starlette
from starlette.middleware import Middleware

from adapters.base.catalog import (
    AgencySettings,
    CatalogError,
    Gateways,
    TransportFactory,
    discover,
    open_gateways,
)
from adapters.base.transport import AgencyTransport
from hub.admission import Admission
from hub.api.rest import no_door
from hub.api.trace import Traced
from hub.clearing.notifying import WorkshopPost
from hub.clearing.opening import Clearing, Proving, open_chores, open_clearing, open_standings
from hub.config import Settings
from hub.doors import Agencies, Documents, Doors, Records
from hub.duties import build, served
from hub.duty import Duty
from hub.errors import Misconfigured
from hub.evidence.leaf import SALT_OCTETS
from hub.keys import open_anchors, open_ring, open_signer
from hub.messages import HubMessages
from hub.outbox.consumers import ConsumerPost
from hub.outbox.lane import Lane, Manner
from hub.pipeline import Observer, Road
from hub.policies import INSTALLATION, Ends, Loading, Policies, open_policies
from hub.preservation.preserve import Authorities, Preservation
from hub.preservation.twins import Twins
from hub.quotas import Quotas
from hub.receipts import Receipts, Refusals, World
from hub.sharing.opening import open_pulls, open_rounds, open_sharing
from hub.status import StatusListing
from hub.store.cases import Cases
from hub.store.database import Database
from hub.store.deliveries import Deliveries, name_receivers
from hub.store.disclosures import Disclosures
from hub.store.forms import FormStore
from hub.store.keys import register_keys
from hub.store.quotas import QuotaCounts
from hub.store.status_lists import StatusLists
from hub.store.workshop_notices import WorkshopNotices
from hub.usecases.article38.usecase import Article38
from hub.worker import Errand, Turn, Worker
from signing.keys.ring import Ring
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
        published = served(settings.duties)
        files = open_standings(database, settings, utc_now)
        ports = {**gateways.ports, "ContractFiles": files}
        duties = [build(one, settings, ports) for one in published]
        ring = open_ring(settings)
        documents = _documents(database, ring, settings)
        await name_receivers(database, settings.receivers)
        loading = Loading(INSTALLATION, utc_now(), uuid4(), os.urandom(SALT_OCTETS))
        policies = await open_policies(database, settings, loading)
        await register_keys(database, ring, utc_now())
        records = _records(database, policies, ring, settings.name)
        clearing = await open_clearing(database, settings, _proving(records), files.grounds)
        cases = Cases(database)
        roads = {one.name: _road(one, cases, records, settings, observe) for one in duties}
        sharing = open_sharing(database, settings, utc_now)
        await stack.enter_async_context(sharing.feed)
        pulls = open_pulls(gateways.ports, sharing.intake, database, utc_now)
        rounds = open_rounds(gateways.ports, sharing, database, settings.reconciliation_hour)
        listing = StatusListing(documents.lists, hub=settings.name, ring=ring, clock=utc_now)
        worker = Worker(
            roads=roads,
            cases=cases,
            clock=utc_now,
            chores=(
                listing.turn,
                Ends(policies, utc_now).turn,
                *_preservation(settings, gateways.ports, database, documents),
                *(pull.turn for pull in pulls),
                *_file_chores(database, clearing, roads.get(Article38.name), records),
            ),
            errands=[*_lanes(settings, gateways, database), *(one.turn for one in rounds)],
        )
        routes = Doors(settings, public_url, database, utc_now).routes(
            published,
            roads,
            agencies=Agencies(gateways.ports, _providers(settings)),
            records=records,
            documents=documents,
            sharing=sharing,
            clearing=clearing,
        )
        doors = Starlette(
            routes=routes, middleware=[Middleware(Traced)], exception_handlers={404: no_door}
        )
        yield House(doors, worker)


def _road(
    duty: Duty,
    cases: Cases,
    records: Records,
    settings: Settings,
    observe: Observer,
) -> Road:
    """Return the road of one duty."""
    return Road(
        duty=duty,
        cases=cases,
        admission=records.admission,
        receipts=records.receipts,
        refusals=records.refusals,
        world=records.world,
        first_retry=settings.first_retry,
        observe=observe,
    )


def _records(database: Database, policies: Policies, ring: Ring, name: str) -> Records:
    """Return what every road decides by and leaves its word with."""
    world = World(utc_now, uuid4, os.urandom, name)
    receipts, disclosures = Receipts(ring, world), Disclosures(database)
    refusals = Refusals(receipts, disclosures, world)
    quotas = Quotas(QuotaCounts(database))
    admission = Admission(policies, quotas)
    return Records(policies, quotas, admission, disclosures, receipts, refusals, world)


def _proving(records: Records) -> Proving:
    """Return what the files of contracts are told and read by: what every road decides by."""
    return Proving(
        admission=records.admission,
        disclosures=records.disclosures,
        receipts=records.receipts,
        refusals=records.refusals,
        world=records.world,
    )


def _file_chores(
    database: Database, clearing: Clearing, road: Road | None, records: Records
) -> tuple[Turn, ...]:
    """Return what is done for the files of contracts; nothing where they are not cleared here."""
    return open_chores(database, clearing, road.travel, records.world) if road else ()


def _documents(database: Database, ring: Ring, settings: Settings) -> Documents:
    """Return what issued documents are kept, twinned, listed and held against by."""
    policy = Policy(open_anchors(settings))
    twins = Twins(store=FormStore(database), ring=ring, policy=policy, clock=utc_now)
    return Documents(twins, StatusLists(database), policy)


def _preservation(
    settings: Settings, gateways: Mapping[str, Any], database: Database, documents: Documents
) -> tuple[Turn, ...]:
    """Return the chore that makes certificates last; none where nobody is there to stamp them."""
    stamps, revocation = gateways.get("TimestampAuthority"), gateways.get("RevocationSource")
    if stamps is None or revocation is None:
        return ()
    preservation = Preservation(
        store=FormStore(database),
        twins=documents.twins,
        authorities=Authorities(stamps, revocation, documents.policy),
        clock=utc_now,
        first_retry=settings.first_retry,
    )
    return (preservation.turn,)


def _lanes(settings: Settings, gateways: Gateways, database: Database) -> list[Errand]:
    """Return the lanes of the outbox: one for every consumer whose own system is told.

    Workshops have one where somebody is there to tell them.
    """
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
    posts = [ConsumerPost(code, one, store) for code, one in gateways.receivers.items()]
    lanes: list[Errand] = [Lane(post, manner).turn for post in posts]
    if service := gateways.ports.get("WorkshopNotices"):
        lanes.append(Lane(WorkshopPost(service, WorkshopNotices(database)), manner).turn)
    return lanes


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


def _providers(settings: Settings) -> dict[str, str]:
    """Return the names of the enabled agencies by the ports that they offer."""
    enabled = {name for name, one in settings.agencies.items() if one.enabled}
    manifests = discover().items()
    return {port: name for name, one in manifests if name in enabled for port in one.offers}


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
