"""Contracts that ended long ago and have no final clearance: to whom they are told."""

from datetime import date
from typing import Any

from hub.store.contract_files import SQL
from hub.store.database import Database
from hub.usecases.article38.file.periods import ended_by, months_after
from schemas.canonical.contract_parts import Amendment, Payment
from schemas.canonical.money import Rials
from tests.kit.article38 import FIXING, PAYING, SERVICES, STRANGER, Office, allocated
from tests.kit.clearing import worker
from tests.kit.contracts import TAX, lines, unlike
from tests.kit.shipped import shipped_periods

OVERDUE = "/v1/article38/overdue"
LONG_AGO: dict[str, Any] = {
    "signed_on": date(2024, 4, 4),
    "starts_on": date(2024, 4, 10),
    "ends_on": date(2025, 4, 9),
}
NOTES = (
    {"act": "note-issued", "form": "1", "on": "2026-10-01"},
    {"act": "note-notified", "form": "1", "on": "2026-10-02"},
    {"act": "note-issued", "form": "2", "on": "2026-10-10"},
    {"act": "note-notified", "form": "2", "on": "2026-10-12"},
)


async def _ended(desk: Office, serial: int = 1, **changes: Any) -> str:
    """Return a contract with a file, whose row was given when it began."""
    ocid = await desk.contract(serial, **LONG_AGO | changes)
    row = allocated(f"021{serial:05}", on="2024-05-02")
    await desk.told(ocid, row, *FIXING[1:])
    return ocid


async def _overdue(desk: Office, query: str = "", who: str = SERVICES) -> Any:
    answer = await desk.get(OVERDUE + query, who)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_what_ended_a_year_ago_is_told_with_what_is_withheld(desk: Office) -> None:
    """An assigner would report nothing, and owe the whole of it himself one day."""
    paid = Payment("1", date(2025, 1, 1), Rials(1_000_000), Rials(50_000), last=False)
    ocid = await _ended(desk, payments=(paid,))
    await desk.contract(2)
    (found,) = (await _overdue(desk))["files"]
    assert (found["ocid"], found["withheld"]) == (ocid, [])
    assert found["overdue"]["ended_on"] == {"gregorian": "2025-04-09", "jalali": "1404/01/20"}
    assert found["overdue"]["note_expired"] is False
    assert (found["withholding"]["withheld"], found["withholding"]["held"]) == (50_000, 50_000)
    assert (await _overdue(desk, "?branch=0210"))["files"] == [found]
    assert (await _overdue(desk, "?branch=0211"))["files"] == []
    assert (await _overdue(desk, "?expired=true"))["files"] == []


async def test_the_note_whose_days_are_over(desk: Office) -> None:
    """The organization would not know of whom it may demand the whole from now on."""
    ocid = await _ended(desk)
    await desk.told(ocid, *NOTES)
    (found,) = (await _overdue(desk, "?expired=true"))["files"]
    assert found["overdue"]["note_last"]["gregorian"] == "2026-11-06"
    assert found["overdue"]["note_expired"] is True


async def test_what_registers_say_later_moves_the_end(desk: Office) -> None:
    """A contract that was prolonged would be reported, or one that was not would be forgotten."""
    await _ended(desk)
    longer = Amendment("1", date(2025, 1, 1), 5, date(2026, 8, 1))
    told = unlike(1, revision=2, amendments=(longer,), **LONG_AGO)
    intake_of = desk.intake()
    await intake_of.take(TAX, lines(told))
    assert (await _overdue(desk))["files"] == []
    await intake_of.take(TAX, lines(unlike(1, revision=3, **LONG_AGO)))
    assert len((await _overdue(desk))["files"]) == 1


async def test_what_is_cleared_is_not_overdue(desk: Office) -> None:
    """An assigner would be asked about what was settled long ago."""
    ocid = await desk.contract(**LONG_AGO)
    await desk.told(ocid, *PAYING)
    assert len((await _overdue(desk))["files"]) == 1
    chores = worker(desk)
    await chores.automatic.turn()
    await chores.filing.turn()
    assert (await _overdue(desk))["files"] == []


async def test_pages_and_those_who_may_not_ask(desk: Office) -> None:
    """A page would be told twice or left out, or anybody would hear of others' contracts."""
    names = sorted([await _ended(desk, serial) for serial in (1, 2, 3)])
    first = await _overdue(desk, "?limit=2")
    rest = await _overdue(desk, f"?limit=2&after={first['next']}")
    assert [one["ocid"] for one in (*first["files"], *rest["files"])] == names
    assert rest["next"] is None
    denied = await desk.get(OVERDUE, STRANGER)
    assert (denied.status_code, denied.json()["code"]) == (403, "agreement.none")
    for query, field in (("expired=1", "expired"), ("branch=x", "branch"), ("after=1", "after")):
        answer = await desk.get(f"{OVERDUE}?{query}")
        assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_the_last_day_that_a_year_has_passed_since() -> None:
    """A contract would be reported a day early, or late, at the end of a leap year."""
    months = shipped_periods().note_months
    for days in range(1500):
        today = date.fromordinal(date(2024, 1, 1).toordinal() + days)
        last = ended_by(today, months)
        assert months_after(last, months) <= today
        assert months_after(date.fromordinal(last.toordinal() + 1), months) > today


_MANY = """
WITH told AS (
    INSERT INTO contracts
    SELECT 'ocds-peyvnd-m' || n, 1, 1000 + n FROM generate_series(1, 20000) AS n
    RETURNING ocid
)
INSERT INTO contract_files (ocid, contract_row, branch, contractor_workshop, contractor_branch,
    assigner_workshop, assigner_branch, acts, status, ends_on, final, untold, reckoned_act,
    reckoned_gross)
SELECT ocid, '8' || lpad(substr(ocid, 14), 7, '0'), '0210', '1', '0210', '2', '0210', 1, '01',
       '2020-01-01', true, false, 1, 1
FROM told
"""
_PLANS = (
    ("clearances_to_file", "clearances_unfiled"),
    ("clearances_told", "contract_files_untold"),
)


async def test_chores_look_through_no_file_that_is_done(desk: Office) -> None:
    """A worker would read all files and certificates of the organization every second."""
    await desk.rows(_MANY)
    await desk.rows("ANALYZE contract_files, certificates, workshop_notices, contract_file_acts")
    for name, used in _PLANS:
        plan = await _plan(desk.database, name)
        assert used in plan
        assert "Seq Scan on contract_files" not in plan


async def _plan(database: Database, name: str) -> str:
    rows = await database.rows("EXPLAIN " + getattr(SQL, name), {"limit": 100})
    return "\n".join(row["QUERY PLAN"] for row in rows)
