"""Acts as JSON: as they are told, refused with their path, and read again as they were kept."""

import json
from typing import Any

import pytest
from hypothesis import given

from hub.errors import InvalidRequest, Refusal
from hub.usecases.article38.file.acts import BasesFiled, RowAllocated, Stage, Told
from hub.usecases.article38.file.form import ACTS, TOLD, kind_of, read_act, read_told, write_act
from tests.unit.hub.usecases.article38.file import kit
from tests.unit.hub.usecases.article38.file.strategies import OWN_ACTS, TOLD_ACTS


def body_of(act: Told) -> dict[str, Any]:
    return dict(json.loads(write_act(act)[1]))


def test_every_act_has_the_name_that_is_published() -> None:
    """Consumers would tell an act by a name that the hub no longer knows."""
    assert [*TOLD] == [
        "row-allocated",
        "bases-filed",
        "bases-confirmed",
        "bases-rejected",
        "sheet-issued",
        "collected",
        "note-issued",
        "note-notified",
        "undertaken",
        "release-asked",
        "objected",
        "tabled",
        "awarded",
        "appealed",
        "reissue-allowed",
    ]
    own = [
        "coefficient-fixed",
        "premium-calculated",
        "clearance-issued",
        "clearance-notified",
        "clearance-suspended",
        "clearance-reinstated",
        "clearance-revoked",
        "clearance-replaced",
    ]
    assert [*ACTS] == [*TOLD, *own]


@given(TOLD_ACTS)
def test_what_is_told_is_kept_and_read_again(act: Told) -> None:
    """A file would come to something else after a restart."""
    kind, body = write_act(act)
    assert kind == kind_of(type(act))
    assert read_act(kind, body) == act
    assert read_told(kind, json.loads(body)) == act
    assert write_act(read_act(kind, body)) == (kind, body)


@given(OWN_ACTS)
def test_the_hubs_own_acts_are_read_as_they_were_kept(act: Any) -> None:
    """A coefficient or a clearance would be another one after a restart."""
    kind, body = write_act(act)
    assert read_act(kind, body) == act
    with pytest.raises(InvalidRequest) as refused:
        read_told(kind, json.loads(body))
    assert refused.value.field == "act"


ROW, BASES = body_of(kit.ALLOCATED), body_of(kit.final())
WORK = BASES["facts"]["work"][0]
SHEET = body_of(kit.sheet())

SLIPS: list[tuple[str, dict[str, Any], str, str]] = [
    ("sheet-issued", {**SHEET, "amount": -1}, "amount", "whole number"),
    ("sheet-issued", {**SHEET, "amount": 1.0}, "amount", "whole number"),
    ("sheet-issued", {**SHEET, "amount": True}, "amount", "whole number"),
    ("sheet-issued", {**SHEET, "amount": 10**15}, "amount", "whole number"),
    ("sheet-issued", {**SHEET, "kind": "definit"}, "kind", "did you mean definite"),
    ("sheet-issued", {**SHEET, "number": ""}, "number", "empty"),
    ("sheet-issued", {**SHEET, "number": "\u202e1"}, "number", "unfit"),
    ("sheet-issued", {**SHEET, "number": 7}, "number", "a text"),
    ("sheet-issued", {**SHEET, "amout": 1}, "$", "did you mean amount"),
    ("sheet-issued", {"kind": "definite", "amount": 1}, "number", "missing"),
    ("sheet-isued", SHEET, "act", "did you mean sheet-issued"),
    ("collected", {"sheet": "1", "amount": 1, "on": "2026-13-01"}, "on", "a day"),
    ("collected", {"sheet": "1", "amount": 1, "on": "1405/13/01"}, "on", "a day"),
    ("collected", {"sheet": " ", "amount": 1, "on": "1405/09/01"}, "sheet", "blank"),
    ("row-allocated", {**ROW, "row": "12"}, "row", "contract-row"),
    ("row-allocated", {**ROW, "postal_code": "1"}, "postal_code", "postal-code"),
    ("bases-filed", {**BASES, "facts": []}, "facts", "an object"),
    ("bases-filed", {**BASES, "stage": None}, "stage", "a text"),
    ("bases-filed", {**BASES, "uninspected": {}}, "uninspected", "a list"),
    (
        "bases-filed",
        {**BASES, "facts": {**BASES["facts"], "work": [WORK, {**WORK, "gross": "9"}]}},
        "facts.work[1].gross",
        "whole number",
    ),
    (
        "bases-filed",
        {**BASES, "facts": {**BASES["facts"], "work": [{**WORK, "exempt_share": "0.7"}]}},
        "facts.work[0].exempt_share",
        "7/100",
    ),
    (
        "bases-filed",
        {**BASES, "facts": {**BASES["facts"], "contract": {"price_list": 1}}},
        "facts.contract.price_list",
        "true or false",
    ),
    (
        "undertaken",
        {"period": {"first": "2026-03-21"}, "on": "2026-11-22"},
        "period.last",
        "missing",
    ),
    ("bases-rejected", {"reason": ""}, "reason", "empty"),
]


@pytest.mark.parametrize("number", range(len(SLIPS)))
def test_a_slip_is_named_with_its_path_and_rule(number: int) -> None:
    """Who tells an act would search a long body for what is wrong with it."""
    kind, body, field, rule = SLIPS[number]
    with pytest.raises(InvalidRequest) as refused:
        read_told(kind, body)
    assert refused.value.field == field
    assert rule in str(refused.value.rule)


def without(*path: str) -> dict[str, Any]:
    body = json.loads(json.dumps(ROW))
    inner = body
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return dict(body)


@pytest.mark.parametrize(
    ("path", "code", "field"),
    [
        (("contractor",), "no-workshop", "contractor.workshop"),
        (("assigner", "workshop"), "no-workshop", "assigner.workshop"),
        (("contractor", "account_since"), "no-account", "contractor.account_since"),
        (("address",), "no-address", "address"),
        (("postal_code",), "no-address", "postal_code"),
    ],
)
def test_an_allocation_names_what_the_circular_asks_for(
    path: tuple[str, ...], code: str, field: str
) -> None:
    """A row would be given to a party that can never be told of the clearance."""
    with pytest.raises(Refusal) as refused:
        read_told("row-allocated", without(*path))
    assert (refused.value.code, refused.value.field) == (f"article38.{code}", field)


def test_a_jalali_day_is_read_as_well_and_written_gregorian() -> None:
    """A service that writes Jalali days would be refused, or read seven centuries off."""
    told = read_told("row-allocated", {**ROW, "on": "1405/09/01"})
    assert isinstance(told, RowAllocated)
    assert told == kit.ALLOCATED
    assert '"on":"2026-11-22"' in write_act(told)[1]


def test_what_is_left_out_is_not_known() -> None:
    """A fact that nobody told would be taken for told."""
    told = read_told(
        "bases-filed", {"stage": "initial", "facts": {"contract": {}, "contractor": {}, "work": []}}
    )
    assert isinstance(told, BasesFiled)
    assert (told.stage, told.until, told.uninspected) == (Stage.INITIAL, None, ())
    assert told.facts.contract.price_list is None
    assert told.facts.subcontracts is None


def test_no_value_stands_in_a_refusal() -> None:
    """A number that names somebody would be written into a log."""
    for kind, body, _, _ in SLIPS:
        with pytest.raises(InvalidRequest) as refused:
            read_told(kind, {**body, "9980000017": "9980000017"})
        assert "9980000017" not in str(refused.value)
