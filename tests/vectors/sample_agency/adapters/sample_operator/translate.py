"""From the operator's words to ours; pure."""

from adapters.base.errors import AgencyBrokeContract
from adapters.sample_operator import wire
from schemas.canonical.identifiers import (
    InvalidIdentifier,
    MobileNumber,
    NationalId,
    parse_mobile,
    parse_national_id,
)


def owned(reply: wire.Ownership, mobile: MobileNumber, national_id: NationalId) -> bool:
    """Return whether the number is the person's; `AgencyBrokeContract` for anybody else's."""
    try:
        told = parse_mobile(reply.number), parse_national_id(reply.person)
    except InvalidIdentifier:
        raise AgencyBrokeContract(wire.AGENCY, "identifier") from None
    if told != (mobile, national_id):
        raise AgencyBrokeContract(wire.AGENCY, "other-question")
    return reply.owned
