"""What the road leaves of every question: rows of the register, and a receipt that agrees."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from adapters.base.errors import AgencyUnavailable
from hub.errors import MessageReplayed, NotPermitted
from hub.evidence.register import differences
from hub.store.database import connect
from hub.store.register import beside_receipts
from schemas.canonical.receipt import Receipt, ReceiptState
from signing.verify.receipt import read_receipt
from tests.integration.hub.conftest import House, Look, dying_at
from tests.kit import article37 as kit
from tests.kit.answers import reading
from tests.kit.messages import CHAMBERS, inbound
from tests.kit.policy import in_force

PERSON = f"national-id:{kit.NATURAL['Transferor/Natural/NationalId']}"
FIRM = f"legal-id:{kit.LEGAL['Transferor/Legal/LegalId']}"
WORKSHOP = f"workshop:{kit.WORKSHOP.branch}/{kit.WORKSHOP.workshop_id}"
SILENT = AgencyUnavailable("agency", "timeout")
NAMED = {"person.given_name": "whole", "person.family_name": "whole", "person.alive": "yes-no"}
PARTS = ("debt.definite", "debt.divisible", "debt.indivisible", "debt.total")
DEBT = dict.fromkeys((*PARTS, "workshop.name"), "whole")
ROWS = "SELECT subject, provider, outcome, told FROM disclosures ORDER BY provider, subject"
Row = tuple[str, str, str, dict[str, str]]


def registry(outcome: str, told: dict[str, str]) -> list[Row]:
    """Return the row of what the civil registry said."""
    return [(PERSON, "civil_registry", outcome, told)]


def ledger(outcome: str, told: dict[str, str], *subjects: str) -> list[Row]:
    """Return the rows of what the insurance ledger said about each subject."""
    about = subjects or (PERSON, WORKSHOP)
    return [(subject, "insurance_ledger", outcome, told) for subject in about]


def owing(house: House) -> None:
    """Let the workshop owe."""
    house.ledger.debts[kit.WORKSHOP] = kit.debt(1_500_000, 20, 300)


def deceased(house: House) -> None:
    """Let the transferor have died."""
    house.registry.people[kit.person().national_id] = kit.person(died=date(2026, 1, 1))


def unknown(house: House) -> None:
    """Let nobody know the transferor."""
    house.registry.people.clear()


def silent(agency: str) -> Callable[[House], None]:
    """Let an agency not answer."""
    return lambda house: setattr(getattr(house, agency), "failure", SILENT)


def as_it_is(_: House) -> None:
    """Change nothing."""


@pytest.mark.parametrize(
    ("fields", "change", "decision", "rows"),
    [
        pytest.param(
            kit.NAMED_REQUEST,
            as_it_is,
            "GRANTED",
            registry("told", NAMED) + ledger("told", DEBT),
            id="granted",
        ),
        pytest.param(
            kit.NAMED_REQUEST,
            owing,
            "REFUSED",
            registry("told", NAMED) + ledger("told", DEBT),
            id="debt",
        ),
        pytest.param(
            kit.NAMED_REQUEST,
            deceased,
            "UNDETERMINED",
            registry("told", {"person.alive": "yes-no"}) + ledger("told", {}),
            id="deceased",
        ),
        pytest.param(
            kit.NAMED_REQUEST,
            unknown,
            "UNDETERMINED",
            registry("not-found", {}) + ledger("told", {}),
            id="unknown-person",
        ),
        pytest.param(
            kit.NAMED_REQUEST,
            silent("registry"),
            "UNDETERMINED",
            registry("silent", {}) + ledger("told", {}),
            id="registry-silent",
        ),
        pytest.param(
            kit.LOCATED_REQUEST,
            silent("ledger"),
            "UNDETERMINED",
            registry("told", {}) + ledger("silent", {}, PERSON),
            id="address-silent",
        ),
        pytest.param(
            kit.LOCATED_REQUEST,
            as_it_is,
            "GRANTED",
            registry("told", NAMED) + ledger("told", DEBT),
            id="address",
        ),
        pytest.param(
            kit.LEGAL_REQUEST,
            as_it_is,
            "GRANTED",
            ledger("told", DEBT, FIRM, WORKSHOP),
            id="legal",
        ),
    ],
)
async def test_what_an_answer_tells_is_in_the_register_and_its_receipt(
    house: House,
    look: Look,
    registered: str,
    fields: dict[str, str],
    change: Callable[[House], None],
    decision: str,
    rows: list[Row],
) -> None:
    """A person asked who was told about him would not learn it, or be told what was not told."""
    change(house)
    answer = reading(await house.road.travel(inbound(1, fields=fields)))
    assert answer.text("Decision") == decision
    assert look(ROWS) == rows
    (receipt,) = checked_receipts(registered)
    assert receipt.state is (
        ReceiptState.PENDING if decision == "UNDETERMINED" else ReceiptState.ANSWERED
    )


async def test_a_row_names_its_question_and_its_agreement(house: House, look: Look) -> None:
    """Nobody could say by what right a person was told about, or when."""
    await house.road.travel(inbound(1))
    digests = {
        one.key.provider: bytes.fromhex(one.digest)
        for one in in_force().agreements.all
        if (one.key.consumer, one.key.task.code) == ("notary-offices", "article37")
    }
    found = look(
        "SELECT DISTINCT provider, agreement, consumer, task_kind, task, purpose, reason, asked,"
        " withheld, as_of, asked_at FROM disclosures ORDER BY provider"
    )
    task = ("notary-offices", "use_case", "article37", "transfer-of-workshop")
    assert found == [
        (provider, digests[provider], *task, None, [], [], kit.NOW, kit.NOW)
        for provider in ("civil_registry", "insurance_ledger")
    ]


async def test_an_answer_that_says_nothing_new_leaves_no_new_rows(
    house: House, look: Look, registered: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A worker that asks again and again would tell a person of it a hundred times."""
    house.registry.failure = SILENT
    await house.road.travel(inbound(1))
    before = look(ROWS)
    house.clock.now = next_turn(look)
    assert await house.worker.turn() == 1
    assert "case left" not in caplog.text
    assert look(ROWS) == before
    house.registry.failure = None
    house.clock.now = next_turn(look)
    assert await house.worker.turn() == 1
    assert len(look(ROWS)) == 2 * len(before)
    assert [one.state for one in checked_receipts(registered)] == ["pending", "answered"]


