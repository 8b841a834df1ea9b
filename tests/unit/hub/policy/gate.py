"""Requests for the gate, and what it says to them."""

from datetime import datetime, timedelta
from typing import NamedTuple

from hub.errors import NotPermitted
from hub.policy.authorize import authorize
from hub.policy.in_force import InForce
from schemas.canonical.case import Consumer, InboundRequest
from tests.kit import article37 as kit

NOTARIES, CHAMBERS = "notary-offices", "commerce-card-registry"


class Refused(NamedTuple):
    """Why a request does not pass, and which field of a provider is to blame."""

    code: str
    field: str | None = None


def request(
    consumer: str = NOTARIES,
    duty: str = "article37",
    *,
    at: datetime = kit.NOW,
    signed: bool = True,
) -> InboundRequest:
    """Return a request of which the gate looks at these words alone."""
    return InboundRequest(
        consumer=Consumer(consumer),
        duty=duty,
        operation="InquireDebt",
        message_id="urn:uuid:1",
        document=b"<r/>",
        digest=bytes(32),
        replay_key=bytes(32),
        expires_at=at + timedelta(minutes=5),
        received_at=at,
        signed=signed,
    )


def refusal(asked: InboundRequest, policy: InForce) -> Refused | None:
    """Return why the gate refuses a request; None where it lets it pass."""
    try:
        passed = authorize(asked, policy)
    except NotPermitted as denied:
        return Refused(denied.code, denied.field)
    assert passed.request is asked
    assert passed.policy == policy.version
    return None
