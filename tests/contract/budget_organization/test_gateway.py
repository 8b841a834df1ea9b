"""The gateway to the contracts database against its stand-in: every page, every magic input."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from adapters.base import catalog
from adapters.base.errors import AgencyBrokeContract, AgencyRefused, AgencyUnavailable, NoSuchRecord
from hub.contracts.check import check
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.dates import parse_jalali
from schemas.canonical.text import same_text
from simulators.budget_organization.people import BAD_YEARS, CURSORS, LISTS, PROJECTS
from simulators.budget_organization.rows import dated
from simulators.kit.contract_life import Life
from simulators.kit.contracts import Contract, Entry
from simulators.kit.contracts import contracts as contracts_of
from simulators.kit.people import Firm
from simulators.kit.population import Population
from tests.contract.conftest import IMPATIENT, NOW, Agency


async def _pull(gateway: Any, cursor: str | None = None) -> list[list[RegisteredContract]]:
    """Return every page from ``cursor`` to the end."""
    pages = []
    while True:
        page = (await gateway.budget_contracts(cursor)).value
        pages.append(list(page.items))
        cursor = page.next_cursor
        if cursor is None:
            return pages


def _known(people: Population) -> list[tuple[Contract, Entry]]:
    """Return what the database knows, in the order of its changes."""
    known = [(one, one.budget) for one in contracts_of(people) if one.budget is not None]
    return sorted(known, key=lambda pair: pair[1].changed)


def _same(found: RegisteredContract, contract: Contract, entry: Entry) -> bool:
    """Tell whether the hub's contract is the register's, letters aside."""
    party = contract.contractor
    contractor = party.legal_id if isinstance(party, Firm) else party.national_id
    signed, starts = dated(contract.signed, entry), dated(contract.starts, entry)
    days = [parse_jalali(str(one)) for one in (signed, starts, contract.ends)]
    return (
        (found.source_id, found.revision, found.budget_code)
        == (entry.key, entry.revision, entry.key)
        and found.number == contract.number
        and same_text(found.subject, contract.subject)
        and (found.assigner, found.contractor) == (contract.assigner.legal_id, contractor)
        and found.amount == entry.amount
        and [found.signed_on, found.starts_on, found.ends_on] == days
        and found.crn == (entry.other_key or None)
        and found.withdrawn == entry.withdrawn
        and _lived(found) == _life(contract.life)
    )


def _lived(found: RegisteredContract) -> object:
    """Return what the hub knows of a contract's later life, in numbers."""
    if found.amendments is None or found.statements is None:
        return found.kind, found.amendments, found.statements
    amendments = [(one.signed_on, one.amount_change, one.ends_on) for one in found.amendments]
    statements = [
        (one.number, one.starts_on, one.ends_on, one.gross, one.materials)
        for one in found.statements
    ]
    return found.kind, found.materials, amendments, statements


def _life(life: Life | None) -> object:
    """Return what the register knows of it, in the same numbers."""
    if life is None:
        return None, None, None
    amendments = [(_on(one.signed), one.change, _on(one.ends)) for one in life.amendments]
    statements = [
        (one.number, _on(one.starts), _on(one.ends), one.gross, one.materials or None)
        for one in life.months
    ]
    return life.kind, life.materials or None, amendments, statements


def _on(day: int) -> date | None:
    return parse_jalali(str(day)) if day else None


async def test_every_contract_is_read(agency: Agency, people: Population) -> None:
    """Amounts, days, parties and both keys survive the wire, for all of them and in their order."""
    pages = await _pull(agency.open())
    assert len(pages) > 2
    found = [one for page in pages for one in page]
    known = _known(people)
    assert len(found) == len(known)
    wrong = [
        entry
        for one, (contract, entry) in zip(found, known, strict=True)
        if not _same(one, contract, entry)
    ]
    assert wrong == []
    assert {one.withdrawn for one in found} == {True, False}
    assert {len(one.contractor) for one in found} == {10, 11}
    assert any(one.amendments and one.statements for one in found)
    assert any(one.statements is None for one in found)
    assert all(check(one, date(2026, 11, 22)) == () for one in found)


async def test_arabic_letters_on_the_wire(agency: Agency) -> None:
    """A stand-in that wrote Persian letters would hide that texts must be compared folded."""
    page = (await agency.open().budget_contracts(None)).value
    text = "".join(one.subject for one in page.items)
    assert "ي" in text
    assert "ی" not in text


async def test_a_pull_goes_on_where_it_stopped(agency: Agency) -> None:
    """A process that died between two pages would start over, or leave a page out."""
    first = (await agency.open().budget_contracts(None)).value
    whole, rest = await _pull(agency.open()), await _pull(agency.open(), first.next_cursor)
    assert rest == whole[1:]


async def test_cursors_are_all_different(agency: Agency) -> None:
    """Two places of one name would make a pull run in a circle."""
    gateway, cursors = agency.open(), ["", ""]
    cursor: str | None = None
    while (cursor := (await gateway.budget_contracts(cursor)).value.next_cursor) is not None:
        cursors.append(cursor)
    assert all(one != other for one, other in pairwise(cursors[1:]))
    assert len(set(cursors)) == len(cursors) - 1


