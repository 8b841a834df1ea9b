"""Answers on a case: closed once, open as long as it takes, and all of an answer or nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from hub.errors import MessageReplayed, UnknownCase
from hub.store.cases import Cases, StoredAnswer, StoredCertificate
from hub.store.database import connect
from schemas.canonical.case import Case
from tests.integration.hub.conftest import Look
from tests.kit import article37 as kit
from tests.kit.messages import BANK, answer, authorized, certificate, inbound, number

LATER = kit.NOW + timedelta(minutes=1)
STATE = "SELECT state, standing, turns, next_attempt_at FROM cases"
ROWS = """SELECT (SELECT count(*) FROM answers), (SELECT count(*) FROM certificates),
                 (SELECT count(*) FROM evidence WHERE kind <> 'policy')"""


@pytest.fixture
async def case(cases: Cases) -> Case:
    """Give a case that has just been opened."""
    opened = await cases.open(
        authorized(1), case_id=number(1), due_on=kit.DUE, next_attempt=kit.NOW
    )
    assert isinstance(opened, Case)
    return opened


async def _keep(cases: Cases, case: Case, receipt: int, standing: str) -> int | None:
    pending = answer(receipt, "UNDETERMINED", b"<pending-%d/>" % receipt)
    return await cases.keep_open(case, pending, standing=standing, next_attempt=LATER)


async def test_a_case_closes_with_all_that_belongs_to_it(
    cases: Cases, case: Case, look: Look
) -> None:
    """A certificate would go out without evidence, or a closed case be taken up again."""
    assert await cases.close(case, answer(9), certificate(case.serial)) == 0
    assert look(STATE) == [("answered", None, 1, None)]
    assert look(ROWS) == [(1, 1, 1)]
    made, leaf = certificate(case.serial), answer(9).leaf
    assert look(
        "SELECT number, case_id, document, digest, issued_at, signer, supersedes FROM certificates"
    ) == [(made.number, case.id, made.document, made.digest, kit.NOW, made.signer, None)]
    assert look(
        "SELECT document_id, kind, case_id, entry, leaf_hash, salt, document FROM evidence"
        " WHERE kind <> 'policy'"
    ) == [
        (
            leaf.document_id,
            "receipt",
            case.id,
            leaf.entry,
            leaf.leaf_hash,
            leaf.salt,
            leaf.document,
        )
    ]
    assert await cases.first_answer(case.id) == b"<body/>"


async def test_eight_that_close_at_once_close_once(cases: Cases, case: Case, look: Look) -> None:
    """A door and a worker, both at it, would issue two certificates on one inquiry."""
    closed = await asyncio.gather(
        *(cases.close(case, answer(n), certificate(n)) for n in range(1, 9))
    )
    assert (closed.count(0), closed.count(None)) == (1, 7)
    assert look(ROWS) == [(1, 1, 1)]
    winner = closed.index(0) + 1
    assert look("SELECT number FROM certificates") == [(certificate(winner).number,)]


Spoil = Callable[[StoredAnswer, StoredCertificate], tuple[StoredAnswer, StoredCertificate]]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda a, c: (replace(a, outcome="MAYBE"), c),
        lambda a, c: (replace(a, body=None), c),
        lambda a, c: (replace(a, leaf=replace(a.leaf, salt=b"")), c),
        lambda a, c: (replace(a, leaf=replace(a.leaf, leaf_hash=b"")), c),
        lambda a, c: (a, replace(c, digest=b"")),
        lambda a, c: (a, replace(c, number=certificate(77).number)),
    ],
    ids=["outcome", "body", "salt", "leaf-hash", "digest", "number-taken"],
)
async def test_one_part_that_fails_takes_the_others_with_it(
    cases: Cases, case: Case, look: Look, spoil: Spoil
) -> None:
    """An answer could stand without its certificate, or a certificate without its evidence."""
    other = await cases.open(
        authorized(2, message=2), case_id=number(2), due_on=kit.DUE, next_attempt=kit.NOW
    )
    assert isinstance(other, Case)
    await cases.close(other, answer(50), certificate(77))
    before = look(ROWS)
    with pytest.raises(psycopg.IntegrityError):
        await cases.close(case, *spoil(answer(9), certificate(case.serial)))
    assert look(ROWS) == before == [(1, 1, 1)]
    assert look(f"{STATE} WHERE id = %s", case.id) == [("received", None, 0, kit.NOW)]
    assert await cases.close(case, answer(9), certificate(case.serial)) == 0


async def test_an_open_case_is_answered_once_for_each_standing(
    cases: Cases, case: Case, look: Look
) -> None:
    """Every turn of the worker would write another receipt, or new reasons never be told."""
    assert await _keep(cases, case, 1, "registry-silent") == 0
    assert look(STATE) == [("pending", "registry-silent", 1, LATER)]
    assert await _keep(cases, case, 2, "registry-silent") is None
    assert look(ROWS) == [(1, 0, 1)]
    assert await _keep(cases, case, 3, "workshop-unknown") == 1
    assert look("SELECT turn, body FROM answers ORDER BY turn") == [
        (0, b"<pending-1/>"),
        (1, b"<pending-3/>"),
    ]
    assert await cases.close(case, answer(9), certificate(1)) == 2
    assert look("SELECT turn, outcome FROM answers ORDER BY turn")[-1] == (2, "GRANTED")


async def test_a_same_standing_still_puts_the_next_turn_off(
    cases: Cases, case: Case, look: Look
) -> None:
    """A case that changes nothing would be taken up at every look of every worker."""
    await _keep(cases, case, 1, "registry-silent")
    later = LATER + timedelta(minutes=5)
    again = answer(2, "UNDETERMINED")
    await cases.keep_open(case, again, standing="registry-silent", next_attempt=later)
    assert look(STATE) == [("pending", "registry-silent", 1, later)]


async def test_a_closed_case_stays_closed(cases: Cases, case: Case, look: Look) -> None:
    """A slow process would turn a clearance that is out back into an open question."""
    await cases.close(case, answer(9), certificate(1))
    assert await _keep(cases, case, 10, "registry-silent") is None
    assert await cases.close(case, answer(11), certificate(2)) is None
    assert look(STATE) == [("answered", None, 1, None)]
    assert look(ROWS) == [(1, 1, 1)]


async def test_eight_that_keep_open_at_once_answer_once(
    cases: Cases, case: Case, look: Look
) -> None:
    """A repeated inquiry would be told of one silence by eight receipts."""
    told = await asyncio.gather(*(_keep(cases, case, n, "registry-silent") for n in range(1, 9)))
    assert (told.count(0), told.count(None)) == (1, 7)
    assert look(ROWS) == [(1, 0, 1)]


async def test_a_consumers_own_case_tells_its_last_answer(cases: Cases, case: Case) -> None:
    """A notary who asks again would be told yesterday's state."""
    found = await cases.standing(inbound(10), case.id)
    assert isinstance(found, Case)
    assert found.id == case.id
    await _keep(cases, case, 1, "registry-silent")
    assert await cases.standing(inbound(11), case.id) == b"<pending-1/>"
    await cases.close(case, answer(9), certificate(1))
    assert await cases.standing(inbound(12), case.id) == b"<body/>"


