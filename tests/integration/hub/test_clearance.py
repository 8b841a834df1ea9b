"""The clearance of a contract on the one road: given once, however many ask at once."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest

from adapters.base.errors import NoSuchRecord
from adapters.base.ports import Attested
from hub.admission import Admission
from hub.clock.deadlines import Deadlines
from hub.errors import HubUnavailable
from hub.pipeline import Road
from hub.policies import Policies
from hub.quotas import Quotas
from hub.receipts import World
from hub.store.agencies import register
from hub.store.cases import Cases
from hub.store.database import Database, connect
from hub.store.quotas import QuotaCounts
from hub.usecases.article38.messages import NAMESPACE
from hub.usecases.article38.usecase import Article38, issued_once
from hub.worker import Worker
from schemas.canonical.case import Consumer, InboundRequest
from schemas.canonical.certificate import parse_certificate_number
from schemas.canonical.contract_file import Standing
from signing.canonicalize import canonical
from signing.keys.ring import Ring
from tests.integration.hub.conftest import FIRST_RETRY, Look, records
from tests.kit import article37, messages
from tests.kit import clearances as kit
from tests.kit.answers import Reading, reading
from tests.kit.keys import certificate_signer, message_certificate, trust
from tests.kit.messages import number
from tests.kit.policy import fields
from tests.kit.ports import Clock, Ledger

SERVICES = Consumer("sso-services")
LEDGER = {
    article37.WORKSHOP: article37.debt(),
    article37.OTHER_WORKSHOP: kit.assigner().value,
}


@dataclass
class Files:
    """Files of contracts in memory, of which the certificates are those of the store.

    ``together`` is met by everybody who reads a file for the first time.
    """

    database: Database
    standing: Standing | None = field(default_factory=kit.standing)
    together: asyncio.Barrier | None = None

    async def standing_of(self, ocid: str) -> Attested[Standing]:
        """Return the file, with the clearance that the store has of its calculation."""
        if self.standing is None:
            raise NoSuchRecord("contract_files", "no-file")
        found, reckoned = self.standing, self.standing.reckoned
        if reckoned is not None:
            sql = "SELECT number FROM certificates WHERE issued_once = %(once)s"
            rows = await self.database.rows(sql, {"once": issued_once(ocid, reckoned.act)})
            cleared = parse_certificate_number(rows[0]["number"]) if rows else None
            found = replace(found, reckoned=replace(reckoned, cleared=cleared))
            if self.together is not None and not rows:
                await self.together.wait()
        return article37.attested(found, "contract_files")


@dataclass
class Branch:
    """The road of the clearance and its worker over one store."""

    database: Database
    ledger: Ledger = field(default_factory=lambda: Ledger(debts=dict(LEDGER)))
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        """Build the road once, so that tests move only its surroundings."""
        self.files = Files(self.database)
        cases, policies = Cases(self.database), Policies(self.database, fields())
        numbers = count(1)
        world = World(self.clock, lambda: number(next(numbers)), bytes, "peyvand")
        self.road = Road(
            duty=Article38(
                files=self.files,
                ledger=self.ledger,
                deadlines=Deadlines(answer_days=1, valid_days=3650),
            ),
            cases=cases,
            admission=Admission(policies, Quotas(QuotaCounts(self.database))),
            **records(self.database, Ring([(None, certificate_signer())]), world),
            first_retry=FIRST_RETRY,
            observe=lambda *_: None,
        )
        self.worker = Worker(roads={"article38": self.road}, cases=cases, clock=self.clock)

    async def ask(self, message: int, **changes: str) -> Reading:
        """Return what the request of this number is answered."""
        return _read(await self.road.travel(asked(message, **changes)))


def asked(message: int, **changes: str) -> InboundRequest:
    document = canonical(kit.document(kit.REQUEST | changes))
    return replace(
        messages.inbound(message, message=message),
        consumer=SERVICES,
        duty="article38",
        operation="RequestClearance",
        document=document,
    )


def _read(answer: bytes) -> Reading:
    return reading(
        answer,
        namespace=NAMESPACE,
        operation="RequestClearance",
        contract="hub/v1/article38.xsd",
    )


@pytest.fixture
async def branch(pool: Database, registered: str) -> Branch:
    """Give a road on which the organization's own services ask."""
    with connect(registered) as connection:
        register(
            connection,
            code=SERVICES.code,
            title="آزمون",
            certificate=message_certificate(SERVICES.code),
            now=article37.NOW,
        )
        connection.execute("INSERT INTO contracts VALUES (%s, 1, 1)", [kit.OCID])
    return Branch(pool)


