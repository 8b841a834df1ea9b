"""The one written form of a contract: every word that counts is in it, nothing else."""

import json
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.digest import canonical, digest, members_of
from schemas.canonical.contract import LATER, RegisteredContract
from schemas.canonical.subject import Subject
from tests.unit.hub.contracts.made import OTHER_ASSIGNER, PERSON, contract
from tests.unit.hub.contracts.made_lines import FULL

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
    "kind": Subject.SERVICES,
    "materials": 1,
    "amendments": (),
    "statements": (),
    "payments": (),
    "releases": (),
    "subcontracts": (),
}
KEPT = [
    (contract(), "57b1211b4880f8e6b7e3dcc67cfa46d76c62fd3fd4227cfb908a0e1183a02f45"),
    (
        contract(crn="5", budget_code="B-1", project="P", row="00100001", branch="0010"),
        "2858d68cbedd9681e538f72e07a38ccefeb1166869b18fe5f1f73f9a348204b6",
    ),
    (
        contract(contractor=PERSON, withdrawn=True, revision=7),
        "e4080cb6f331fe695814ef105b4f64d360d72aa3f7d2f3cda9870daddff47dd2",
    ),
]
"""Digests as they were before there were lists in a contract."""


@pytest.mark.parametrize(("one", "kept"), KEPT, ids=range(3))
def test_a_kept_digest_stays(one: RegisteredContract, kept: str) -> None:
    """Every contract that was ever said would count as another one, on both sides."""
    assert digest(one).hex() == kept


def test_a_list_is_written_octet_by_octet() -> None:
    """The other side of a reconciliation would come to another digest for ever."""
    told = canonical(contract(kind=Subject.WORKS, payments=FULL.payments, releases=()))
    assert b'"kind":"works","number":"' in told
    assert (
        b'"payments":[{"gross":1000000000,"number":"P-1","paid_on":"2026-06-10",'
        b'"withheld":50000000},{"gross":3000000000,"last":true,"number":"P-2",'
        b'"paid_on":"2026-08-10","withheld":150000000}],"releases":[],"revision":1'
    ) in told


@given(st.text())
def test_a_text_is_written_as_any_writer_writes_it(text: str) -> None:
    """A register that writes JSON with another library would come to another digest."""
    one = contract(subject=text)
    plain = json.dumps(members_of(one), ensure_ascii=False, separators=(",", ":"))
    assert canonical(one) == plain.encode()


def test_half_a_character_is_not_written() -> None:
    """What is no Unicode would be an error that nobody expects."""
    with pytest.raises(ValueError, match="no Unicode"):
        canonical(contract(subject="\ud800"))


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
        *LATER,
    }


def test_names_stand_in_order() -> None:
    """Two writers of the same contract would differ (RFC 8785, section 3.2.3)."""
    told = json.loads(canonical(FULL))
    parts = [one for value in told.values() if isinstance(value, list) for one in value]
    assert len(parts) == 9
    for names in map(list, (told, *parts)):
        assert names == sorted(names)


def test_nothing_and_not_said_are_two_things() -> None:
    """A register that says there are no sub-contractors would be taken for one that is silent."""
    assert digest(contract(subcontracts=())) != digest(contract())


def _values(one: RegisteredContract) -> dict[str, object]:
    return {field.name: getattr(one, field.name) for field in fields(one)}
