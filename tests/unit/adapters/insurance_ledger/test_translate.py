"""From the ledger's words to ours: an amount is an amount, and a message is never zero."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.answer import Answer
from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.insurance_ledger import translate, wire
from schemas.canonical.identifiers import parse_branch_code, parse_workshop_id
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop, WorkshopRef

ASKED = WorkshopRef(parse_workshop_id("0000000777"), parse_branch_code("0210"))
REPLY: dict[str, Any] = {
    "status": 0,
    "workshopId": "0000000777",
    "branchCode": "0210",
    "workshopName": "كارگاه",
    "result": "",
    "sDate": "14050901",
    "amount1": "1000",
    "amount2": "200",
    "amount3": "30",
}
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def _answer(value: object, status: int = 200, media_type: str = "application/json") -> Answer:
    return Answer(status, media_type, json.dumps(value).encode())


def _debt(**changes: Any) -> DebtPosition:
    reply = wire.read(wire.DebtReply, _answer(REPLY | changes))
    return translate.debt_of(reply, ASKED)


def test_position() -> None:
    """The three parts keep their places and the figures their day."""
    position = _debt()
    assert (position.definite, position.divisible, position.indivisible) == (1000, 200, 30)
    assert position.as_of == date(2026, 11, 22)
    assert position.workshop == ASKED
    assert position.workshop_name == "كارگاه"


def test_lost_zeros() -> None:
    """A workshop is the one that was asked for, whatever zeros the ledger has lost."""
    assert _debt(workshopId="777", branchCode="210").workshop == ASKED


@given(st.integers(0, 10**15), st.booleans(), st.booleans())
def test_amounts_as_people_write_them(amount: int, grouped: bool, persian: bool) -> None:
    """Separators and Persian digits are the same rials."""
    text = f"{amount:,}" if grouped else str(amount)
    assert _debt(amount1=text.translate(PERSIAN) if persian else text).definite == amount


@given(st.text(), st.sampled_from(["amount1", "amount2", "amount3"]))
def test_whatever_is_no_amount(text: str, field: str) -> None:
    """Any text is either the rials its digits say or an error; never a default."""
    try:
        position = _debt(**{field: text})
    except AgencyBrokeContract as error:
        assert error.code in {"amount-is-a-message", "amount-is-missing"}  # noqa: PT017 - either
    else:
        assert any(character.isdigit() for character in text)
        assert position.total >= 0


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"status": 1}, NoSuchRecord, "no-such-workshop"),
        ({"status": 2}, AgencyRefused, "service-closed"),
        ({"status": 3}, AgencyBrokeContract, "schema"),
        ({"status": "0"}, AgencyBrokeContract, "schema"),
        ({"workshopId": "0000000778"}, AgencyBrokeContract, "other-workshop"),
        ({"branchCode": "0211"}, AgencyBrokeContract, "other-workshop"),
        ({"status": 1, "workshopId": "1"}, AgencyBrokeContract, "other-workshop"),
        ({"workshopId": "x"}, AgencyBrokeContract, "workshop-id"),
        ({"branchCode": "02100"}, AgencyBrokeContract, "workshop-id"),
        ({"sDate": ""}, AgencyBrokeContract, "figures-date"),
        ({"sDate": "14051301"}, AgencyBrokeContract, "figures-date"),
        ({"amount1": "به شعبه مراجعه شود"}, AgencyBrokeContract, "amount-is-a-message"),
        ({"amount3": "-30"}, AgencyBrokeContract, "amount-is-a-message"),
        ({"amount3": "30.5"}, AgencyBrokeContract, "amount-is-a-message"),
        ({"amount2": " "}, AgencyBrokeContract, "amount-is-missing"),
        ({"amount2": None}, AgencyBrokeContract, "schema"),
        ({"amount2": 200}, AgencyBrokeContract, "schema"),
        ({"amount4": "1"}, AgencyBrokeContract, "schema"),
    ],
)
def test_refused(changes: dict[str, Any], kind: type[AgencyError], code: str) -> None:
    """Each wrong reply keeps its own name, and none becomes a debt of nothing."""
    with pytest.raises(kind) as caught:
        _debt(**changes)
    assert caught.value.code == code


@pytest.mark.parametrize("field", sorted(REPLY))
def test_missing_field(field: str) -> None:
    """A field less is as much a change of contract as a field more."""
    reply = {key: value for key, value in REPLY.items() if key != field}
    with pytest.raises(AgencyBrokeContract) as caught:
        wire.read(wire.DebtReply, _answer(reply))
    assert caught.value.code == "schema"


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (_answer(REPLY, status=503), AgencyUnavailable, "http-503"),
        (_answer(REPLY, status=400), AgencyBrokeContract, "http-400"),
        (_answer(REPLY, media_type="text/html"), AgencyBrokeContract, "not-json"),
        (Answer(200, "application/json", b"{"), AgencyBrokeContract, "schema"),
    ],
)
def test_answers_that_are_none(answer: Answer, kind: type[AgencyError], code: str) -> None:
    """An error page is not a reply, whatever stands in it."""
    with pytest.raises(kind) as caught:
        wire.read(wire.DebtReply, answer)
    assert caught.value.code == code


def _found(status: int, *workshops: tuple[str, str]) -> tuple[RegisteredWorkshop, ...]:
    """Return the workshops of a postal reply."""
    lines = [
        {"workshopId": one, "branchCode": branch, "workshopName": "كارگاه", "address": "تهران"}
        for one, branch in workshops
    ]
    value = {"status": status, "result": "", "workshops": lines}
    return translate.workshops_of(wire.read(wire.PostReply, _answer(value)))


def test_workshops_of_a_postal_code() -> None:
    """None, one and several come through in order, with their zeros."""
    assert _found(0) == ()
    assert _found(0, ("777", "210"))[0] == RegisteredWorkshop(ASKED, "كارگاه", "تهران")
    assert len(_found(0, ("777", "210"), ("778", "0210"))) == 2


def test_closed_lookup_is_not_none() -> None:
    """A closed service must not look like a place without workshops."""
    with pytest.raises(AgencyRefused):
        _found(2)


def test_wrong_number_in_the_lookup() -> None:
    """A workshop that cannot be one is the ledger's failure."""
    with pytest.raises(AgencyBrokeContract):
        _found(0, ("0", "0210"))


@pytest.mark.parametrize("name", ["", " ", "کارگاه\x85", "کارگاه\u202e", "\ud800"])
def test_texts_that_no_document_can_hold(name: str) -> None:
    """A name that cannot be printed and signed is the ledger's failure, not a case without end."""
    with pytest.raises(AgencyBrokeContract) as caught:
        translate.debt_of(wire.DebtReply.model_validate({**REPLY, "workshopName": name}), ASKED)
    assert caught.value.code == "unfit-text"