async def test_a_paid_contract_is_cleared(branch: Branch, look: Look) -> None:
    """An assigner could never pay out what he withholds."""
    answer = await branch.ask(1)
    assert (answer.text("Decision"), answer.reasons) == ("GRANTED", ["premium-paid"])
    assert answer.text("Premium/Left") == "0"
    assert answer.verified("Certificate", trust(), article37.NOW).ok
    [(kind, once)] = look("SELECT kind, issued_once FROM certificates")
    assert (kind, once) == ("article38", f"article38/{kit.OCID}/9")
    told = look("SELECT DISTINCT provider FROM disclosures WHERE outcome = 'told' ORDER BY 1")
    assert [one for (one,) in told] == ["contract_files", "insurance_ledger"]


async def test_a_contract_that_never_stands_still_is_left_to_the_worker(
    branch: Branch, look: Look
) -> None:
    """Whoever asks would be decided on anew for ever, or be cleared on what is not so any more."""
    branch.files.standing = kit.standing(version=2)
    with pytest.raises(HubUnavailable, match=r"store\.busy"):
        await branch.ask(1)
    assert look("SELECT state FROM cases") == [("received",)]
    assert look("SELECT number FROM certificates") == []
    branch.files.standing = kit.standing()
    branch.clock.now += timedelta(minutes=5)
    await branch.worker.turn()
    assert look("SELECT state FROM cases") == [("answered",)]


async def test_two_who_ask_at_once_get_one_clearance(branch: Branch, look: Look) -> None:
    """The same money would be cleared twice, and released twice."""
    branch.files.together = asyncio.Barrier(2)
    answers = await asyncio.gather(branch.ask(1), branch.ask(2))
    decisions = sorted((one.text("Decision"), *one.reasons) for one in answers)
    assert decisions == [("GRANTED", "premium-paid"), ("REFUSED", "already-cleared")]
    kinds = look("SELECT kind FROM certificates ORDER BY kind")
    assert kinds == [("article38",), ("contract-statement",)]
    assert look("SELECT count(*) FROM cases WHERE state <> 'answered'") == [(0,)]


async def test_who_repeats_himself_is_told_the_same(branch: Branch, look: Look) -> None:
    """A lost answer would leave the contract cleared and its service without the clearance."""
    first = await branch.road.travel(asked(1))
    again = replace(asked(1), replay_key=bytes(32))
    assert await branch.road.travel(again) == first
    assert look("SELECT count(*) FROM certificates") == [(1,)]


async def test_what_is_owed_is_told_and_then_cleared(branch: Branch, look: Look) -> None:
    """A statement of what is left would stand in the way of the clearance that follows it."""
    branch.files.standing = kit.standing(reckoned=kit.reckoned(paid=792))
    owing = await branch.ask(1)
    assert (owing.text("Decision"), owing.reasons) == ("REFUSED", ["premium-owed"])
    assert owing.text("Premium/Left") == "791999208"
    branch.files.standing = kit.standing()
    assert (await branch.ask(2)).text("Decision") == "GRANTED"
    assert look("SELECT count(*) FROM certificates WHERE issued_once IS NULL") == [(1,)]


async def test_a_silent_ledger_leaves_it_open_until_it_speaks(branch: Branch, look: Look) -> None:
    """A clearance would name no workshop, or never be issued once the ledger is back."""
    branch.ledger.failure = NoSuchRecord("insurance_ledger", "none")
    open_ = await branch.ask(1)
    assert (open_.text("Decision"), open_.text("DueDate")) == ("UNDETERMINED", "2026-11-23")
    branch.ledger.failure = None
    [(due,)] = look("SELECT next_attempt_at FROM cases")
    branch.clock.now = due
    assert await branch.worker.turn() == 1
    assert look("SELECT kind FROM certificates") == [("article38",)]


async def test_a_contract_without_a_file_is_an_officer_s_matter(branch: Branch) -> None:
    """A contract that nobody gave a row would be refused for ever, or cleared."""
    branch.files.standing = None
    answer = await branch.ask(1)
    assert (answer.text("Decision"), answer.reasons) == ("UNDETERMINED", ["file-unknown"])
    assert UUID(answer.text("CaseId") or "")
