"""The composition root: settings in, ports built, doors and worker out.

The only caller of the catalog of agencies, and the only place where a use case meets its ports.
"""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from lxml import etree
from starlette.applications import Starlette
from starlette.routing import Route

from adapters.base.catalog import AgencySettings, CatalogError, Gateways, open_gateways
from hub.api.certificates import CertificateDoor
from hub.api.consumers import Consumers
from hub.api.pages import Contract, healthz, readyz
from hub.api.published import PublishedDoor
from hub.api.soap import DoorSettings, Service, SoapDoor
from hub.config import Settings
from hub.errors import Misconfigured
from hub.keys import open_anchors, open_ring, open_signer
from hub.messages import HubMessages
from hub.outbox.lane import Lane, Manner
from hub.pipeline import Observer, Road, World
from hub.preservation.preserve import Authorities, Preservation
from hub.preservation.twins import Twins
from hub.status import StatusListing
from hub.store.agencies import certificates_in_force
from hub.store.cases import Cases
from hub.store.certificates import Certificates
from hub.store.database import Database
from hub.store.deliveries import Deliveries
from hub.store.forms import FormStore
from hub.store.keys import published_keys, register_keys
from hub.store.status_lists import StatusLists
from hub.usecases.article37.messages import NAMESPACE, read_case_id, wrap
from hub.usecases.article37.usecase import Article37
from hub.web.desk import Desk
from hub.web.pages import VerifyPages
from hub.worker import Errand, Turn, Worker
from schemas.canonical.case import InboundRequest
from schemas.contracts import xsd
from signing.verify.policy import Policy

ARTICLE37_PATH = "/soap/article37/v1"
_WSDL = "hub/v1/article37.wsdl"
_XSD = "hub/v1/article37.xsd"


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
        cases = Cases(database, settings.receivers)
        article37 = Article37(
            persons=_port(gateways.ports, "PersonRegistry"),
            ledger=_port(gateways.ports, "DebtLedger"),
            deadlines=settings.deadlines["article37"],
        )
        ring = open_ring(settings)
        await register_keys(database, ring, utc_now())
        road = Road(
            duty=article37,
            cases=cases,
            ring=ring,
            world=World(utc_now, uuid4, os.urandom, settings.name),
            first_retry=settings.first_retry,
            observe=observe,
        )
        policy = Policy(open_anchors(settings))
        forms = FormStore(database)
        twins = Twins(store=forms, ring=ring, policy=policy, clock=utc_now)
        lists = StatusLists(database)
        listing = StatusListing(lists, hub=settings.name, ring=ring, clock=utc_now)
        lasting = _preservation(settings, gateways.ports, forms, twins, policy)
        chores = (listing.turn, *lasting)
        worker = Worker(
            roads={article37.name: road},
            cases=cases,
            clock=utc_now,
            chores=chores,
            errands=_lanes(settings, gateways, database),
        )
        routes = [
            *_soap_routes(settings, public_url, database, road),
            *_certificate_routes(database, twins, policy, lists),
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


def _soap_routes(
    settings: Settings, public_url: str, database: Database, road: Road
) -> list[Route]:
    """Return the routes of the notaries' service and its contract."""
    door = SoapDoor(
        _article37_service(road),
        consumers=Consumers(partial(certificates_in_force, database), utc_now),
        signer=open_signer(settings.message_key, "message_key"),
        settings=DoorSettings(
            public_url=public_url,
            max_bytes=settings.max_request_bytes,
            skew=timedelta(seconds=settings.clock_skew_seconds),
            clock=utc_now,
        ),
    )
    contract = Contract(public_url, ARTICLE37_PATH, _WSDL, _XSD)
    return [
        Route(ARTICLE37_PATH, contract.serve, methods=["GET"]),
        Route(ARTICLE37_PATH, door.receive, methods=["POST", "PUT", "PATCH", "DELETE"]),
    ]


def _article37_service(road: Road) -> Service:
    """Return the published Article 37 service, its operations bound to the road."""

    async def inquire(request: InboundRequest, _: etree._Element) -> bytes:
        return wrap("InquireDebt", await road.travel(request))

    async def recall(request: InboundRequest, document: etree._Element) -> bytes:
        return wrap("GetAnswer", await road.recall(request, read_case_id(document)))

    return Service(
        duty=road.duty.name,
        path=ARTICLE37_PATH,
        namespace=NAMESPACE,
        schema=xsd(_XSD),
        operations={"InquireDebt": inquire, "GetAnswer": recall},
    )


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
async def open_agencies(settings: Settings) -> AsyncIterator[Gateways]:
    """Yield the gateways of the enabled agencies; `Misconfigured`."""
    async with AsyncExitStack() as stack:
        try:
            opened = open_gateways(
                _agencies(settings),
                utc_now,
                _message_security(settings),
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


def _port(gateways: Mapping[str, Any], name: str) -> Any:
    """Return the gateway that offers a port, or say which port nobody offers."""
    if name not in gateways:
        raise Misconfigured(f"no enabled agency offers {name}; see the agencies in the settings")
    return gateways[name]
