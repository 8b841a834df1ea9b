"""Acts told at the door: each taken once, in order, with all that follows from it."""

import asyncio
import base64
import json
from datetime import date
from hashlib import sha256

import pytest

from hub.errors import HubUnavailable
from hub.receipts import Receipts
from schemas.canonical.contract_parts import Payment
from schemas.canonical.money import Rials
from tests.kit.article38 import (
    CONFIRMED,
    DUE,
    FIXING,
    PAYING,
    Office,
    allocated,
    collected,
    filed,
    sheet,
)
from tests.kit.lookups import proven


async def test_the_straight_way(desk: Office) -> None:
    """A contract could not be brought from its row to its payment; or a status would be another."""
    ocid = await desk.contract()
    answers = await desk.told(ocid, *PAYING)
    assert [one["status"]["code"] for one in answers] == ["01", "02", "05", "02", "06", "11", "13"]
    assert [one["number"] for one in answers] == [1, 2, 3, 5, 6, 8, 9]
    assert [[act["act"] for act in one["acts"]] for one in answers][2] == [
        "bases-confirmed",
        "coefficient-fixed",
    ]
    (row,) = await desk.rows("SELECT * FROM contract_files")
    assert (row["ocid"], row["acts"], row["status"]) == (ocid, 9, "13")
    assert row["attend_at"] == desk.clock.now


async def test_what_follows_is_told_to_both_parties(desk: Office) -> None:
    """A party would not hear of its coefficient, or hear of it twice."""
    ocid = await desk.contract()
    await desk.told(ocid, *FIXING)
    rows = await desk.rows("SELECT act, party, kind, workshop FROM workshop_notices ORDER BY 1, 2")
    assert [(row["act"], row["party"], row["kind"]) for row in rows] == [
        (1, "assigner", "row-allocated"),
        (1, "contractor", "row-allocated"),
        (4, "assigner", "coefficient-fixed"),
        (4, "contractor", "coefficient-fixed"),
    ]
    assert {row["workshop"] for row in rows if row["party"] == "contractor"} == {"9980000011"}


async def test_the_same_key_is_answered_the_same(desk: Office) -> None:
    """A repetition would be taken twice, or be answered by what came later."""
    ocid = await desk.contract()
    await desk.told(ocid, *FIXING[:2])
    first = await desk.tell(ocid, CONFIRMED, key="one")
    await desk.told(ocid, filed("final"))
    again = await desk.tell(ocid, CONFIRMED, key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["answer"] == first.json()["answer"]
    assert (await desk.rows("SELECT acts FROM contract_files")) == [{"acts": 5}]


@pytest.mark.parametrize("case", ["another body", "another file"])
async def test_a_key_is_for_one_act(desk: Office, case: str) -> None:
    """An act would be lost that was told under a key by mistake."""
    ocid, other = await desk.contract(1), await desk.contract(2)
    await desk.tell(ocid, allocated(), key="one")
    where = ocid if case == "another body" else other
    body = filed() if case == "another body" else allocated()
    answer = await desk.tell(where, body, key="one")
    assert (answer.status_code, answer.json()["code"]) == (422, "article38.key-reused")
    assert len(await desk.rows("SELECT * FROM contract_file_acts")) == 1


async def test_two_writers_of_one_file(desk: Office) -> None:
    """Two acts would have one number, or a sheet be paid twice over."""
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING[:-1])
    answers = await asyncio.gather(*(desk.tell(ocid, collected(DUE - n)) for n in range(4)))
    assert sorted(one.status_code for one in answers) == [201, 422, 422, 422]
    assert {one.json().get("code") for one in answers} == {None, "article38.above-sheet"}
    numbers = await desk.rows("SELECT number FROM contract_file_acts ORDER BY number")
    assert [row["number"] for row in numbers] == [*range(1, 10)]


