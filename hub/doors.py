"""Every door of a house: its routes, bound to roads, stores and keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from starlette.routing import Route

from hub.admission import Admission
from hub.api.article38.doors import Behind as FilesBehind
from hub.api.article38.doors import FileDoors
from hub.api.article38.overdue import OverdueDoor
from hub.api.article38.paper import Behind as PaperBehind
from hub.api.article38.paper import PaperDoors
from hub.api.callers import Doorkeeper, IdentitySettings
from hub.api.certificates import CertificateDoor
from hub.api.consumers import Consumers
from hub.api.contract_doors import Behind
from hub.api.contract_gate import Gate
from hub.api.contract_receipts import ContractReceipts
from hub.api.contracts import contract_routes
from hub.api.identity.tokens import Mint
from hub.api.inquiries import InquiryDoor
from hub.api.lookups import LookupDoors
from hub.api.oauth import TokenDoor
from hub.api.openapi.document import Offered
from hub.api.openapi.door import OpenApiDoor
from hub.api.openapi.inquiries import UseCase
from hub.api.pages import Contract, healthz, readyz
from hub.api.published import PublishedDoor
from hub.api.receipts import ReceiptDoor
from hub.api.services import ServicesDoor
from hub.api.soap import DoorSettings, SoapDoor
from hub.api.usages import Usages
from hub.clearing.opening import Clearing
from hub.config import Settings
from hub.duties import Published
from hub.keys import open_signer
from hub.lookups import LOOKUPS
from hub.lookups.base import Lookup
from hub.lookups.road import LookupRoad
from hub.pipeline import Road
from hub.policies import Policies
from hub.preservation.twins import Twins
from hub.quotas import Quotas
from hub.receipts import Receipts, Refusals, World
from hub.sharing.opening import Sharing, open_scale
from hub.store.agencies import certificates_in_force
from hub.store.certificates import Certificates
from hub.store.contract_reads import ContractReads
from hub.store.database import Database
from hub.store.disclosures import Disclosures
from hub.store.keys import published_keys
from hub.store.replays import Replays
from hub.store.status_lists import StatusLists
from hub.web.desk import Desk
from hub.web.docs import DocsPages
from hub.web.pages import VerifyPages
from hub.web.panel.opening import Behind as PanelBehind
from hub.web.panel.opening import panel_routes
from hub.web.paper import PaperPages
from hub.web.services import ServicePages
from signing.signer import Signer
from signing.verify.policy import Policy


@dataclass(frozen=True, slots=True)
class Records:
    """What a road decides by and leaves its word with: policy, quotas, register, receipts."""

    policies: Policies
    quotas: Quotas
    admission: Admission
    disclosures: Disclosures
    receipts: Receipts
    refusals: Refusals
    world: World


@dataclass(frozen=True, slots=True)
class Documents:
    """What is issued and how it is held against: forms, twins, lists and our own anchors."""

    twins: Twins
    lists: StatusLists
    policy: Policy


@dataclass(frozen=True, slots=True)
class Agencies:
    """The open agencies that answer: gateways and agencies' names, both by name of port."""

    ports: Mapping[str, Any]
    providers: Mapping[str, str]


