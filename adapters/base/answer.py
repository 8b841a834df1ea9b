"""What an agency answered, before anybody understands it."""

from typing import NamedTuple

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, AgencyUnavailable


class Answer(NamedTuple):
    """What came back: the status, the media type in lower case, and the body as received."""

    status: int
    media_type: str
    body: bytes


def failed_status(agency: str, status: int) -> AgencyError:
    """Return what a status other than the contract's means (RFC 9110, section 15).

    Rights and quotas are refusals, 408 and 5xx may pass, anything else breaks the contract.
    """
    code = f"http-{status}"
    if status in {401, 403, 429}:
        return AgencyRefused(agency, code)
    if status == 408 or status >= 500:
        return AgencyUnavailable(agency, code)
    return AgencyBrokeContract(agency, code)
