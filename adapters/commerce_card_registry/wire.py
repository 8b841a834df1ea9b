"""The registry's words: the types of our events, and its acknowledgement exactly."""

from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from adapters.base.errors import AgencyBrokeContract

AGENCY = "commerce_card_registry"
PATH: Final = "/v1/events"
ANSWERED: Final = "ir.sso.peyvand.inquiry.answered"
CERTIFICATE: Final = "ir.sso.peyvand.certificate"
"""Before what became of a certificate: ``suspended``, ``reinstated``, ``revoked``, …"""


class Acknowledgement(BaseModel):
    """What the registry says of an event; ``duplicate`` when it had taken it before."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=False
    )

    id: str
    accepted_at: AwareDatetime
    duplicate: bool


def read(body: bytes) -> Acknowledgement:
    """Return the acknowledgement in ``body``; `AgencyBrokeContract` (``schema``)."""
    try:
        return Acknowledgement.model_validate_json(body, strict=True)
    except ValidationError:
        raise AgencyBrokeContract(AGENCY, "schema") from None
