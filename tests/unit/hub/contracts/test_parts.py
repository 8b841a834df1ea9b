"""The lists of a contract: what is wrong in them is named by its place, and nothing is lost."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.check import check, read_line
from hub.contracts.digest import canonical
from hub.contracts.part_readers import MOST_PARTS
from schemas.canonical.contract import RegisteredContract
from tests.unit.hub.contracts.made import CONTRACTOR, TODAY, contract
from tests.unit.hub.contracts.made_lines import FULL, LISTS, read, wrong
from tests.unit.hub.contracts.made_parts import LATERS, SUB_PERSON


def changed(name: str, place: int, **changes: Any) -> dict[str, Any]:
    """Return a list of the whole line with one entry changed."""
    entries = [dict(one) for one in LISTS[name]]
    entries[place].update(changes)
    return {name: entries}


@given(LATERS)
def test_what_is_written_is_read_again(later: dict[str, Any]) -> None:
    """A payment, an amendment or a sub-contractor would change on its way through a file."""
    one = contract(**later)
    assert read_line(canonical(one), TODAY) == one
    assert check(one, TODAY) == ()


@given(LATERS, st.randoms(use_true_random=False))
def test_the_order_of_a_list_says_nothing(later: dict[str, Any], random: Any) -> None:
    """One register's list would differ from the same one of another register."""
    told = json.loads(canonical(contract(**later)))
    for value in told.values():
        if isinstance(value, list):
            random.shuffle(value)
    assert read_line(json.dumps(told).encode(), TODAY) == contract(**later)


def test_a_pulled_list_must_stand_in_order() -> None:
    """Its digest would be another one than that of the same list sent as a line."""
    payments = FULL.payments
    assert payments is not None
    slips = check(replace(FULL, payments=payments[::-1]), TODAY)
    assert [(one.field, one.rule) for one in slips] == [("payments", "contract.form")]


def test_numbers_of_any_alphabet_are_one() -> None:
    """The same payment would be two by the digits of its number."""
    (one,) = read(payments=[LISTS["payments"][0] | {"number": "پ-۱۲"}]).payments or ()
    assert one.number == "پ-12"


WRONG: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"kind": "castle"}, ("kind", "json.enumeration")),
    ({"kind": 7}, ("kind", "json.type")),
    ({"materials": -1}, ("materials", "contract.amount")),
    ({"payments": {}}, ("payments", "json.type")),
    ({"payments": "none"}, ("payments", "json.type")),
    ({"payments": [7]}, ("payments[0]", "json.type")),
    (changed("payments", 1, colour="x"), ("payments[1]", "json.unknown")),
    (changed("payments", 1, gross=None), ("payments[1].gross", "json.missing")),
    (changed("payments", 1, gross=0), ("payments[1].gross", "contract.amount")),
    (changed("payments", 1, gross=True), ("payments[1].gross", "json.type")),
    (changed("payments", 0, last=1), ("payments[0].last", "json.type")),
    (changed("payments", 0, last=True), ("payments[1].last", "contract.last-repeated")),
    (changed("payments", 1, number="P-1"), ("payments[1].number", "contract.number-repeated")),
    (changed("payments", 1, number="P-۱"), ("payments[1].number", "contract.number-repeated")),
    (changed("payments", 1, number="9" * 51), ("payments[1].number", "json.length")),
    (changed("payments", 1, number="\u202e1"), ("payments[1].number", "text.characters")),
    (
        changed("payments", 0, withheld=1_000_000_001),
        ("payments[0].withheld", "contract.withheld-above-gross"),
    ),
    (changed("payments", 1, withheld=-1), ("payments[1].withheld", "contract.amount")),
    (
        changed("payments", 0, paid_on="2026-04-03"),
        ("payments[0].paid_on", "contract.before-signing"),
    ),
    (
        changed("payments", 1, paid_on="1405/09/02"),
        ("payments[1].paid_on", "contract.day-in-future"),
    ),
    (changed("payments", 1, paid_on="2026/08/10"), ("payments[1].paid_on", "day.no-such-day")),
    (
        changed("amendments", 1, signed_on="2026-04-03"),
        ("amendments[1].signed_on", "contract.before-signing"),
    ),
    (
        changed("amendments", 0, ends_on="2026-04-09"),
        ("amendments[0].ends_on", "contract.dates-reversed"),
    ),
    (
        changed("amendments", 0, amount_change=-11_600_000_001),
        ("amendments", "contract.amended-below-nothing"),
    ),
    (
        changed("amendments", 1, amount_change=10**15 + 1),
        ("amendments[1].amount_change", "contract.amount"),
    ),
    (changed("amendments", 1, amount_change=1.5), ("amendments[1].amount_change", "json.type")),
    (
        changed("statements", 0, ends_on="2026-04-09"),
        ("statements[0].ends_on", "contract.dates-reversed"),
    ),
    (
        changed("statements", 1, ends_on="2026-11-23"),
        ("statements[1].ends_on", "contract.day-in-future"),
    ),
    (
        changed("statements", 1, materials=4_000_000_001),
        ("statements[1].materials", "contract.materials-above-gross"),
    ),
    (
        changed("releases", 0, released_on="2026-04-03"),
        ("releases[0].released_on", "contract.before-signing"),
    ),
    (
        {"releases": LISTS["releases"] * 2},
        ("releases[1].clearance", "contract.number-repeated"),
    ),
    (changed("releases", 0, clearance=""), ("releases[0].clearance", "text.characters")),
    (
        changed("subcontracts", 0, contractor=CONTRACTOR),
        ("subcontracts[0].contractor", "contract.own-sub-contractor"),
    ),
    (
        changed("subcontracts", 1, contractor=f"{SUB_PERSON[:-1]}{(int(SUB_PERSON[-1]) + 1) % 10}"),
        ("subcontracts[1].contractor", "national-id.check-digit"),
    ),
    (
        changed("subcontracts", 1, row="00100003"),
        ("subcontracts[1].branch", "contract.row-without-branch"),
    ),
    (changed("subcontracts", 1, kind="castle"), ("subcontracts[1].kind", "json.enumeration")),
    ({"statements": [LISTS["statements"][0]] * (MOST_PARTS + 1)}, ("statements", "json.length")),
]


