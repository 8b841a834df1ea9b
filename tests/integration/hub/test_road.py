"""The road from a request to its answer, on a real store, with real keys."""

import asyncio
from datetime import timedelta
from hashlib import sha256

import pytest

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from hub.errors import MessageIdReused, MessageReplayed, NotPermitted, UnknownCase
from hub.pipeline import STEPS
from tests.integration.hub.conftest import House, Look, dying_at
from tests.kit import article37 as kit
from tests.kit.answers import reading
from tests.kit.keys import trust
from tests.kit.messages import BANK, CHAMBERS, inbound, number

OUTAGES = [
    AgencyUnavailable("agency", "timeout"),
    AgencyRefused("agency", "quota"),
    AgencyBrokeContract("agency", "amount-is-a-message"),
    AgencyError("agency", "new"),
]
ROWS = """SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM answers),
                 (SELECT count(*) FROM certificates),
                 (SELECT count(*) FROM evidence WHERE kind <> 'policy')"""


async def test_a_clear_workshop_gets_its_certificate(house: House, look: Look) -> None:
    """The main job would not be done, or its documents not be what they say."""
    answer = reading(await house.road.travel(inbound(1)))
    assert (answer.text("State"), answer.text("Decision")) == ("answered", "GRANTED")
    assert answer.reasons == ["no-debt"]
    assert answer.text("Debt/Total") is None
    assert answer.text("DueDate") == "2026-12-07"
    certificate = answer.verified("Certificate", trust(), kit.NOW)
    assert certificate.ok, certificate.checks
    assert (certificate.number or "").startswith("37-1405-")
    assert look(ROWS) == [(1, 1, 1, 1)]
    assert look("SELECT number, document FROM certificates") == [
        (certificate.number, answer.document("Certificate"))
    ]


async def test_a_debt_is_stated_with_its_parts(house: House) -> None:
    """An employer who owes would be cleared, or not be told what he owes."""
    house.ledger.debts[kit.WORKSHOP] = kit.debt(1_500_000, 20, 300)
    answer = reading(await house.road.travel(inbound(1)))
    assert (answer.text("Decision"), answer.reasons) == ("REFUSED", ["debt"])
    assert answer.text("Debt/Total") == "1500320"
    assert answer.text("Debt/PayAndProceed") == "true"
    statement = answer.verified("Certificate", trust(), kit.NOW)
    assert statement.ok, statement.checks
    assert (statement.number or "").startswith("137-1405-")


@pytest.mark.parametrize(
    ("fields", "asked"), [(kit.LEGAL_REQUEST, (0, 1)), (kit.LOCATED_REQUEST, (1, 2))]
)
async def test_only_what_must_be_asked_is_asked(
    house: House, fields: dict[str, str], asked: tuple[int, int]
) -> None:
    """The civil registry would be asked about a firm, or an address not be looked up."""
    answer = reading(await house.road.travel(inbound(1, fields=fields)))
    assert answer.text("Decision") == "GRANTED"
    assert (house.registry.asked, house.ledger.asked) == asked


@pytest.mark.parametrize("failure", [*OUTAGES, NoSuchRecord("agency", "none")], ids=repr)
@pytest.mark.parametrize("fields", [kit.NAMED_REQUEST, kit.LOCATED_REQUEST])
@pytest.mark.parametrize("silent", ["registry", "ledger", "both"])
async def test_a_silent_agency_is_never_no_debt(
    house: House, look: Look, failure: AgencyError, fields: dict[str, str], silent: str
) -> None:
    """A clearance would be issued because an agency did not answer."""
    if silent != "ledger":
        house.registry.failure = failure
    if silent != "registry":
        house.ledger.failure = failure
    answer = reading(await house.road.travel(inbound(1, fields=fields)))
    assert (answer.text("State"), answer.text("Decision")) == ("pending", "UNDETERMINED")
    assert answer.document("Certificate") is None
    assert answer.text("Debt/Total") is None
    assert "به معنای نداشتن بدهی نیست" in (answer.text("DeedText") or "")
    assert look(ROWS) == [(1, 1, 0, 1)]
    assert look("SELECT state FROM cases") == [("pending",)]