async def test_anothers_case_is_no_case(cases: Cases, case: Case) -> None:
    """One agency would read what another asked, or learn that it asked."""
    for signature, words, wanted in ((10, {"consumer": BANK}, case.id), (11, {}, number(404))):
        with pytest.raises(UnknownCase) as caught:
            await cases.standing(inbound(signature, **words), wanted)
        assert (caught.value.field, caught.value.rule) == ("CaseId", "case.not-yours")


async def test_asking_for_an_answer_can_be_replayed_no_more_than_asking(
    cases: Cases, case: Case
) -> None:
    """Whoever recorded a question about a case could watch the case from then on."""
    await cases.standing(inbound(10), case.id)
    with pytest.raises(MessageReplayed):
        await cases.standing(inbound(10), case.id)
    with pytest.raises(MessageReplayed):
        await cases.standing(inbound(1), case.id)


@pytest.mark.parametrize("table", ["answers", "certificates", "evidence"])
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET case_id = case_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
async def test_what_was_answered_cannot_be_changed(
    cases: Cases, case: Case, registered: str, table: str, change: str
) -> None:
    """An answer, a certificate or its evidence could be altered or removed without a trace."""
    await cases.close(case, answer(9), certificate(1))
    with (
        connect(registered) as connection,
        pytest.raises(psycopg.errors.RestrictViolation, match="append-only"),
    ):
        connection.execute(change.format(table).encode())
