"""The commerce card on the one road, beside Article 37, on a real store and with real keys."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from itertools import count
from uuid import UUID

import pytest

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from hub.admission import Admission
from hub.clock.deadlines import Deadlines
from hub.errors import NotPermitted, UnknownCase
from hub.pipeline import Road
from hub.policies import Policies
from hub.quotas import Quotas
from hub.receipts import World
from hub.store.cases import Cases
from hub.store.database import Database
from hub.store.quotas import QuotaCounts
from hub.usecases.article37.usecase import Article37
from hub.usecases.commerce_card.messages import NAMESPACE
from hub.usecases.commerce_card.usecase import CommerceCard
from hub.worker import Worker
from schemas.canonical.case import Consumer, InboundRequest
from signing.keys.ring import Ring
from tests.integration.hub.conftest import FIRST_RETRY, Look, records
from tests.kit import article37
from tests.kit import commerce_card as kit
from tests.kit.answers import Reading, reading
from tests.kit.keys import certificate_signer, trust
from tests.kit.messages import CHAMBERS, NOTARIES, inbound, number
from tests.kit.policy import fields
from tests.kit.ports import Clock, Firms, Ledger, Registry

FAILURES = [
    AgencyUnavailable("agency", "timeout"),
    AgencyRefused("agency", "out-of-hours"),
    AgencyBrokeContract("agency", "schema"),
    AgencyError("agency", "new"),
    NoSuchRecord("agency", "none"),
]


@dataclass
class Office:
    """Roads of both duties and their worker over one store, agencies in memory."""

    database: Database
    firms: Firms = field(default_factory=Firms)
    persons: Registry = field(default_factory=Registry)
    ledger: Ledger = field(default_factory=Ledger)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        """Build the roads once, so that tests move only their surroundings."""
        cases, policies = Cases(self.database), Policies(self.database, fields())
        self.quotas = Quotas(QuotaCounts(self.database))
        numbers = count(1)
        world = World(self.clock, lambda: number(next(numbers)), bytes, "peyvand")
        ring = Ring([(None, certificate_signer())])
        card = CommerceCard(
            firms=self.firms,
            persons=self.persons,
            ledger=self.ledger,
            deadlines=Deadlines(answer_days=3, valid_days=30),
            choices=kit.REFUSE,
        )
        deed = Article37(
            persons=self.persons,
            ledger=self.ledger,
            deadlines=Deadlines(answer_days=15, valid_days=30),
        )
        self.road, self.notaries = (
            Road(
                duty=duty,
                cases=cases,
                admission=Admission(policies, self.quotas),
                **records(self.database, ring, world),
                first_retry=FIRST_RETRY,
                observe=lambda *_: None,
            )
            for duty in (card, deed)
        )
        roads = {"commerce-card": self.road, "article37": self.notaries}
        self.worker = Worker(roads=roads, cases=cases, clock=self.clock)


@pytest.fixture
def office(pool: Database) -> Office:
    return Office(pool)


def asked(
    signature: int,
    fields: dict[str, str] = kit.FIRM_REQUEST,
    *,
    message: int = 1,
    consumer: Consumer = CHAMBERS,
) -> InboundRequest:
    """Return a verified request of a chamber."""
    octets = kit.octets(fields)
    return replace(
        inbound(signature, message=message, consumer=consumer, operation="InquireClearance"),
        duty="commerce-card",
        document=octets,
        digest=sha256(octets).digest(),
    )


def told(body: bytes) -> Reading:
    """Return an answer, held against the contract of the commerce card."""
    return reading(
        body,
        namespace=NAMESPACE,
        operation="InquireClearance",
        contract="hub/v1/commerce-card.xsd",
    )


@pytest.mark.parametrize(
    ("fields", "questions"),
    [
        (kit.FIRM_REQUEST, (1, 0, 1)),
        (kit.FIRST_REQUEST, (1, 0, 1)),
        (kit.PERSON_REQUEST, (0, 1, 1)),
        (kit.LOCATED_REQUEST, (1, 0, 2)),
    ],
)
async def test_a_clear_head_office_gets_its_clearance(
    office: Office, fields: dict[str, str], questions: tuple[int, int, int]
) -> None:
    """The duty would not be done, or agencies be asked what is not theirs."""
    answer = told(await office.road.travel(asked(1, fields)))
    assert (answer.text("State"), answer.text("Decision")) == ("answered", "GRANTED")
    assert answer.text("DueDate") == "2026-11-25"
    certificate = answer.verified("Certificate", trust(), article37.NOW)
    assert certificate.ok, certificate.checks
    assert (certificate.number or "").startswith("237-1405-")
    assert answer.verified("Receipt", trust(), article37.NOW).ok
    assert (office.firms.asked, office.persons.asked, office.ledger.asked) == questions


@pytest.mark.parametrize(
    ("debt", "dissolved", "reasons", "prefix", "total"),
    [
        ((5, 20, 300), False, ["debt"], "137-", "325"),
        ((), True, ["firm-dissolved"], "337-", None),
        ((7,), True, ["firm-dissolved", "debt"], "337-", "7"),
    ],
)
async def test_a_refusal_is_signed_with_its_reason(
    office: Office,
    debt: tuple[int, ...],
    dissolved: bool,
    reasons: list[str],
    prefix: str,
    total: str | None,
) -> None:
    """A card would be renewed over a debt or for a dissolved firm, or refused without a word."""
    office.ledger.debts[article37.WORKSHOP] = article37.debt(*debt)
    office.firms.firms[kit.firm().legal_id] = kit.firm(dissolved=dissolved)
    answer = told(await office.road.travel(asked(1)))
    assert (answer.text("Decision"), answer.reasons) == ("REFUSED", reasons)
    assert answer.text("Debt/Total") == total
    document = answer.verified("Certificate", trust(), article37.NOW)
    assert document.ok, document.checks
    assert (document.number or "").startswith(prefix)


@pytest.mark.parametrize("failure", FAILURES, ids=repr)
@pytest.mark.parametrize("silent", ["firms", "ledger"])
async def test_silence_is_pending_and_answered_by_the_worker(
    office: Office, look: Look, failure: AgencyError, silent: str
) -> None:
    """A clearance would be issued because an agency did not answer, or a case be forgotten."""
    agency = office.firms if silent == "firms" else office.ledger
    agency.failure = failure
    pending = await office.road.travel(asked(1))
    answer = told(pending)
    assert (answer.text("State"), answer.text("Decision")) == ("pending", "UNDETERMINED")
    assert answer.document("Certificate") is None
    assert "به معنای نداشتن بدهی نیست" in (answer.text("AnswerText") or "")
    agency.failure = None
    office.clock.now += timedelta(days=1)
    assert await office.worker.turn() == 1
    ((case_id,),) = look("SELECT id FROM cases")
    settled = told(await office.road.recall(asked(2), case_id))
    assert settled.text("Decision") == "GRANTED"
    assert await office.road.travel(asked(3)) == pending


async def test_a_case_belongs_to_its_duty(office: Office, look: Look) -> None:
    """A notary's door would hand out a chamber's answer, in words that its contract has not."""
    await office.road.travel(asked(1))
    ((case_id,),) = look("SELECT id FROM cases")
    assert told(await office.road.recall(asked(2), case_id)).text("Decision") == "GRANTED"
    with pytest.raises(UnknownCase):
        await office.notaries.recall(inbound(3), case_id)
    with pytest.raises(UnknownCase):
        await office.road.recall(asked(4), UUID(int=404))


async def test_both_duties_share_one_run_of_serials(office: Office, look: Look) -> None:
    """Two certificates would differ only by their type, and a typist confuse them."""
    await office.road.travel(asked(1))
    await office.notaries.travel(inbound(2, message=2))
    numbers = [row[0] for row in look("SELECT number FROM certificates ORDER BY number")]
    assert [one.split("-")[0] for one in numbers] == ["237", "37"]
    assert len({one.split("-")[2] for one in numbers}) == 2


async def test_who_has_not_the_duty_is_refused(office: Office, look: Look) -> None:
    """A notary would be told what the applicant for a card owes."""
    with pytest.raises(NotPermitted):
        await office.road.travel(asked(1, consumer=NOTARIES))
    assert look("SELECT count(*) FROM cases") == [(0,)]
    assert office.firms.asked == 0
