"""From the register's numbers to ours: a yes is 200 alone, and a reason is never a no."""

import json
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
from adapters.mobile_ownership import translate, wire
from schemas import contracts

ID = "1234" + "20261122113000" + "000001"
REPLY: dict[str, Any] = {"response": 200, "requestId": ID, "comment": "مطابقت دارد"}
PROPERTIES = json.loads(contracts.text_of("mobile_ownership/v1/openapi.json"))["components"][
    "schemas"
]["MatchingReply"]["properties"]


def _answer(value: object, status: int = 200, media_type: str = "application/json") -> Answer:
    return Answer(status, media_type, json.dumps(value).encode())


def _owned(**changes: Any) -> bool:
    return translate.owned(wire.read(_answer(REPLY | changes)), ID)


@pytest.mark.parametrize(
    ("response", "owned"), [(200, True), (600, False), (601, False), (602, False)]
)
def test_answers(response: int, owned: bool) -> None:
    """The number is his, or another's, nobody's, a foreigner's."""
    assert _owned(response=response) is owned


@given(st.integers())
def test_only_200_is_a_yes(response: int) -> None:
    """Whatever number comes: a yes is 200, a no is one of three, all else is an error."""
    try:
        owned = _owned(response=response)
    except AgencyError:
        assert response not in {200, 600, 601, 602}
    else:
        assert owned == (response == 200)


@pytest.mark.parametrize(
    ("response", "kind", "code"),
    [
        (603, NoSuchRecord, "no-such-person"),
        (700, AgencyUnavailable, "request-repeated"),
        (701, AgencyRefused, "request-stale"),
        (703, AgencyBrokeContract, "cipher-refused"),
        (710, AgencyRefused, "quota"),
        (711, AgencyRefused, "provider-unknown"),
        (712, AgencyRefused, "service-closed"),
        (720, AgencyUnavailable, "operator-silent"),
        (0, AgencyBrokeContract, "unknown-response"),
        (-200, AgencyBrokeContract, "unknown-response"),
    ],
)
def test_reasons(response: int, kind: type[AgencyError], code: str) -> None:
    """Each reason keeps its kind: what may pass is asked again, what may not is looked at."""
    with pytest.raises(kind) as caught:
        _owned(response=response)
    assert caught.value.code == code


def test_every_number_of_the_contract_is_known() -> None:
    """A number that the contract has and we do not would break on a good day."""
    for response in PROPERTIES["response"]["enum"]:
        try:
            _owned(response=response)
        except AgencyError as error:
            assert error.code != "unknown-response"  # noqa: PT017 - an answer is fine too


@pytest.mark.parametrize("told", ["", ID[:-1], ID[:-1] + "2", ID + "0", "0" * 24])
def test_other_question(told: str) -> None:
    """The answer to another question, late or doubled, is not the answer to this one."""
    with pytest.raises(AgencyBrokeContract) as caught:
        _owned(requestId=told)
    assert caught.value.code == "other-request"


def test_persian_digits_are_the_same_question() -> None:
    """A register that writes the id in Persian digits still means ours."""
    assert _owned(requestId=ID.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (_answer(REPLY, status=503), AgencyUnavailable, "http-503"),
        (_answer(REPLY, status=401), AgencyRefused, "http-401"),
        (_answer(REPLY, status=400), AgencyBrokeContract, "http-400"),
        (_answer(REPLY, media_type="text/html"), AgencyBrokeContract, "not-json"),
        (_answer(REPLY | {"response": "200"}), AgencyBrokeContract, "schema"),
        (_answer(REPLY | {"response": True}), AgencyBrokeContract, "schema"),
        (_answer(REPLY | {"response": 200.0}), AgencyBrokeContract, "schema"),
        (_answer(REPLY | {"result": "OK"}), AgencyBrokeContract, "schema"),
        (_answer({"response": 200, "requestId": ID}), AgencyBrokeContract, "schema"),
        (_answer({"response": 200, "comment": ""}), AgencyBrokeContract, "schema"),
        (_answer([REPLY]), AgencyBrokeContract, "schema"),
        (Answer(200, "application/json", b"{"), AgencyBrokeContract, "schema"),
    ],
)
def test_answers_that_are_none(answer: Answer, kind: type[AgencyError], code: str) -> None:
    """A field more or less, or another type, is not the contract's, whatever it seems to say."""
    with pytest.raises(kind) as caught:
        wire.read(answer)
    assert caught.value.code == code
