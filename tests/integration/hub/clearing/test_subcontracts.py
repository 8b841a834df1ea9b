"""Sub-contracts through the doors: what they take off a main contract, and what they owe."""

from typing import Any

import pytest

from tests.kit.article38 import CONFIRMED, FACTS, Json, Office, allocated, collected, filed, sheet
from tests.kit.clearing import worker

SUB = 500_000
"""What a sub-contract of 3,000,000 rials of services by hand comes to."""


def _with(**changes: Any) -> Json:
    """Return the plain facts with other parts."""
    return {**FACTS, **changes}


def _part(gross: int) -> list[Json]:
    return [{**FACTS["work"][0], "gross": gross}]


def _named(form: str, row: str, **changes: Any) -> Json:
    """Return a sub-contract of 3,000,000 rials as the main contract's bases name it."""
    return {
        "part": "a",
        "form": form,
        "turnover": 3_000_000,
        "paid": SUB,
        "matches": True,
        "confirmed": True,
        "cleared": True,
        "row": row,
        "branch": "0210",
        **changes,
    }


async def _sub(desk: Office, serial: int, row: str) -> str:
    """Return a sub-contract's file up to the payment of its premium; its clearance is not there."""
    ocid, facts = await desk.contract(serial), _with(work=_part(3_000_000))
    await desk.told(
        ocid,
        allocated(row),
        filed(facts=facts),
        CONFIRMED,
        filed("final", facts),
        CONFIRMED,
        sheet(SUB, number=f"s{serial}"),
    )
    return ocid


async def _main(desk: Office) -> str:
    ocid = await desk.contract()
    await desk.told(ocid, allocated(), filed(), CONFIRMED)
    return ocid


async def _due(desk: Office, ocid: str, *named: Json) -> int:
    """Return what the main contract owes by final bases that name these sub-contracts."""
    *_, answer = await desk.told(ocid, filed("final", _with(subcontracts=[*named])), CONFIRMED)
    calculated = answer["acts"][-1]
    assert calculated["act"] == "premium-calculated"
    total: int = sum(calculated["body"]["due"][one] for one in ("premium", "unemployment", "fine"))
    return total


@pytest.mark.parametrize(
    ("forms", "due"),
    [
        (("article41",), 1_500_000 - SUB),
        (("article47",), 1_000_000),
        (("article41", "article47"), 1_000_000 - SUB),
    ],
    ids=["article-41", "article-47", "mixed"],
)
async def test_what_is_cleared_is_taken_off(desk: Office, forms: tuple[str, ...], due: int) -> None:
    """A main contract would be freed of what no sub-contractor paid, or pay it a second time."""
    main, rows = await _main(desk), [f"0210000{n}" for n in range(2, 2 + len(forms))]
    subs = [await _sub(desk, n, row) for n, row in enumerate(rows, 2)]
    named = [_named(form, row) for form, row in zip(forms, rows, strict=True)]
    bases = filed("final", _with(subcontracts=named))
    for serial, sub in enumerate(subs, 2):
        early = await desk.tell(main, bases)
        assert (early.status_code, early.json()["code"]) == (
            422,
            "article38.subcontract-not-cleared",
        )
        await desk.told(sub, collected(SUB, sheet=f"s{serial}"))
        await _cleared(desk, sub)
    assert await _due(desk, main, *named) == due


async def _cleared(desk: Office, ocid: str) -> None:
    """Have the clearance of a paid file issued, and put into it."""
    chores = worker(desk)
    await chores.automatic.turn()
    assert await chores.filing.turn() == 1
    (row,) = await desk.rows("SELECT final FROM contract_files WHERE ocid = %(ocid)s", ocid=ocid)
    assert row == {"final": True}


async def test_what_is_told_as_not_cleared_takes_nothing_off(desk: Office) -> None:
    """An assigner who says truly that it is not cleared would be refused, or be given it."""
    main = await _main(desk)
    await _sub(desk, 2, "02100002")
    assert await _due(desk, main, _named("article41", "02100002", cleared=False)) == 1_500_000


@pytest.mark.parametrize(
    "named",
    [
        [{"paid": SUB + 1}],
        [{"turnover": 3_000_001}],
        [{}, {}],
    ],
    ids=["premium", "turnover", "twice"],
)
async def test_no_more_is_taken_off_than_was_cleared(desk: Office, named: list[Json]) -> None:
    """A main contract would be freed of more than its sub-contractor ever paid, or twice of it."""
    main, sub = await _main(desk), await _sub(desk, 2, "02100002")
    await desk.told(sub, collected(SUB, sheet="s2"))
    await _cleared(desk, sub)
    told = [_named("article41", "02100002", **one) for one in named]
    answer = await desk.tell(main, filed("final", _with(subcontracts=told)))
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, "article38.subcontract-above-cleared")
    assert said["field"] == "facts.subcontracts"


CIVIL: Json = {
    **FACTS,
    "contract": {
        **FACTS["contract"],
        "main": "civil-executive",
        "price_list": True,
        "capital_funds": True,
    },
    "work": [
        {"code": "a", "subject": "works", "gross": 9_000_000, "materials_by": "contractor"},
    ],
}


@pytest.mark.parametrize(
    ("within", "outside", "due"), [(1, 0, 0), (700_000, 0, 106_000), (1, 5_000, 5_000)]
)
async def test_a_sub_contract_of_a_civil_one_owes_its_lists_alone(
    desk: Office, within: int, outside: int, due: int
) -> None:
    """The premium of a civil contract would be collected twice, or lists above it not at all."""
    lists = {
        name: {"number": 1 if premium else 0, "wages": 0, "premium": premium, "unemployment": 0}
        for name, premium in (("within", within), ("outside", outside))
    }
    ocid, facts = await desk.contract(), {**CIVIL, "lists": lists}
    fixed = await desk.told(ocid, allocated(), filed(facts=CIVIL), CONFIRMED)
    assert fixed[-1]["acts"][-1]["act"] == "coefficient-fixed"
    *_, answer = await desk.told(ocid, filed("final", facts), CONFIRMED)
    owed = answer["acts"][-1]["body"]["due"]
    assert sum(owed[one] for one in ("premium", "unemployment", "fine")) == due
