"""What every installation of the contracts database must answer."""

from typing import Final

from adapters.base.ports import Attested, BudgetContracts
from adapters.base.probe import Probe, Subjects, expect
from schemas.canonical.contract import Page, PriceList, Project, RegisteredContract

SUBJECTS: Final[Subjects] = {"project": "9980-110-001", "year": "1404"}
"""A ``project`` that is paid from money for capital assets, a ``year`` that has price lists."""


async def _first_page(gateway: BudgetContracts, _: Subjects) -> Attested[Page[RegisteredContract]]:
    """Ask for the contracts that were changed longest ago."""
    found = await gateway.budget_contracts(None)
    expect(bool(found.value.items), "contracts")
    return found


async def _second_page(
    gateway: BudgetContracts, subjects: Subjects
) -> Attested[Page[RegisteredContract]]:
    """Go on where the first page ends."""
    first = await _first_page(gateway, subjects)
    cursor = first.value.next_cursor
    if cursor is None:
        return first
    found = await gateway.budget_contracts(cursor)
    expect(bool(found.value.items), "contracts behind the first page")
    expect(found.value.next_cursor != cursor, "a page that goes on")
    return found


async def _project(gateway: BudgetContracts, subjects: Subjects) -> Attested[Project]:
    """Ask for the project."""
    found = await gateway.project(subjects["project"])
    expect(found.value.capital_asset, "money for capital assets")
    return found


async def _price_lists(
    gateway: BudgetContracts, subjects: Subjects
) -> Attested[tuple[PriceList, ...]]:
    """Ask for the price lists of the year."""
    found = await gateway.price_lists(int(subjects["year"]))
    expect(bool(found.value), "price lists")
    return found


PROBES: Final = (
    Probe("first-page", "نخستین صفحهٔ قراردادها", _first_page),
    Probe("second-page", "صفحهٔ پس از آن", _second_page),
    Probe("project", "طرح تملک دارایی سرمایه‌ای", _project),
    Probe("price-lists", "فهرست‌های بهای یک سال", _price_lists),
)