def next_turn(look: Look) -> datetime:
    """Return when the one case has its next turn."""
    ((due,),) = look("SELECT next_attempt_at FROM cases")
    assert isinstance(due, datetime)
    return due


@pytest.mark.parametrize("fields", [kit.NAMED_REQUEST, kit.LOCATED_REQUEST], ids=["named", "at"])
async def test_a_refused_inquiry_leaves_its_receipt_and_rows(
    house: House, look: Look, registered: str, fields: dict[str, str]
) -> None:
    """Who tries to learn of people without a right would leave no trace, or learn something."""
    asked = inbound(1, consumer=CHAMBERS, fields=fields)
    with pytest.raises(NotPermitted) as caught:
        await house.road.travel(asked)
    assert caught.value.code == "agreement.none"
    assert look("SELECT count(*) FROM cases") == [(0,)]
    assert (house.registry.asked, house.ledger.asked) == (0, 0)
    about = [PERSON] if fields is kit.LOCATED_REQUEST else [PERSON, WORKSHOP]
    assert look(
        "SELECT provider, subject, consumer, agreement, outcome, reason, told FROM disclosures"
        " ORDER BY provider, subject"
    ) == [
        (provider, subject, CHAMBERS.code, None, "refused", "agreement.none", {})
        for provider in ("civil_registry", "insurance_ledger")
        for subject in about
    ]
    (receipt,) = checked_receipts(registered)
    assert (receipt.state, receipt.case_id, receipt.due_at) == (ReceiptState.REFUSED, None, None)
    assert (receipt.message_id, receipt.request_digest) == (asked.message_id, asked.digest)


async def test_a_refused_message_is_refused_once(house: House, look: Look, registered: str) -> None:
    """Whoever recorded a refused message could fill the register about a person with it."""
    for refused in (NotPermitted, MessageReplayed, MessageReplayed):
        with pytest.raises(refused):
            await house.road.travel(inbound(1, consumer=CHAMBERS))
    assert len(checked_receipts(registered)) == 1
    assert len(look(ROWS)) == 4


async def test_a_case_of_before_is_answered_without_rows(
    house: House, look: Look, registered: str
) -> None:
    """What was accepted by an earlier release would never be answered."""
    house.watch = dying_at("stored")
    with pytest.raises(RuntimeError):
        await house.road.travel(inbound(1))
    house.watch = lambda _: None
    with connect(registered) as connection:
        connection.execute("UPDATE cases SET agreements = '[]'")
    house.clock.now = next_turn(look)
    assert await house.worker.turn() == 1
    assert look("SELECT state FROM cases") == [("answered",)]
    assert look(ROWS) == []
    (receipt,) = checked_receipts(registered)
    assert receipt.disclosed == ()


def checked_receipts(url: str) -> list[Receipt]:
    """Return every receipt there is, oldest first; each says what the rows beside it say."""
    with connect(url) as connection:
        kept = [*beside_receipts(connection)]
    assert [one for each in kept for one in differences(each.leaf, each.lines)] == []
    return [read_receipt(one.leaf.document) for one in kept]
