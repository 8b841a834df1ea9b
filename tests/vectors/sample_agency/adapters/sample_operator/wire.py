"""The operator's words, exactly."""

import json
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.base.answer import Answer, failed_status
from adapters.base.errors import AgencyBrokeContract

AGENCY: Final = "sample_operator"


class Ownership(BaseModel):
    """The reply: whose number was asked about, and whether it is that person's."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    number: str
    person: str
    owned: bool


def question(number: str, person: str) -> bytes:
    """Return the body of a question."""
    return json.dumps({"number": number, "person": person}).encode("ascii")


def read(answer: Answer) -> Ownership:
    """Return ``answer`` as the operator's reply; raises `AgencyError`."""
    if answer.status != 200:
        raise failed_status(AGENCY, answer.status)
    if answer.media_type != "application/json":
        raise AgencyBrokeContract(AGENCY, "not-json")
    try:
        return Ownership.model_validate_json(answer.body)
    except ValidationError:
        raise AgencyBrokeContract(AGENCY, "schema") from None