@pytest.mark.parametrize(("changes", "slip"), WRONG, ids=range(len(WRONG)))
def test_a_slip_is_named_by_its_place(changes: dict[str, Any], slip: tuple[str, str]) -> None:
    """An office would look for the slip in a hundred payments, or be told of another one."""
    assert wrong(**LISTS | changes) == [slip]


def test_every_slip_of_every_list_is_told_at_once() -> None:
    """A batch would come back once for every slip."""
    amiss = changed("payments", 1, gross=0, paid_on="") | changed("releases", 0, amount="1")
    assert wrong(amount=0, **LISTS | amiss) == [
        ("amount", "contract.amount"),
        ("payments[1].paid_on", "day.no-such-day"),
        ("payments[1].gross", "contract.amount"),
        ("releases[0].amount", "json.type"),
    ]


def test_a_member_that_is_there_twice_in_an_entry_is_named() -> None:
    """The later of two amounts would count, and the earlier be lost."""
    line = canonical(FULL).replace(b'{"gross":1000000000', b'{"gross":1,"gross":1000000000')
    found = read_line(line, TODAY)
    assert isinstance(found, tuple)
    assert [(one.field, one.rule) for one in found] == [("payments[0]", "json.duplicate")]


@pytest.mark.parametrize(
    "changes",
    [
        changed("payments", 1, gross=10**14, withheld=None),
        changed("statements", 0, starts_on="2026-03-01"),
        changed("statements", 1, gross=900_000_000, materials=None),
        changed("subcontracts", 0, signed_on="2026-03-01"),
        changed("releases", 0, amount=10**12),
        {"materials": 10**14},
    ],
    ids=range(6),
)
def test_what_should_not_be_but_may_is_no_slip(changes: dict[str, Any]) -> None:
    """A contract that was overpaid in fact could not be told at all."""
    assert isinstance(read(**LISTS | changes), RegisteredContract)


def test_days_count_to_the_day() -> None:
    """A payment of the day of signing, or of today, would be refused."""
    for day in (date(2026, 4, 4), TODAY):
        told = changed("payments", 0, paid_on=day.isoformat())
        assert isinstance(read(**LISTS | told), RegisteredContract)


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
NOISE = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(("number", "gross", "last", "x")), inner, max_size=2)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(LISTS)), NOISE, min_size=1))
def test_no_value_raises(changes: dict[str, Any]) -> None:
    """A value of a strange kind would stop the batch."""
    line = json.dumps(json.loads(canonical(FULL)) | changes).encode()
    assert isinstance(read_line(line, TODAY), RegisteredContract | tuple)
