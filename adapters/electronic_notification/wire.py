"""The words of electronic notification, exactly: its acknowledgement and its refusals."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from adapters.base.answer import Answer, failed_status
from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, NoSuchRecord

AGENCY: Final = "electronic_notification"
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 20_000
"""How many characters of a title and of a text the service keeps."""


class Acknowledgement(BaseModel):
    """What the service says of a notice: its own number, and whose account it lies in since when.

    ``duplicate`` when it had accepted it before; the rest is then as it was said first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    acknowledgement: str
    id: str
    branch: str
    workshop_id: str
    accepted_at: AwareDatetime
    duplicate: bool


class Refusal(BaseModel):
    """Why a notice was not accepted; ``message`` is for people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    message: str


MEANINGS: Final[Mapping[tuple[int, str], type[AgencyError]]] = MappingProxyType(
    {
        (403, "not-signed"): AgencyRefused,
        (404, "no-account"): NoSuchRecord,
        (404, "no-workshop"): NoSuchRecord,
        (409, "other-content"): AgencyBrokeContract,
        (503, "closed"): AgencyRefused,
    }
)
"""What a refusal means that says more than its status; its code is ours as well."""


def read(answer: Answer) -> Acknowledgement:
    """Return the acknowledgement in ``answer``.

    Raises the errors of `MEANINGS`, what `failed_status` says of another status, and
    `AgencyBrokeContract` (``not-json``, ``schema``).
    """
    if answer.status != 200:
        raise _refusal(answer)
    if answer.media_type != "application/json":
        raise AgencyBrokeContract(AGENCY, "not-json")
    try:
        return Acknowledgement.model_validate_json(answer.body, strict=True)
    except ValidationError:
        raise AgencyBrokeContract(AGENCY, "schema") from None


def _refusal(answer: Answer) -> AgencyError:
    """Return what a refusal means: by its code where it is the service's, else by its status."""
    try:
        code = Refusal.model_validate_json(answer.body, strict=True).code
    except ValidationError:
        return failed_status(AGENCY, answer.status)
    meaning = MEANINGS.get((answer.status, code))
    return meaning(AGENCY, code) if meaning else failed_status(AGENCY, answer.status)
