"""What a file's reader is told of the withheld money, and of what does not go together."""

from datetime import date
from typing import Any

import pytest

from hub.api.article38.doors import FILES
from schemas.canonical.contract_parts import Payment
from schemas.canonical.money import Rials
from tests.kit import policy
from tests.kit.article38 import Office, allocated, office
from tests.unit.hub.contracts.made_parts import LATER

VIEW = "article38-file-view-contract-files.toml"
EXAMPLE = {
    "paid": 4_000_000_000,
    "should_be_withheld": 200_000_000,
    "withheld": 200_000_000,
    "short": 0,
    "unsaid": 0,
    "released": 120_000_000,
    "held": 80_000_000,
    "last_paid": True,
    "last_is_enough": True,
}
WRONG: dict[str, Any] = {
    "payments": (
        Payment("P-1", date(2026, 6, 10), Rials(12_500_000_000), Rials(1)),
        Payment("P-2", date(2026, 7, 10), Rials(40)),
        Payment("P-3", date(2026, 8, 10), Rials(599_999_999), Rials(29_999_999), last=True),
    )
}
"""More than the contract comes to, hardly anything kept, and a last instalment a rial too small."""


async def _read(desk: Office, ocid: str) -> Any:
    await desk.told(ocid, allocated())
    answer = await desk.get(f"{FILES}/{ocid}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["ocid"] == ocid
    return answer.json()


async def test_the_example_is_told(desk: Office) -> None:
    """An officer would release what was never kept, or hear of payments nobody granted him."""
    said = await _read(desk, await desk.contract(**LATER))
    assert (said["withholding"], said["contradictions"]) == (EXAMPLE, [])
    assert "P-1" not in str(said)
    assert LATER["releases"][0].clearance not in str(said)


async def test_what_is_short_and_what_contradicts_is_told(desk: Office) -> None:
    """A clearance would be asked for a contract whose money nobody has looked at."""
    said = await _read(desk, await desk.contract(**WRONG))
    assert said["withholding"] == {
        "paid": 13_100_000_039,
        "should_be_withheld": 625_000_000 + 2 + 29_999_999,
        "withheld": 30_000_000,
        "short": 624_999_999,
        "unsaid": 2,
        "released": 0,
        "held": 30_000_000,
        "last_paid": True,
        "last_is_enough": False,
    }
    (one,) = said["contradictions"]
    assert one["code"] == "paid-above-total"
    assert one["en"] == "more is paid than the contract and its amendments come to"
    assert one["fa"].startswith("بیش از مبلغ پیمان")


async def test_of_what_nobody_says_there_is_nothing(desk: Office) -> None:
    """A contract without a payment told would look like one of which nothing was kept."""
    said = await _read(desk, await desk.contract())
    assert (said["withholding"], said["contradictions"]) == (None, [])


@pytest.mark.parametrize(
    ("name", "value"), [("withholding", "624999999"), ("contradictions", "paid-above-total")]
)
async def test_what_is_not_granted_is_not_told(database_url: str, name: str, value: str) -> None:
    """Who is not granted the money would see it in another member, or learn that there is some."""
    line = f'  {{ name = "file.{name}", transform = "whole" }},\n'
    shipped = policy.shipped("agreements")[VIEW]
    assert line in shipped
    async with office(database_url, {VIEW: shipped.replace(line, "")}) as desk:
        said = await _read(desk, await desk.contract(**WRONG))
    assert said["withheld"] == [f"file.{name}"]
    assert name not in said
    assert value not in str(said)