@pytest.mark.parametrize(
    ("key", "error", "code"),
    [
        ("repeats", AgencyBrokeContract, "cursor-repeats"),
        ("unsorted", AgencyBrokeContract, "order"),
        ("empty", AgencyBrokeContract, "empty-page"),
        ("message", AgencyBrokeContract, "amount"),
        ("no-day", AgencyBrokeContract, "contract-date"),
        ("no-party", AgencyBrokeContract, "party"),
        ("no-kind", AgencyBrokeContract, "contractor-kind"),
        ("no-state", AgencyBrokeContract, "state"),
        ("no-code", AgencyBrokeContract, "contract-code"),
        ("unfit", AgencyBrokeContract, "unfit-text"),
        ("tax-code", AgencyBrokeContract, "tax-code"),
        ("unborn", AgencyBrokeContract, "revision"),
        ("quota", AgencyRefused, "quota-requests"),
        ("strange", AgencyBrokeContract, "unknown-result"),
    ],
)
async def test_bad_pages(agency: Agency, key: str, error: type[Exception], code: str) -> None:
    """Each way of being wrong is named; a page with one wrong row is nowhere read in part."""
    with pytest.raises(error) as caught:
        await agency.open().budget_contracts(f"0:{CURSORS[key].text}")
    assert caught.value.code == code  # type: ignore[attr-defined]  # every one is an AgencyError


async def test_a_page_that_goes_back(agency: Agency) -> None:
    """Another process read the pages before; that these were seen stands in the cursor."""
    gateway = agency.open()
    assert (await gateway.budget_contracts("0:back")).value.items
    with pytest.raises(AgencyBrokeContract) as caught:
        await gateway.budget_contracts("100:back")
    assert caught.value.code == "order"


async def test_a_cursor_of_nobodys(agency: Agency) -> None:
    """A mistaken cursor is ours or theirs to mend, never the beginning."""
    gateway = agency.open()
    with pytest.raises(AgencyBrokeContract) as caught:
        await gateway.budget_contracts("0:nobody's")
    assert caught.value.code == "cursor-unknown"
    with pytest.raises(ValueError, match="cursor"):
        await gateway.budget_contracts("nobody's")


@pytest.mark.parametrize(("key", "capital"), [("capital", True), ("current", False)])
async def test_projects(agency: Agency, key: str, capital: bool) -> None:
    """From which money a project is paid decides which rules hold for its contracts."""
    project = (await agency.open().project(PROJECTS[key].text)).value
    assert (project.code, project.capital_asset) == (PROJECTS[key].text, capital)


@pytest.mark.parametrize(
    ("key", "error", "code"),
    [
        ("unknown", NoSuchRecord, "no-such-project"),
        ("other-project", AgencyBrokeContract, "other-project"),
        ("strange-credit", AgencyBrokeContract, "credit"),
        ("no-project", AgencyBrokeContract, "empty-answer"),
        ("no-permission", AgencyRefused, "no-permission"),
        ("out-of-hours", AgencyRefused, "out-of-hours"),
        ("fault", AgencyRefused, "soap-fault-server"),
        ("slow", AgencyUnavailable, "timeout"),
    ],
)
async def test_bad_projects(agency: Agency, key: str, error: type[Exception], code: str) -> None:
    """None of them may be taken for a project that is not paid from capital money."""
    gateway = agency.open(timeouts=IMPATIENT) if key == "slow" else agency.open()
    with pytest.raises(error) as caught:
        await gateway.project(PROJECTS[key].text)
    assert caught.value.code == code  # type: ignore[attr-defined]  # every one is an AgencyError


@pytest.mark.parametrize("code", ["", "a b", "x" * 51, "طرح"])
async def test_no_code_is_no_project(agency: Agency, code: str) -> None:
    """What cannot be a code is nobody's, and is not asked for."""
    with pytest.raises(NoSuchRecord):
        await agency.open().project(code)
    assert len(agency.simulator.history) == 0


async def test_price_lists(agency: Agency) -> None:
    """Every field of work of the year, under its code."""
    found = (await agency.open().price_lists(1404)).value
    assert [one.code for one in found] == list(LISTS)
    assert all(same_text(one.title, LISTS[one.code]) for one in found)
    assert {one.year for one in found} == {1404}
    assert (await agency.open().price_lists(int(BAD_YEARS["none"].text))).value == ()


@pytest.mark.parametrize(
    ("key", "code"), [("other-year", "other-year"), ("repeats", "list-repeats")]
)
async def test_bad_price_lists(agency: Agency, key: str, code: str) -> None:
    """The prices of another year would be another amount of premium."""
    with pytest.raises(AgencyBrokeContract) as caught:
        await agency.open().price_lists(int(BAD_YEARS[key].text))
    assert caught.value.code == code


@pytest.mark.parametrize(("password", "code"), [("sandbox", None), ("wrong", "login-invalid")])
async def test_login(agency: Agency, tmp_path: Path, password: str, code: str | None) -> None:
    """The account goes with every question; a wrong one is refused, not answered with nothing."""
    file = tmp_path / "account.toml"
    file.write_text(f'user = "peyvand"\npassword = "{password}"\n', "utf-8")
    settings = catalog.AgencySettings(agency.url, enabled=True, credentials=file)
    async with catalog.open_gateways({"budget_organization": settings}, lambda: NOW) as gateways:
        database = gateways.ports["BudgetContracts"]
        asked = (database.budget_contracts(None), database.project("9980-110-001"))
        for question in (*asked, database.price_lists(1404)):
            if code is None:
                assert (await question).source == "budget_organization"
                continue
            with pytest.raises(AgencyRefused) as caught:
                await question
            assert caught.value.code == code
