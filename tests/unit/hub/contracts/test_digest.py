"""The one written form of a contract: every word that counts is in it, nothing else."""

import json
from dataclasses import fields
from datetime import date

import pytest

from hub.contracts.digest import canonical, digest
from schemas.canonical.contract import RegisteredContract
from tests.unit.hub.contracts.made import OTHER_ASSIGNER, PERSON, contract

FULL = contract(crn="5", budget_code="B", project="P-1", row="00100001", branch="0010")
CHANGES: dict[str, object] = {
    "source_id": "2",
    "revision": 2,
    "number": "13",
    "subject": "x",
    "assigner": OTHER_ASSIGNER,
    "contractor": PERSON,
    "amount": 1,
    "signed_on": date(2026, 4, 5),
    "starts_on": date(2026, 4, 11),
    "ends_on": date(2027, 4, 10),
    "crn": "6",
    "budget_code": "C",
    "withdrawn": True,
    "project": "P-2",
    "row": "00100002",
    "branch": "0011",
}


def test_the_form_is_known_octet_by_octet() -> None:
    """The other side of a reconciliation would come to another digest for ever."""
    assert (
        canonical(contract(number='a"\\\u2028\x7f', subject="س"))
        == (
            '{"amount":12000000000,"assigner":"99000000201","contractor":"99000000406",'
            '"currency":"IRR","ends_on":"2027-04-09","number":"a\\"\\\\\u2028\x7f","revision":1,'
            '"signed_on":"2026-04-04","source_id":"100200300","starts_on":"2026-04-10",'
            '"subject":"س","withdrawn":false}'
        ).encode()
    )


@pytest.mark.parametrize("name", [one.name for one in fields(RegisteredContract)])
def test_every_field_counts(name: str) -> None:
    """A change would not be seen by those who compare digests."""
    assert digest(FULL) != digest(contract(**_values(FULL) | {name: CHANGES[name]}))


def test_what_is_not_stated_is_absent() -> None:
    """A further optional member would change the digests of all contracts there are."""
    assert set(json.loads(canonical(FULL))) - set(json.loads(canonical(contract()))) == {
        "branch",
        "budget_code",
        "crn",
        "project",
        "row",
    }


def test_names_stand_in_order() -> None:
    """Two writers of the same contract would differ (RFC 8785, section 3.2.3)."""
    names = list(json.loads(canonical(FULL)))
    assert names == sorted(names)


def _values(one: RegisteredContract) -> dict[str, object]:
    return {field.name: getattr(one, field.name) for field in fields(one)}