class Doors:
    """Builds the routes of a house that answers under ``public_url``; ``clock`` tells UTC."""

    def __init__(
        self, settings: Settings, public_url: str, database: Database, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._public_url = public_url
        self._database = database
        self._clock = clock
        self._skew = timedelta(seconds=settings.clock_skew_seconds)
        self._consumers = Consumers(partial(certificates_in_force, database), clock)

    def routes(
        self,
        published: Sequence[Published],
        roads: Mapping[str, Road],
        *,
        agencies: Agencies,
        records: Records,
        documents: Documents,
        sharing: Sharing,
        clearing: Clearing,
    ) -> list[Route]:
        """Return every route there is; `Misconfigured` for a message key that cannot sign."""
        signer = open_signer(self._settings.message_key, "message_key")
        mint = Mint(signer, self._public_url)
        doorkeeper = Doorkeeper(self._consumers, mint, self._identity)
        latest = records.policies.latest
        return [
            *TokenDoor(self._consumers, mint, Replays(self._database), self._identity).routes(),
            *self._soap(published, roads, signer),
            *self._inquiries(published, roads, records, doorkeeper),
            *self._lookups(agencies, records, doorkeeper),
            *self._files(clearing, doorkeeper),
            *self._contracts(sharing, records, doorkeeper),
            *ReceiptDoor(records.disclosures, doorkeeper, Replays(self._database)).routes(),
            *PaperPages(clearing.papers.shelf.judged, clearing.papers.serial, self._clock).routes(),
            *self._certificates(documents),
            *self._contract(published, agencies),
            *self._panel(records, documents, sharing, clearing),
            *ServicesDoor(latest).routes(),
            *ServicePages(latest, self._settings.provider_fields).routes(),
            Route("/healthz", healthz),
            Route("/readyz", readyz(self._database.check, records.policies.amiss)),
        ]

    @property
    def _identity(self) -> IdentitySettings:
        """What identity at the REST doors is told."""
        return IdentitySettings(
            public_url=self._public_url,
            skew=self._skew,
            clock=self._clock,
            client_certificates=self._settings.client_certificate_header,
        )

    def _soap(
        self, published: Sequence[Published], roads: Mapping[str, Road], signer: Signer
    ) -> list[Route]:
        """Return the routes of every published service and its contract."""
        settings = DoorSettings(
            public_url=self._public_url,
            max_bytes=self._settings.max_request_bytes,
            skew=self._skew,
            clock=self._clock,
        )
        routes = []
        for one in published:
            if not one.soap:
                continue
            service = one.service(roads[one.name])
            door = SoapDoor(service, consumers=self._consumers, signer=signer, settings=settings)
            contract = Contract(self._public_url, one.path, one.wsdl, one.xsd)
            routes.append(Route(one.path, contract.serve, methods=["GET"]))
            routes.append(Route(one.path, door.receive, methods=["POST", "PUT", "PATCH", "DELETE"]))
        return routes

    def _inquiries(
        self,
        published: Sequence[Published],
        roads: Mapping[str, Road],
        records: Records,
        doorkeeper: Doorkeeper,
    ) -> list[Route]:
        """Return the REST doors of every published service."""
        usages = Usages(records.policies, records.quotas)
        doors = (
            InquiryDoor(
                one.offer(roads[one.name]),
                doorkeeper,
                usages.of,
                clock=self._clock,
                max_bytes=self._settings.max_request_bytes,
            )
            for one in published
        )
        return [route for door in doors for route in door.routes()]

    def _lookups(self, agencies: Agencies, records: Records, doorkeeper: Doorkeeper) -> list[Route]:
        """Return the doors of the lookups whose ports the enabled agencies offer."""
        road = LookupRoad(
            gateways=agencies.ports,
            providers=agencies.providers,
            fields=self._settings.provider_fields,
            admission=records.admission,
            disclosures=records.disclosures,
            receipts=records.receipts,
            refusals=records.refusals,
            world=records.world,
        )
        return LookupDoors(
            _answered(agencies),
            road,
            doorkeeper,
            clock=self._clock,
            max_bytes=self._settings.max_request_bytes,
        ).routes()

    def _files(self, clearing: Clearing, doorkeeper: Doorkeeper) -> list[Route]:
        """Return the doors of contract files, whose addresses lie below a contract's, and forms."""
        behind = FilesBehind(
            clearing.desk,
            clearing.reading,
            doorkeeper,
            self._clock,
            self._settings.max_request_bytes,
        )
        papers = PaperBehind(
            clearing.paper_desk,
            clearing.papers,
            doorkeeper,
            self._clock,
            self._settings.max_request_bytes,
        )
        files = [*FileDoors(behind).routes(), *OverdueDoor(behind).routes()]
        return [*files, *PaperDoors(papers).routes()]

    def _contracts(self, sharing: Sharing, records: Records, doorkeeper: Doorkeeper) -> list[Route]:
        """Return the doors of the shared contracts."""
        behind = Behind(
            intake=sharing.intake,
            feed=sharing.feed,
            filing=sharing.filing,
            reads=ContractReads(self._database),
            gate=Gate(records.admission, records.disclosures, records.refusals),
            receipts=ContractReceipts(records.receipts, records.disclosures, self._clock),
            doorkeeper=doorkeeper,
            clock=self._clock,
            sources=sharing.sources,
            public_url=self._public_url,
            publisher=sharing.publisher,
        )
        return contract_routes(behind)

    def _panel(
        self, records: Records, documents: Documents, sharing: Sharing, clearing: Clearing
    ) -> list[Route]:
        """Return the pages of the hub's own operators."""
        behind = PanelBehind(
            database=self._database,
            intake=sharing.intake,
            sources=sharing.sources,
            scale=open_scale(self._settings),
            grounds=clearing.grounds,
            twins=documents.twins,
            world=records.world,
            public_url=self._public_url,
        )
        return panel_routes(behind)

    def _contract(self, published: Sequence[Published], agencies: Agencies) -> list[Route]:
        """Return where the contract of all these doors is read."""
        use_cases = tuple(UseCase(one.name, one.inquiry, one.xsd, one.cases) for one in published)
        door = OpenApiDoor(Offered(_answered(agencies), use_cases), self._public_url)
        return [*door.routes(), *DocsPages(door.document).routes()]

    def _certificates(self, documents: Documents) -> list[Route]:
        """Return the doors and pages by which certificates are read and verified."""
        certificates = Certificates(self._database)
        keys, twins = partial(published_keys, self._database), documents.twins
        desk = Desk(
            certificates=certificates,
            twins=twins,
            keys=keys,
            policy=documents.policy,
            clock=self._clock,
        )
        return [
            *CertificateDoor(certificates, twins, self._clock).routes(),
            *PublishedDoor(keys, documents.lists).routes(),
            *VerifyPages(certificates, twins, desk, self._clock).routes(),
        ]


def _answered(agencies: Agencies) -> tuple[Lookup[Any], ...]:
    """Return the lookups whose ports the enabled agencies offer."""
    return tuple(one for one in LOOKUPS if agencies.ports.keys() >= set(one.ports))