async def test_two_begin_one_file(desk: Office) -> None:
    """A file would be begun twice, or the second be told of an internal error."""
    ocid = await desk.contract()
    answers = await asyncio.gather(*(desk.tell(ocid, allocated()) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    assert {one.json().get("code") for one in answers} == {None, "article38.allocated"}


async def test_the_same_key_at_once(desk: Office) -> None:
    """Whoever repeats before he is answered would be refused, or the act be taken twice."""
    ocid = await desk.contract()
    answers = await asyncio.gather(*(desk.tell(ocid, allocated(), key="one") for _ in range(4)))
    assert {one.status_code for one in answers} == {201}
    assert len({json.dumps(one.json()["answer"]) for one in answers}) == 1
    assert len(await desk.rows("SELECT * FROM contract_file_acts")) == 1


async def test_a_row_is_of_one_contract(desk: Office) -> None:
    """Two contracts would be cleared by one row."""
    one, two = await desk.contract(1), await desk.contract(2)
    await desk.told(one, allocated())
    answer = await desk.tell(two, allocated())
    assert (answer.status_code, answer.json()["code"]) == (409, "article38.row-taken")
    assert answer.json()["field"] == "row"


async def test_an_unknown_contract_has_no_file(desk: Office) -> None:
    """A file would be opened for a contract that no register has told of."""
    for ocid in ("ocds-peyvnd-77", "9980000009"):
        answer = await desk.tell(ocid, allocated())
        assert (answer.status_code, answer.json()["code"]) == (404, "contract.unknown")


async def test_an_act_leaves_a_receipt(desk: Office) -> None:
    """Nobody could prove that an act was told, when, and what the hub answered."""
    ocid = await desk.contract()
    answer = await desk.tell(ocid, allocated())
    receipt = proven(base64.b64decode(answer.json()["receipt"]))
    octets = json.dumps(answer.json()["answer"], ensure_ascii=False, separators=(",", ":"))
    assert receipt.answer_digest == sha256(octets.encode()).digest()
    assert receipt.request_digest == sha256(answer.request.content).digest()
    assert (receipt.consumer, receipt.operation) == ("sso-services", "article38-file.tell")
    rows = await desk.rows("SELECT subject, outcome, told FROM disclosures ORDER BY subject")
    subjects = [row["subject"] for row in rows]
    assert f"contract:{ocid}" in subjects
    assert {"workshop:0210/9980000011", "workshop:0210/9980000022"} <= {*subjects}
    assert len([one for one in subjects if one.startswith("legal-id:")]) == 2
    assert {row["outcome"] for row in rows} == {"told"}
    assert rows[0]["told"] == {"file.status": "whole", "file.acts": "whole"}


async def test_a_refused_act_leaves_a_receipt_and_nothing_else(desk: Office) -> None:
    """An act could be refused and nobody prove it; or a part of it stay in the file."""
    ocid = await desk.contract()
    await desk.told(ocid, allocated())
    answer = await desk.tell(ocid, sheet())
    said = answer.json()
    assert (answer.status_code, said["code"]) == (409, "article38.out-of-order")
    assert "rule" not in said
    receipt = proven(base64.b64decode(said["receipt"]))
    assert {one.reason for one in receipt.disclosed} == {"article38.out-of-order"}
    assert await desk.rows("SELECT acts, status FROM contract_files") == [
        {"acts": 1, "status": "01"}
    ]
    reasons = await desk.rows("SELECT DISTINCT reason FROM disclosures WHERE outcome = 'refused'")
    assert reasons == [{"reason": "article38.out-of-order"}]


async def test_bases_that_cannot_be_reckoned_are_not_taken(desk: Office) -> None:
    """A coefficient would be fixed by a guess."""
    ocid = await desk.contract()
    await desk.told(ocid, allocated())
    bare = filed(facts={"contract": {}, "contractor": {}, "work": filed()["facts"]["work"]})
    answer = await desk.tell(ocid, bare)
    assert (answer.status_code, answer.json()["code"]) == (422, "assessment.fact-missing")
    assert answer.json()["field"]
    assert answer.json()["receipt"]


async def test_an_undertaking_is_once_for_a_period_over_all_contracts(desk: Office) -> None:
    """A contractor would be asked twice for the same fiscal year, on two contracts at once."""
    central = filed()["facts"] | {
        "contractor": {
            "person": "legal",
            "iranian": True,
            "performance": "central",
            "active_around": True,
            "own_premises": True,
            "licence_matches": True,
            "articles_match": True,
            "lists_filed": True,
            "inspected": True,
            "state_body": False,
            "other_fund": False,
        },
        "work": [{"code": "a", "subject": "workshop-production", "gross": 9_000_000}],
        "books": {"status": "not-inspected"},
    }
    year = {"first": "2026-03-21", "last": "2027-03-20"}
    names = []
    for serial in (1, 2):
        ocid = await desk.contract(serial)
        await desk.told(
            ocid,
            allocated(f"0210000{serial}"),
            filed(facts=central),
            CONFIRMED,
            filed("final", facts=central, uninspected=[year]),
            CONFIRMED,
        )
        names.append(ocid)
    undertaken = {"act": "undertaken", "period": year, "on": "2026-11-22"}
    answers = await asyncio.gather(*(desk.tell(one, undertaken) for one in names))
    assert sorted(one.status_code for one in answers) == [201, 422]
    assert {one.json().get("code") for one in answers} == {None, "article38.undertaking-twice"}
    assert len(await desk.rows("SELECT * FROM undertakings")) == 1


async def test_who_has_no_agreement_tells_nothing(desk: Office) -> None:
    """A stranger could open a file; or his attempt be seen by nobody."""
    ocid = await desk.contract()
    answer = await desk.tell(ocid, allocated(), who="tax-authority")
    assert (answer.status_code, answer.json()["code"]) == (403, "agreement.none")
    unsigned = await desk.tell(ocid, allocated(), signed=False)
    assert (unsigned.status_code, unsigned.json()["code"]) == (403, "agreement.signature")
    assert await desk.rows("SELECT * FROM contract_files") == []
    refused = await desk.rows("SELECT reason FROM disclosures ORDER BY reason")
    assert [row["reason"] for row in refused] == ["agreement.none", "agreement.signature"]


async def test_what_is_wrong_with_an_act_is_named(desk: Office) -> None:
    """Who tells an act would not learn which member is wrong, nor a program by which rule."""
    ocid = await desk.contract()
    answer = await desk.tell(ocid, sheet(-1))
    said = answer.json()
    assert (answer.status_code, said["code"]) == (400, "request.invalid")
    assert (said["field"], said["rule"]) == ("amount", "json.amount")
    assert await desk.rows("SELECT * FROM evidence WHERE kind = 'disclosure'") == []


async def test_what_dies_half_way_has_not_been(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An act would stay without its receipt, or a repetition find half of it there."""
    ocid = await desk.contract()
    with monkeypatch.context() as broken:
        broken.setattr(Receipts, "sign", _unreachable)
        answer = await desk.tell(ocid, allocated(), key="one")
    assert (answer.status_code, answer.json()["code"]) == (503, "hub.unavailable")
    for table in ("contract_files", "contract_file_acts", "workshop_notices", "disclosures"):
        assert await desk.rows(f"SELECT * FROM {table}") == []  # noqa: S608 - our own names
    assert (await desk.tell(ocid, allocated(), key="one")).status_code == 201


def _unreachable(*_: object) -> None:
    raise HubUnavailable("signing.unavailable")


async def test_no_more_is_released_than_was_withheld(desk: Office) -> None:
    """The assigner would be asked for money that he has paid out long ago."""
    paid = Payment("1", date(2026, 10, 1), Rials(20_000_000), Rials(1_000_000))
    ocid = await desk.contract(payments=(paid,))
    await desk.told(ocid, *PAYING)
    asked = {"act": "release-asked", "amount": 1_000_001, "on": "2026-11-22"}
    answer = await desk.tell(ocid, asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "article38.above-withheld")
    await desk.told(ocid, asked | {"amount": 1_000_000})
