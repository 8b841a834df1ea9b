"""Opening a case: one request, one case, whoever sends it how often."""

import asyncio
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from hub.errors import MessageIdReused, MessageReplayed
from hub.store.cases import Cases
from schemas.canonical.case import Case
from tests.integration.hub.conftest import Look
from tests.kit import article37 as kit
from tests.kit.messages import BANK, answer, authorized, certificate, inbound, number

LEASE = timedelta(seconds=60)
COUNTS = "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM seen_messages)"


async def _open(cases: Cases, case: int, signature: int, **words: object) -> Case | bytes:
    return await cases.open(
        authorized(signature, **words),
        case_id=number(case),
        due_on=kit.DUE,
        next_attempt=kit.NOW + LEASE,
    )


async def test_a_new_case_is_durable_as_it_was_asked(cases: Cases, look: Look) -> None:
    """What a consumer was told is stored would be lost, or be another request."""
    opened = await _open(cases, 1, 1)
    assert isinstance(opened, Case)
    stored = look(
        "SELECT id, consumer, message_id, duty, request, request_digest, received_at, due_on,"
        " attempts FROM cases"
    )
    names = [one.name for one in fields(Case) if one.name not in ("serial", "agreements")]
    assert stored == [tuple(getattr(opened, name) for name in names)]
    asked = authorized(1).request
    assert (opened.request, opened.message_id) == (asked.document, asked.message_id)
    assert (opened.received_at, opened.due_on) == (kit.NOW, kit.DUE)
    assert [one.provider for one in opened.agreements] == ["civil_registry", "insurance_ledger"]
    left = look("SELECT state, standing, turns, attempts, next_attempt_at FROM cases")
    assert left == [("received", None, 0, 0, kit.NOW + LEASE)]


async def test_every_case_has_a_serial_of_its_own(cases: Cases) -> None:
    """Two certificates would have one number."""
    opened = [await _open(cases, n, n, message=n) for n in range(1, 6)]
    serials = [case.serial for case in opened if isinstance(case, Case)]
    assert len(set(serials)) == 5


async def test_a_replayed_message_opens_nothing(cases: Cases, look: Look) -> None:
    """A recorded message, sent again by anybody, would be answered."""
    await _open(cases, 1, 1)
    for message in (1, 2):
        with pytest.raises(MessageReplayed):
            await _open(cases, 2, 1, message=message)
    assert look(COUNTS) == [(1, 1)]


async def test_a_repeated_request_gets_its_first_answer(cases: Cases) -> None:
    """A consumer that lost the reply would get another one, or none."""
    case = await _open(cases, 1, 1)
    assert isinstance(case, Case)
    pending = answer(90, "UNDETERMINED", b"<first/>")
    await cases.keep_open(case, pending, standing="a", next_attempt=kit.NOW)
    await cases.close(case, answer(91, body=b"<second/>"), certificate(case.serial))
    assert await _open(cases, 2, 2) == b"<first/>"


async def test_the_first_answer_is_the_first_by_its_turn(cases: Cases, look: Look) -> None:
    """A repetition would be told whichever answer the database happens to find first."""
    await _open(cases, 1, 1)
    for turn in (2, 1, 0):
        look(
            "INSERT INTO answers VALUES (%s, %s, 'UNDETERMINED', %s, '', %s) RETURNING turn",
            number(1),
            turn,
            b"%d" % turn,
            kit.NOW,
        )
    assert await _open(cases, 2, 2) == await cases.first_answer(number(1)) == b"0"
    assert await cases.standing(inbound(3), number(1)) == b"2"


async def test_a_repeated_request_without_an_answer_gets_its_case(cases: Cases) -> None:
    """A request whose process died would be a second case, or never be answered."""
    first = await _open(cases, 1, 1)
    again = await _open(cases, 2, 2, received_at=kit.NOW + LEASE)
    assert isinstance(first, Case)
    assert isinstance(again, Case)
    assert (again.id, again.received_at, again.due_on) == (first.id, first.received_at, kit.DUE)
    assert again.serial != first.serial


@pytest.mark.parametrize("answered", [True, False])
async def test_another_request_under_a_used_message_id(cases: Cases, answered: bool) -> None:
    """One inquiry would be answered with the certificate of another."""
    case = await _open(cases, 1, 1)
    assert isinstance(case, Case)
    if answered:
        await cases.close(case, answer(91), certificate(case.serial))
    with pytest.raises(MessageIdReused):
        await _open(cases, 2, 2, fields=kit.LEGAL_REQUEST)


async def test_a_message_id_is_its_consumers_own(cases: Cases, look: Look) -> None:
    """One agency could read, or block, another's cases by guessing its MessageID."""
    await _open(cases, 1, 1)
    assert isinstance(await _open(cases, 2, 2, consumer=BANK), Case)
    assert look("SELECT consumer FROM cases ORDER BY 1") == [("a-bank",), ("notary-offices",)]


async def _meet(*attempts: Any) -> list[Any]:
    return await asyncio.gather(*attempts, return_exceptions=True)


@pytest.mark.parametrize("turn", range(4))
async def test_one_message_id_races_for_one_case(cases: Cases, look: Look, turn: int) -> None:
    """A consumer's impatient repetition would open a second case and issue a second certificate."""
    found = await _meet(*(_open(cases, turn * 10 + n, n) for n in range(1, 9)))
    assert {case.id for case in found} == {look("SELECT id FROM cases")[0][0]}
    assert look(COUNTS) == [(1, 8)]


@pytest.mark.parametrize("turn", range(4))
async def test_one_signature_races_for_one_case(cases: Cases, look: Look, turn: int) -> None:
    """A replay that arrives at the same moment, at another process, would get through."""
    found = await _meet(*(_open(cases, turn * 10 + n, 1, message=n) for n in range(1, 9)))
    opened = [one for one in found if isinstance(one, Case)]
    refused = [one for one in found if isinstance(one, MessageReplayed)]
    assert (len(opened), len(refused)) == (1, 7)
    assert look(COUNTS) == [(1, 1)]


async def test_another_body_races_and_is_refused(cases: Cases, look: Look) -> None:
    """Two requests under one MessageID, at one moment, would get one answer."""
    found = await _meet(_open(cases, 1, 1), _open(cases, 2, 2, fields=kit.LEGAL_REQUEST))
    kinds = sorted(type(one).__name__ for one in found)
    assert kinds == ["Case", "MessageIdReused"]
    assert look(COUNTS) == [(1, 2)]


async def test_messages_are_forgotten_when_they_have_expired(cases: Cases, look: Look) -> None:
    """The table of replay keys would grow for ever, or a replay be let through in its window."""
    await _open(cases, 1, 1)
    await _open(cases, 2, 2, message=2, received_at=kit.NOW + LEASE)
    await cases.forget_messages(kit.NOW + timedelta(minutes=5))
    assert look(COUNTS) == [(2, 2)]
    await cases.forget_messages(kit.NOW + timedelta(minutes=5, microseconds=1))
    assert look(COUNTS) == [(2, 1)]
    with pytest.raises(MessageReplayed):
        await _open(cases, 3, 2, message=3)
