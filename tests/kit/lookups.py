"""Lookups asked without a door: a road over a real store, agencies in memory, bodies as sent."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from hub.admission import Admission
from hub.api.forms.body import as_model
from hub.lookups.base import Lookup
from hub.lookups.road import LookupAnswer, LookupRequest, LookupRoad
from hub.policies import Policies
from hub.quotas import Quotas
from hub.receipts import Receipts, Refusals, World
from hub.store.agencies import register
from hub.store.database import Database, connect
from hub.store.disclosures import Disclosures
from hub.store.quotas import QuotaCounts
from schemas.canonical.case import Proof
from schemas.canonical.identifiers import parse_mobile, parse_national_id
from schemas.canonical.person import Person, Relation, Relative
from schemas.canonical.receipt import Receipt, Reception
from signing.keys.ring import Ring
from signing.verify import Policy, verify_document
from signing.verify.receipt import read_receipt
from simulators.kit import identifiers
from tests.kit import article37 as kit
from tests.kit import commerce_card, policy
from tests.kit.keys import certificate_signer, message_certificate, trust
from tests.kit.messages import number
from tests.kit.ports import Clock, Firms, Mobiles, Registry

SERVICES = "sso-services"
MOBILE = "09121110001"
PERSON = {"national_id": kit.NATURAL["Transferor/Natural/NationalId"], "birth_date": "1360/01/01"}
OWNER = {"national_id": PERSON["national_id"]}
CHILD = Person(
    national_id=parse_national_id(identifiers.national_id(43)),
    birth_date=kit.NOW.date() - timedelta(days=3650),
    given_name="فرزند",
    family_name="آزمون‌زاده",
    father_name="نمونه",
    deceased=False,
    death_date=None,
)
RELATIVE = {"national_id": str(CHILD.national_id), "relation": "child"}

Body = Mapping[str, Any]
_NUMBERS = count(1_000_000)
"""Ids of documents and of proofs, none of which comes twice in a test run."""


def words(service: str, purpose: str | None = None) -> dict[str, Any]:
    """Return for what a lookup asks."""
    return {"service": service, "purpose": purpose or service}


BODIES: dict[str, dict[str, Any]] = {
    "persons.lookup": words("identity-inquiry") | {"person": PERSON},
    "persons.mobile-ownership": words("registration", "account-registration")
    | {"person": OWNER, "mobile": MOBILE},
    "persons.relation": words("dependants-enrol", "dependant-enrolment")
    | {"person": PERSON, "relative": RELATIVE},
    "persons.registration-check": words("registration", "account-registration")
    | {"person": PERSON, "mobile": MOBILE},
    "firms.lookup": words("workshop-enrolment")
    | {"firm": {"legal_id": str(commerce_card.firm().legal_id)}},
}
"""A body of every lookup that a shipped agreement allows, by the lookup's name."""


@dataclass
class Desk:
    """A road of lookups over ``database``; what the agencies know is a test's to change.

    ``since`` is the last evidence that was there before: desks may share a database.
    """

    database: Database
    registry: Registry = field(default_factory=Registry)
    mobiles: Mobiles = field(default_factory=Mobiles)
    firms: Firms = field(default_factory=Firms)
    clock: Clock = field(default_factory=Clock)
    since: int = 0

    def __post_init__(self) -> None:
        """Build the road once, so that tests move only its surroundings."""
        insured = parse_national_id(PERSON["national_id"])
        self.registry.families[insured] = (Relative(Relation.CHILD, CHILD),)
        self.mobiles.owners[parse_mobile(MOBILE), insured] = True
        world = World(self.clock, lambda: number(next(_NUMBERS)), bytes, "peyvand")
        disclosures = Disclosures(self.database)
        receipts = Receipts(Ring([(None, certificate_signer())]), world)
        self.policies = Policies(self.database, policy.fields())
        self.road = LookupRoad(
            gateways={
                "PersonRegistry": self.registry,
                "FamilyRegistry": self.registry,
                "MobileOwnership": self.mobiles,
                "FirmRegistry": self.firms,
            },
            providers={
                "PersonRegistry": "civil_registry",
                "FamilyRegistry": "civil_registry",
                "MobileOwnership": "mobile_ownership",
                "FirmRegistry": "legal_person_registry",
            },
            fields=policy.fields(),
            admission=Admission(self.policies, Quotas(QuotaCounts(self.database))),
            disclosures=disclosures,
            receipts=receipts,
            refusals=Refusals(receipts, disclosures, world),
            world=world,
        )

    async def ask(
        self,
        lookup: Lookup[Any],
        body: Body | None = None,
        *,
        signed: bool = False,
        proof: int | None = None,
        consumer: str = SERVICES,
    ) -> LookupAnswer:
        """Return the answer to a body, that of `BODIES` unless another is given.

        ``proof`` tells requests apart; each has one of its own otherwise.
        """
        said = dict(body or BODIES[lookup.name])
        key = sha256(b"proof %d" % (proof or next(_NUMBERS))).digest()
        return await self.road.travel(_request(lookup, said, key, self.clock, signed, consumer))


def _request(
    lookup: Lookup[Any],
    body: dict[str, Any],
    key: bytes,
    clock: Clock,
    signed: bool,
    consumer: str,
) -> LookupRequest:
    octets = json.dumps(body, ensure_ascii=False).encode()
    read = as_model(lookup.body, body)
    return LookupRequest(
        reception=Reception(
            consumer=consumer,
            message_id=f"urn:peyvand:proof:{key.hex()}",
            operation=lookup.name,
            digest=sha256(octets).digest(),
            received_at=clock.now,
        ),
        service=read.service,
        purpose=read.purpose,
        fields=tuple(read.fields or ()),
        questions=lookup.questions(read),
        signed=signed,
        proof=Proof(key, clock.now + timedelta(minutes=5)),
    )


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[Desk]:
    """Yield a desk under the shipped policy, whatever was in force there before."""
    admit(database_url, SERVICES)
    async with Database(database_url, min_size=1, max_size=4) as database:
        await policy.load(database)
        (row,) = await database.rows("SELECT max(seq) AS seq FROM evidence", {})
        yield Desk(database, since=row["seq"])


def admit(database_url: str, consumer: str) -> None:
    """Register a consumer."""
    with connect(database_url) as connection:
        certificate = message_certificate(consumer)
        register(connection, code=consumer, title="آزمون", certificate=certificate, now=kit.NOW)


async def register_of(desk: Desk) -> list[dict[str, Any]]:
    """Return the rows of the asked-about register beside their receipts, oldest first."""
    return await desk.database.rows(
        "SELECT * FROM disclosures JOIN evidence USING (document_id) WHERE seq > %(since)s"
        " ORDER BY seq, provider, subject",
        {"since": desk.since},
    )


def proven(receipt: bytes) -> Receipt:
    """Return what a receipt says; an assertion fails unless whoever verifies it believes it."""
    report = verify_document(receipt, policy=Policy(tuple(trust())), at=kit.NOW)
    assert report.ok, report.checks
    return read_receipt(receipt)
