"""What was cleared of a contract stays, whatever its registers say later: at doors, in pulls."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from adapters.base.ports import Attested
from hub.contracts.precedence import shipped_precedence
from hub.contracts.scale import shipped_scale
from hub.errors import InvalidRequest
from hub.sharing.intake import Intake
from hub.sharing.pull import Pull
from hub.sharing.results import LineResult
from hub.store.contract_pulls import Pulls
from schemas.canonical.contract import Page, RegisteredContract
from tests.kit import contract_doors as doors
from tests.kit.article38 import FACTS, PAYING, Office, filed
from tests.kit.clearing import Worker, worker
from tests.kit.contracts import BUDGET, TAX, lines, unlike

GROSS = 9_000_000
"""The turnover of the plain facts."""


@pytest.fixture
async def registers(desk: Office) -> AsyncIterator[doors.Office]:
    """Give the doors of the shared contracts over the same store."""
    await doors.register(desk.database)
    office = doors.Office(desk.database, desk.clock)
    yield office
    await office.close()


def _intake(desk: Office) -> Intake:
    return Intake(desk.database, shipped_precedence(), shipped_scale(), desk.clock, "ocds-peyvnd")


async def _said(desk: Office, *told: RegisteredContract, source: str = TAX) -> list[LineResult]:
    return await _intake(desk).take(source, lines(*told))


def _codes(results: list[LineResult]) -> list[tuple[str, str | None]]:
    return [(one.outcome.value, one.code) for one in results]


async def _cleared(desk: Office, *, file: bool = True) -> tuple[str, Worker]:
    """Return a contract whose clearance is issued, and put into its file."""
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING)
    chores = worker(desk)
    await chores.automatic.turn()
    if file:
        assert await chores.filing.turn() == 1
    return ocid, chores


@pytest.mark.parametrize("file", [True, False], ids=["in-its-file", "just-issued"])
async def test_what_was_cleared_stays(desk: Office, *, file: bool) -> None:
    """A register would take the ground from under a clearance that everybody holds."""
    ocid, _ = await _cleared(desk, file=file)
    results = await _said(
        desk,
        unlike(1, revision=2, amount=GROSS - 1),
        unlike(2),
        unlike(1, revision=2, withdrawn=True),
        unlike(1, revision=2, amount=GROSS),
        unlike(1, revision=3, amount=GROSS - 1),
        unlike(1, revision=3, amount=GROSS + 1),
    )
    below, withdrawn = ("refused", "contract.below-cleared"), ("refused", "contract.cleared")
    assert _codes(results) == [
        below,
        ("created", None),
        withdrawn,
        ("changed", None),
        below,
        ("changed", None),
    ]
    assert [one.ocid for one in results if one.code] == [ocid] * 3
    assert [one.version for one in results] == [1, 1, 1, 2, 2, 3]
    said = await desk.rows("SELECT revision FROM contract_statements WHERE source_id = '900000001'")
    assert [row["revision"] for row in said] == [1, 2, 3]


async def test_a_contract_without_clearance_may_fall(desk: Office) -> None:
    """A contract that is only paid, or has a file at all, could not be corrected any more."""
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING)
    results = await _said(
        desk, unlike(1, revision=2, amount=1), unlike(1, revision=3, withdrawn=True)
    )
    assert _codes(results) == [("changed", None)] * 2


async def test_another_register_lowers_nothing_by_its_own_word(desk: Office) -> None:
    """A register that does not count would be refused its word; or one that does would not."""
    await _cleared(desk)
    other = replace(unlike(1), source_id="B-1", amount=1)
    (result,) = await _said(desk, other, source=BUDGET)
    assert (result.outcome, result.code) == ("changed", None)
    back = await _said(desk, unlike(1, revision=2, withdrawn=True))
    assert _codes(back) == [("refused", "contract.below-cleared")]


async def test_turnover_above_the_amount_holds_it(desk: Office) -> None:
    """A contract with more work than was agreed could not even be told again, or raised."""
    ocid = await desk.contract(amount=5)
    await desk.told(ocid, *PAYING)
    chores = worker(desk)
    await chores.automatic.turn()
    told = [unlike(1, revision=n, amount=n) for n in (5, 7, 6)]
    results = await _said(desk, *(replace(one, revision=n) for n, one in enumerate(told, 2)))
    assert [one.code for one in results] == [None, None, "contract.below-cleared"]


async def test_the_doors_say_why(desk: Office, registers: doors.Office) -> None:
    """A register would not hear why its word does not count, or lose the others of its batch."""
    await _cleared(desk)
    low, back = unlike(1, revision=2, amount=1), unlike(1, revision=2, withdrawn=True)
    for contract, code, field in (
        (low, "contract.below-cleared", "amount"),
        (back, "contract.cleared", "withdrawn"),
    ):
        answer = await registers.put(contract)
        told = answer.json()
        assert (answer.status_code, told["code"], told["field"]) == (409, code, field)
        assert told["title_fa"]
    found = doors.results(await registers.batch(doors.lines([low, unlike(2), back])))
    assert [one.get("result") for one in found[:3]] == ["refused", "created", "refused"]
    rules = [(one["problems"][0]["field"], one["problems"][0]["rule"]) for one in found[:3:2]]
    assert rules == [("amount", "contract.below-cleared"), ("withdrawn", "contract.cleared")]


async def test_a_pull_leaves_it_out_and_goes_on(
    desk: Office, caplog: pytest.LogCaptureFixture
) -> None:
    """A register's list would stand still at a contract that was cleared, or lower it."""
    await _cleared(desk)
    low, other = unlike(1, revision=2, amount=1), unlike(2)

    async def pages(_: str | None) -> Attested[Page[RegisteredContract]]:
        return Attested(Page((low, other), None), TAX, desk.clock.now, b"")

    pull = Pull(TAX, pages, _intake(desk), Pulls(desk.database), desk.clock)
    assert await pull.turn() == 1
    said = [(one.message, vars(one).get("code")) for one in caplog.records]
    assert ("contract refused", "contract.below-cleared") in said
    versions = await desk.rows("SELECT version FROM contracts ORDER BY ocid")
    assert [row["version"] for row in versions] == [1, 1]


