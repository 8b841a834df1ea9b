"""The register's words, exactly: a field more or a field less is not its contract."""

import json
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from adapters.base.answer import Answer, failed_status
from adapters.base.errors import AgencyBrokeContract

AGENCY: Final = "mobile_ownership"
PLAIN: Final = "/shahkar/gwsh/serviceIDmatching"
ENCRYPTED: Final = "/shahkar/gwsh/serviceIDmatchingencrypted"
_MOBILE_SERVICE, _NATIONAL_ID = 2, 0
"""The values of ``serviceType`` and ``identificationType`` that we ever ask by."""


class Matching(BaseModel):
    """The reply of both operations: ``response`` says everything, ``comment`` is for people."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", alias_generator=to_camel, validate_by_name=False
    )

    response: int
    request_id: str
    comment: str


def question(request_id: str, number: str, identity: str) -> bytes:
    """Return the body of a question; ``number`` and ``identity`` are plain or JWE."""
    return json.dumps(
        {
            "requestId": request_id,
            "serviceNumber": number,
            "serviceType": _MOBILE_SERVICE,
            "identificationType": _NATIONAL_ID,
            "identificationNo": identity,
        }
    ).encode("ascii")


def read(answer: Answer) -> Matching:
    """Return ``answer`` as the register's reply; raises `AgencyError` with a code without data."""
    if answer.status != 200:
        raise failed_status(AGENCY, answer.status)
    if answer.media_type != "application/json":
        raise AgencyBrokeContract(AGENCY, "not-json")
    try:
        return Matching.model_validate_json(answer.body)
    except ValidationError:
        raise AgencyBrokeContract(AGENCY, "schema") from None
