"""``peyvand article38``: what an operator sees of contract files."""

import asyncio
import json
from datetime import date
from functools import partial

import pytest

from schemas.canonical.contract_parts import Payment
from schemas.canonical.money import Rials
from tests.integration.hub.cli.conftest import Peyvand
from tests.kit.article38 import FIXING, PAYING, allocated, office


@pytest.fixture
def run(operator: Peyvand) -> Peyvand:
    """Give a way to run the command on the database."""
    return partial(operator, "article38")


async def _files(url: str) -> None:
    async with office(url) as desk:
        for serial, acts in enumerate((PAYING, FIXING), 1):
            ocid = await desk.contract(serial)
            await desk.told(ocid, allocated(f"0210000{serial}"), *acts[1:])


def test_files_are_listed_and_shown(run: Peyvand, database_url: str) -> None:
    """An operator would not see where a contract stands, nor what became of its notices."""
    assert run("list") == (0, "There is no such file.\n", "")
    asyncio.run(_files(database_url))
    code, told, _ = run("list", "--json")
    one, two = json.loads(told)
    assert (code, one["ocid"], one["status"], two["status"]) == (0, "ocds-peyvnd-1", "13", "05")
    assert [row["ocid"] for row in json.loads(run("list", "--status", "05", "--json")[1])] == [
        "ocds-peyvnd-2"
    ]
    assert "coefficient fixed" in run("list", "--branch", "210")[1]
    code, told, _ = run("show", "ocds-peyvnd-1")
    assert code == 0
    assert "claimed 1,500,000, paid 1,500,000 rials" in told
    assert "premium-calculated" in told
    shown = json.loads(run("show", "ocds-peyvnd-1", "--json")[1])
    assert (shown["status"]["code"], len(shown["acts"])) == ("13", 9)
    assert shown["acts"][-1]["said_by"] == "sso-services"
    assert shown["notices"][0] == {
        "act": 1,
        "party": "assigner",
        "kind": "row-allocated",
        "attempts": 0,
        "delivered_at": None,
        "failure": None,
    }


async def _paid(url: str) -> None:
    async with office(url) as desk:
        much = Payment("P-1", date(2026, 6, 10), Rials(13_000_000_000), Rials(1), last=True)
        ocid = await desk.contract(payments=(much,))
        await desk.told(ocid, allocated())


def test_a_name_is_whole_on_a_narrow_screen(
    run: Peyvand, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator would see a list of contracts none of which he could then ask for."""
    asyncio.run(_files(database_url))
    monkeypatch.setenv("COLUMNS", "60")
    told = run("list")[1]
    assert "ocds-peyvnd-1" in told
    assert "ocds-peyvnd-2" in told


def test_the_withheld_money_is_shown(run: Peyvand, database_url: str) -> None:
    """An operator would not see what is short, nor that more is paid than was agreed."""
    asyncio.run(_paid(database_url))
    code, told, _ = run("show", "ocds-peyvnd-1")
    assert code == 0
    assert "of payments of 13,000,000,000 rials: should be withheld 650,000,000, withheld 1" in told
    assert "last instalment paid, five hundredths of the whole or more" in told
    assert "paid-above-total: more is paid than the contract" in told
    shown = json.loads(run("show", "ocds-peyvnd-1", "--json")[1])
    assert shown["withholding"]["short"] == 649_999_999
    assert [one["code"] for one in shown["contradictions"]] == ["paid-above-total"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--status", "18"), "--status 18: one of 01 to 17"),
        (("list", "--branch", "x"), "--branch x: no branch code (branch-code.digits)"),
        (("show", "ocds-peyvnd-9"), "ocds-peyvnd-9: the contract has no file"),
    ],
)
def test_what_is_wrong_is_one_line(run: Peyvand, arguments: tuple[str, ...], said: str) -> None:
    """An operator would get a traceback for a slip of the pen."""
    code, _, error = run(*arguments)
    assert (code, said in error) == (2, True)


def test_overdue_lists_what_ended_a_year_ago(run: Peyvand, database_url: str) -> None:
    """An operator could not tell an assigner what he has to report."""

    async def ended() -> str:
        async with office(database_url) as desk:
            paid = Payment("1", date(2023, 1, 1), Rials(1_000), Rials(50), last=False)
            ocid = await desk.contract(
                signed_on=date(2022, 4, 4),
                starts_on=date(2022, 4, 10),
                ends_on=date(2023, 4, 9),
                payments=(paid,),
            )
            await desk.told(ocid, *FIXING)
            return ocid

    ocid = asyncio.run(ended())
    code, out, _ = run("overdue", "--json")
    (found,) = json.loads(out)
    assert code == 0
    assert (found["ocid"], found["ended_on"], found["held"]) == (ocid, "2023-04-09", 50)
    assert ocid in run("overdue", "--branch", "0210")[1]
    for nothing in (("--branch", "0211"), ("--expired",), ("--after", ocid)):
        assert run("overdue", *nothing)[1] == "No contract is overdue.\n"
    code, _, said = run("overdue", "--branch", "x")
    assert (code != 0, "--branch x" in said) == (True, True)