async def test_an_operator_cannot_choose_it_either(desk: Office) -> None:
    """What waits would lower a cleared contract by the choice of an operator."""
    ocid, _ = await _cleared(desk)
    await desk.rows("UPDATE contract_entries SET candidates = '[]'")
    with pytest.raises(InvalidRequest) as caught:
        await _intake(desk).assign(TAX, "900000001", None)
    assert (caught.value.rule, caught.value.field) == ("contract.cleared", "ocid")
    assert (await _intake(desk).assign(TAX, "900000001", ocid)).ocid == ocid


@pytest.mark.parametrize("change", [{"amount": 1}, {"withdrawn": True}], ids=["lower", "withdrawn"])
async def test_a_clearance_and_a_line_at_once(desk: Office, change: dict[str, Any]) -> None:
    """A clearance would be issued on a contract that was taken back in the same moment."""
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING)
    chores = worker(desk)
    found = await asyncio.gather(
        chores.automatic.turn(), *(_said(desk, unlike(1, revision=n, **change)) for n in (2, 3, 4))
    )
    issued = await desk.rows("SELECT issued_once FROM certificates WHERE issued_once IS NOT NULL")
    taken = [one.code for (one,) in found[1:] if one.outcome == "changed"]
    version = (await desk.rows("SELECT version FROM contracts"))[0]["version"]
    assert version == 1 + len(taken)
    if "withdrawn" in change:
        assert bool(issued) != bool(taken)


async def test_what_changes_while_it_is_decided_is_decided_anew(desk: Office) -> None:
    """A clearance would stand on what the contract was before."""
    ocid = await desk.contract()
    await desk.told(ocid, *PAYING)
    chores = worker(desk)
    asked = chores.ledger.debt_of

    async def meanwhile(workshop: Any) -> Any:
        await _said(desk, unlike(1, revision=2, withdrawn=True))
        return await asked(workshop)

    chores.ledger.debt_of = meanwhile  # type: ignore[method-assign]
    await chores.automatic.turn()
    assert await desk.rows("SELECT * FROM certificates WHERE issued_once IS NOT NULL") == []
    (row,) = await desk.rows("SELECT outcome FROM answers")
    assert row["outcome"] == "REFUSED"
    assert await chores.filing.turn() == 0


async def test_the_newest_clearance_counts(desk: Office) -> None:
    """What an interim clearance covered would be all that stays."""
    facts = {**FACTS, "work": [{**FACTS["work"][0], "gross": 2 * GROSS}]}
    ocid = await desk.contract()
    interim = filed("interim", until="2026-11-01")
    await desk.told(ocid, *PAYING[:3], interim, *PAYING[4:])
    chores = worker(desk)
    await chores.automatic.turn()
    await chores.filing.turn()
    await desk.told(ocid, filed("final", facts), {"act": "bases-confirmed"})
    (row,) = await desk.rows(
        "SELECT cleared_gross, reckoned_gross, untold, final FROM contract_files"
    )
    assert row == {
        "cleared_gross": GROSS,
        "reckoned_gross": 2 * GROSS,
        "untold": True,
        "final": False,
    }
    results = await _said(desk, unlike(1, revision=2, amount=GROSS))
    assert _codes(results) == [("changed", None)]
