"""What the authority's refusals mean; pure."""

from typing import Final

from adapters.base.answer import Answer, failed_status
from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.tax_authority import wire
from adapters.tax_authority.jose import FOREIGN_KEY

NONCE_REFUSED: Final = "nonce-refused"
"""Our code for a nonce that the authority does not take; with another one it may."""
_MEANINGS: Final[dict[str, tuple[type[AgencyError], str]]] = {
    "4001": (AgencyBrokeContract, "request-refused"),
    "4002": (AgencyBrokeContract, FOREIGN_KEY),
    "4003": (AgencyBrokeContract, "payload-refused"),
    "4011": (AgencyUnavailable, NONCE_REFUSED),
    "4012": (AgencyRefused, "signing-time"),
    "4013": (AgencyRefused, "certificate"),
    "4014": (AgencyRefused, "token"),
    "4041": (NoSuchRecord, "no-such-taxpayer"),
    "5001": (NoSuchRecord, "no-such-cursor"),
    "5002": (AgencyRefused, "inquiry-failed"),
}
"""By the authority's code, which of the four it is, and our word for it."""


def failure(answer: Answer) -> AgencyError:
    """Return what an answer of a status other than 200 means: by its code, or by the status."""
    by_status = failed_status(wire.AGENCY, answer.status)
    if answer.media_type != "application/json":
        return by_status
    try:
        problem = wire.parse(wire.Problem, answer.body)
    except AgencyBrokeContract:
        return by_status
    return _meaning(problem.errors[0].code) or by_status


def refusal(code: str) -> AgencyError:
    """Return what an error code in an answer of status 200 means."""
    return _meaning(code) or AgencyBrokeContract(wire.AGENCY, "error-code")


def _meaning(code: str) -> AgencyError | None:
    """Return what an error code means, None for one that the contract does not list."""
    if code not in _MEANINGS:
        return None
    kind, name = _MEANINGS[code]
    return kind(wire.AGENCY, name)
