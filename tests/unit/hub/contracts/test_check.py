"""What is wrong with a line or a contract: everything at once, and no value of it told."""

import json
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.check import MEMBERS, check, read_line
from hub.contracts.digest import canonical
from hub.contracts.readers import OPTIONAL, READERS
from schemas.canonical.contract import RegisteredContract
from tests.architecture.source import ROOT
from tests.unit.hub.contracts.made import ASSIGNER, CONTRACT, CONTRACTOR, PERSON, TODAY, contract
from tests.unit.hub.contracts.made_lines import BARE, FULL, LINE, read, slips, wrong

FIELDS = {one.name for one in fields(RegisteredContract)}


def without(*names: str) -> bytes:
    return json.dumps({k: v for k, v in LINE.items() if k not in names}).encode()


def test_the_page_s_example_is_a_line() -> None:
    """A register would copy an example that is refused."""
    page = (ROOT / "docs/contracts.md").read_text("utf-8")
    example = page.partition("```json\n")[2].partition("\n")[0]
    found = read_line(example.encode(), TODAY)
    assert isinstance(found, RegisteredContract)
    assert (found.signed_on, found.budget_code) == (date(2026, 4, 4), "B-1405-77")


@pytest.mark.parametrize("name", sorted(MEMBERS))
def test_the_page_tells_every_member(name: str) -> None:
    """A register would learn of a member from its refusal."""
    table = (ROOT / "docs/contracts.md").read_text("utf-8").partition("| member |")[2]
    assert f"`{name}`" in table.partition("\n\n")[0]


def test_what_is_written_is_read_again() -> None:
    """A contract would change on its way through a file."""
    assert read_line(canonical(FULL), TODAY) == FULL
    assert read_line(canonical(CONTRACT) + b"\r\n", TODAY) == CONTRACT
    assert set(json.loads(canonical(FULL))) == set(MEMBERS) == FIELDS | {"currency"}


@given(
    st.integers(1, 10**15),
    st.integers(1, 2**31 - 1),
    st.dates(date(1930, 1, 1), TODAY),
    st.integers(0, 4000),
    st.sampled_from(["نگهداری", 'a"b\\', "x" * 500, "\u2028"]),
    st.booleans(),
)
def test_any_sound_contract_is_read_as_it_was_written(
    amount: int, revision: int, day: date, length: int, subject: str, gone: bool
) -> None:
    """Some amount, day or text would come out as another one."""
    one = contract(
        amount=amount,
        revision=revision,
        signed_on=day,
        starts_on=day,
        ends_on=day + timedelta(days=length),
        subject=subject if subject.strip() else "x",
        withdrawn=gone,
    )
    assert read_line(canonical(one), TODAY) == one
    assert check(one, TODAY) == ()


@pytest.mark.parametrize(
    "day",
    ["1405/01/15", "14050115", "۱۴۰۵/۰۱/۱۵", "2026-04-04", "٢٠٢٦-٠٤-٠٤"],
)
def test_a_day_of_either_calendar_is_read(day: str) -> None:
    """Registers write in one calendar each."""
    assert read(signed_on=day).signed_on == date(2026, 4, 4)


@pytest.mark.parametrize(
    "day",
    [
        "1405-01-15",
        "2026/04/04",
        "20260404",
        "1405/1/15",
        "1405/13/01",
        "1404/12/30",
        "2026-02-29",
        "1405/0115",
        "1299/01/01",
        "2026-04-04T00:00:00Z",
        " 2026-04-04",
        "2026-04-04\n",
        "",
    ],
)
def test_no_day_is_read_by_the_other_calendar(day: str) -> None:
    """A contract of this year would be dated six centuries off, or by half a date."""
    assert wrong(signed_on=day) == [("signed_on", "day.no-such-day")]


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"contractor": PERSON}, ("contractor", PERSON)),
        (
            {"assigner": ASSIGNER.translate({48 + n: 0x06F0 + n for n in range(10)})},
            ("assigner", ASSIGNER),
        ),
        ({"row": "100001"}, ("row", "00100001")),
        ({"branch": "10"}, ("branch", "0010")),
        ({"crn": "۵"}, ("crn", "5")),
        ({"budget_code": None}, ("budget_code", None)),
        ({"source_id": "۷-A"}, ("source_id", "7-A")),
    ],
    ids=range(7),
)
def test_a_value_is_read_in_its_one_form(
    changes: dict[str, Any], value: tuple[str, object]
) -> None:
    """One party or code would be two by the alphabet of its digits."""
    assert getattr(read(**changes), value[0]) == value[1]