@pytest.mark.parametrize("pending", [False, True])
async def test_the_receipt_is_evidence_of_the_request(
    house: House, look: Look, pending: bool
) -> None:
    """A consumer could not prove when he asked, what, and until when he is due an answer."""
    house.registry.failure = OUTAGES[0] if pending else None
    asked = inbound(1)
    answer = reading(await house.road.travel(asked))
    receipt = answer.verified("Receipt", trust(), kit.NOW)
    assert receipt.ok, receipt.checks
    said = answer.document("Receipt") or b""
    assert asked.digest.hex().encode() in said
    assert b"2026-12-07T23:59:59+03:30" in said
    assert (b">pending<" in said) is pending
    certificate = answer.document("Certificate")
    if certificate is not None:
        assert sha256(certificate).hexdigest().encode() in said
    ((entry, leaf_hash, kept),) = look(
        "SELECT entry, leaf_hash, document FROM evidence WHERE kind = 'receipt'"
    )
    assert kept == said
    assert leaf_hash == sha256(b"\0" + entry).digest()


async def test_the_certificate_stands_on_its_dossier(house: House, look: Look) -> None:
    """The digest on a certificate would be that of some other facts."""
    answer = reading(await house.road.travel(inbound(1)))
    ((dossier,),) = look("SELECT dossier FROM answers")
    assert sha256(dossier).hexdigest().encode() in (answer.document("Certificate") or b"")


async def test_the_legal_clock_runs_from_the_entry(house: House, look: Look) -> None:
    """A case that waited for its turn would be due later than the law says."""
    house.clock.now += timedelta(days=2)
    answer = reading(await house.road.travel(inbound(1)))
    assert answer.text("DueDate") == "2026-12-07"
    assert look("SELECT received_at, due_on FROM cases") == [(kit.NOW, kit.DUE)]


@pytest.mark.parametrize("pending", [False, True])
async def test_a_repeated_request_is_answered_byte_for_byte(
    house: House, look: Look, pending: bool
) -> None:
    """A consumer that lost a reply would hold two documents on one inquiry."""
    house.ledger.failure = OUTAGES[0] if pending else None
    first = await house.road.travel(inbound(1))
    house.clock.now += timedelta(days=3)
    house.ledger.failure = None
    house.ledger.debts[kit.WORKSHOP] = kit.debt(5)
    assert await house.road.travel(inbound(2, received_at=house.clock.now)) == first
    assert look("SELECT count(*) FROM answers") == [(1,)]


async def test_repetitions_that_meet_get_one_answer(house: House, look: Look) -> None:
    """An impatient consumer would be issued a certificate for each of his attempts."""
    answers = await asyncio.gather(*(house.road.travel(inbound(n)) for n in range(1, 9)))
    assert len(set(answers)) == 1
    assert look(ROWS) == [(1, 1, 1, 1)]


async def test_repetitions_that_meet_another_state_of_affairs(house: House) -> None:
    """Of two repetitions that met, one would get an answer that no repetition gets again."""
    registry, answered = house.registry, asyncio.Event()
    known = registry.find_person

    async def silent_then_known(*asked: object) -> object:
        if registry.asked:
            await answered.wait()
            return await known(*asked)  # type: ignore[arg-type]  # handed on
        registry.asked += 1
        raise AgencyUnavailable("civil_registry", "timeout")

    registry.find_person = silent_then_known  # type: ignore[method-assign,assignment]  # the test
    first = asyncio.create_task(house.road.travel(inbound(1)))
    second = asyncio.create_task(house.road.travel(inbound(2)))
    done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
    assert len(done) == 1
    answered.set()
    told = {await first, await second, await house.road.travel(inbound(3))}
    assert len(told) == 1


