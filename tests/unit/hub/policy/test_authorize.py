"""The gate: nobody gets past it by being known alone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import NotPermitted
from hub.policy.authorize import authorize
from schemas.canonical.case import Consumer, InboundRequest
from tests.kit import article37 as kit

duties = st.text("abc-37", min_size=1, max_size=4)


def _request(duty: str, held: frozenset[str]) -> InboundRequest:
    return InboundRequest(
        consumer=Consumer("notary-offices", held),
        duty=duty,
        operation="InquireDebt",
        message_id="urn:uuid:1",
        document=b"<r/>",
        digest=bytes(32),
        replay_key=bytes(32),
        expires_at=kit.NOW + timedelta(minutes=5),
        received_at=kit.NOW,
    )


@given(duties, st.frozensets(duties))
def test_who_holds_a_duty_and_nobody_else(duty: str, held: frozenset[str]) -> None:
    """An agency would be served what no agreement gives it, or refused what one does."""
    request = _request(duty, held)
    if duty in held:
        assert authorize(request).request is request
        return
    with pytest.raises(NotPermitted) as caught:
        authorize(request)
    assert caught.value.rule == "consumer.duty"


def test_nothing_is_given_by_default() -> None:
    """An agency registered without a duty could ask everything."""
    with pytest.raises(NotPermitted):
        authorize(_request("article37", frozenset()))


@pytest.mark.parametrize("near", ["article3", "article377", "Article37", "article37 ", "*", ""])
def test_a_duty_is_a_whole_word(near: str) -> None:
    """A right to one duty would open another of a like name."""
    with pytest.raises(NotPermitted):
        authorize(_request("article37", frozenset({near})))