WRONG: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"assigner": ""}, ("assigner", "contract.no-party")),
    ({"contractor": " "}, ("contractor", "contract.no-party")),
    ({"contractor": None}, ("contractor", "contract.no-party")),
    ({"contractor": ASSIGNER}, ("contractor", "contract.one-party")),
    ({"assigner": PERSON}, ("assigner", "legal-id.digits")),
    (
        {"assigner": ASSIGNER[:-1] + str((int(ASSIGNER[-1]) + 1) % 10)},
        ("assigner", "legal-id.check-digit"),
    ),
    (
        {"contractor": PERSON[:-1] + str((int(PERSON[-1]) + 1) % 10)},
        ("contractor", "national-id.check-digit"),
    ),
    ({"contractor": "0000000000"}, ("contractor", "national-id.repeated-digit")),
    ({"contractor": 9_980_000_001}, ("contractor", "json.type")),
    ({"ends_on": "2026-04-09"}, ("ends_on", "contract.dates-reversed")),
    ({"signed_on": "2026-11-23"}, ("signed_on", "contract.signed-in-future")),
    ({"signed_on": 20260404}, ("signed_on", "json.type")),
    ({"amount": 0}, ("amount", "contract.amount")),
    ({"amount": -1}, ("amount", "contract.amount")),
    ({"amount": 10**15 + 1}, ("amount", "contract.amount")),
    ({"amount": 1e9}, ("amount", "json.type")),
    ({"amount": "1000"}, ("amount", "json.type")),
    ({"amount": True}, ("amount", "json.type")),
    ({"currency": "USD"}, ("currency", "contract.currency")),
    ({"currency": "irr"}, ("currency", "contract.currency")),
    ({"currency": 1}, ("currency", "json.type")),
    ({"revision": 0}, ("revision", "contract.revision")),
    ({"revision": 2**31}, ("revision", "contract.revision")),
    ({"revision": "1"}, ("revision", "json.type")),
    ({"revision": True}, ("revision", "json.type")),
    ({"number": ""}, ("number", "text.characters")),
    ({"number": "x" * 101}, ("number", "json.length")),
    ({"number": None}, ("number", "json.type")),
    ({"subject": "x" * 501}, ("subject", "json.length")),
    ({"subject": "a\u202eb"}, ("subject", "text.characters")),
    ({"subject": "a\ud800"}, ("subject", "text.characters")),
    ({"subject": ["x"]}, ("subject", "json.type")),
    ({"subject": {"fa": "x"}}, ("subject", "json.type")),
    ({"source_id": "a b"}, ("source_id", "contract.code")),
    ({"source_id": "x" * 51}, ("source_id", "contract.code")),
    ({"budget_code": ""}, ("budget_code", "contract.code")),
    ({"project": "پ"}, ("project", "contract.code")),
    ({"crn": "1" * 13}, ("crn", "contract-registration.digits")),
    ({"crn": 5}, ("crn", "json.type")),
    ({"row": "001"}, ("row", "contract-row.digits")),
    ({"row": "00000000"}, ("row", "contract-row.zero")),
    ({"branch": "0000"}, ("branch", "branch-code.zero")),
    ({"branch": None}, ("branch", "contract.row-without-branch")),
    ({"withdrawn": 0}, ("withdrawn", "json.type")),
    ({"withdrawn": "false"}, ("withdrawn", "json.type")),
    ({"colour": "red"}, ("colour", "json.unknown")),
    ({"Source_Id": "5"}, ("", "json.unknown")),
    ({"n9980000001": 1}, ("", "json.unknown")),
]


@pytest.mark.parametrize(("changes", "slip"), WRONG, ids=range(len(WRONG)))
def test_one_slip_is_one_rule(changes: dict[str, Any], slip: tuple[str, str]) -> None:
    """A slip would pass, or be told under a field that is right."""
    found = wrong(**changes)
    rest = [("branch", "contract.row-without-branch")] if slip[1] == "branch-code.zero" else []
    assert found == [slip, *rest]


@pytest.mark.parametrize("amount", [1, 10**15])
def test_the_ends_of_an_amount_are_taken(amount: int) -> None:
    """The highest contract there is would be refused."""
    assert read(amount=amount).amount == amount


@pytest.mark.parametrize("day", ["2026-11-22", "1405/09/01"])
def test_what_is_signed_today_is_taken(day: str) -> None:
    """A contract could not be told on its own day."""
    assert read(signed_on=day).signed_on == TODAY


@pytest.mark.parametrize("name", sorted(set(READERS) - OPTIONAL))
def test_a_missing_member_is_named(name: str) -> None:
    """A member that was left out would be made up."""
    rule = "contract.no-party" if name in {"assigner", "contractor"} else "json.missing"
    assert slips(without(name)) == [(name, rule)]


def test_optional_members_may_be_absent() -> None:
    """A register that has no budget code could tell nothing."""
    found = read_line(without(*OPTIONAL), TODAY)
    assert found == replace(BARE, crn=None, budget_code=None, project=None, row=None, branch=None)


@pytest.mark.parametrize(
    ("one", "slip"),
    [
        (contract(amount=0), ("amount", "contract.amount")),
        (contract(contractor=ASSIGNER), ("contractor", "contract.one-party")),
        (contract(assigner=""), ("assigner", "contract.no-party")),
        (contract(signed_on=TODAY + timedelta(days=1)), ("signed_on", "contract.signed-in-future")),
        (contract(crn="۵"), ("crn", "contract.form")),
        (contract(contractor=f" {CONTRACTOR}"), ("contractor", "contract.form")),
        (contract(row="00100001"), ("branch", "contract.row-without-branch")),
        (contract(signed_on=date(1850, 1, 1)), ("signed_on", "day.no-such-day")),
    ],
    ids=range(8),
)
def test_a_contract_that_came_otherwise_is_held_to_the_same(
    one: RegisteredContract, slip: tuple[str, str]
) -> None:
    """What a register is pulled for could be stored where the same line is refused."""
    assert [(x.field, x.rule) for x in check(one, TODAY)] == [slip]