async def test_open_then_answered_by_the_worker(house: House, look: Look) -> None:
    """A case whose agency came back would stay open, or its notary never learn of it."""
    house.registry.failure = OUTAGES[0]
    pending = await house.road.travel(inbound(1))
    case_id = look("SELECT id FROM cases")[0][0]
    assert await house.road.recall(inbound(2, operation="GetAnswer"), case_id) == pending
    house.registry.failure = None
    house.clock.now += timedelta(seconds=5)
    assert await house.worker.turn() == 1
    answer = await house.road.recall(inbound(3, operation="GetAnswer"), case_id)
    assert reading(answer).text("Decision") == "GRANTED"
    assert reading(answer).verified("Receipt", trust(), house.clock.now).ok
    assert await house.road.travel(inbound(4)) == pending
    assert await house.worker.turn() == 0


async def test_a_stranger_recalls_nothing(house: House, look: Look) -> None:
    """One agency would read another's answers."""
    await house.road.travel(inbound(1))
    case_id = look("SELECT id FROM cases")[0][0]
    with pytest.raises(UnknownCase):
        await house.road.recall(inbound(2, consumer=BANK), case_id)
    with pytest.raises(UnknownCase):
        await house.road.recall(inbound(3), number(404))


async def test_a_case_that_was_left_on_the_way_is_resolved_at_recall(
    house: House, look: Look
) -> None:
    """A notary whose first request died half-way would be told nothing until the worker comes."""
    house.watch = dying_at("stored")
    with pytest.raises(RuntimeError):
        await house.road.travel(inbound(1))
    house.watch = lambda _: None
    case_id = look("SELECT id FROM cases")[0][0]
    answer = await house.road.recall(inbound(2), case_id)
    assert reading(answer).text("Decision") == "GRANTED"


async def test_who_has_no_agreement_opens_no_case(house: House, look: Look) -> None:
    """An agency without the right would open cases, or an agency be asked for it."""
    with pytest.raises(NotPermitted) as caught:
        await house.road.travel(inbound(1, consumer=CHAMBERS))
    assert caught.value.code == "agreement.none"
    assert look(ROWS) == [(0, 0, 0, 1)]
    assert (house.registry.asked, house.ledger.asked, house.steps) == (0, 0, [])


async def test_refusals_of_the_store_come_through(house: House) -> None:
    """A replay or a reused MessageID would be answered like a new request."""
    await house.road.travel(inbound(1))
    with pytest.raises(MessageReplayed):
        await house.road.travel(inbound(1))
    with pytest.raises(MessageIdReused):
        await house.road.travel(inbound(2, fields=kit.LEGAL_REQUEST))


async def test_the_steps_are_walked_in_their_order(house: House) -> None:
    """A step would be skipped, or a case be answered before it is stored."""
    await house.road.travel(inbound(1))
    assert tuple(step for step, _ in house.steps) == STEPS
    assert len({case for _, case in house.steps}) == 1
    house.steps.clear()
    house.registry.failure = OUTAGES[0]
    await house.road.travel(inbound(2, message=2))
    walked = [step for step, _ in house.steps]
    assert walked == [step for step in STEPS if step != "certified"]


@pytest.mark.parametrize("step", STEPS[1:])
async def test_whatever_step_a_process_dies_at_the_worker_ends_the_road(
    house: House, look: Look, step: str
) -> None:
    """An acknowledged inquiry would be lost, or be issued two certificates."""
    house.watch = dying_at(step)
    with pytest.raises(RuntimeError):
        await house.road.travel(inbound(1))
    house.watch = lambda _: None
    house.clock.now += timedelta(seconds=60)
    assert await house.worker.turn() == (0 if step == "answered" else 1)
    assert look(ROWS) == [(1, 1, 1, 1)]
    answer = await house.road.travel(inbound(2, received_at=house.clock.now))
    assert reading(answer).text("Decision") == "GRANTED"
    assert look(ROWS) == [(1, 1, 1, 1)]
