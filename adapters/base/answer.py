"""What an agency answered, before anybody understands it."""

from typing import NamedTuple

from adapters.base.errors import AgencyBrokeContract, AgencyError, AgencyRefused, AgencyUnavailable


class Answer(NamedTuple):
    """What came back: the status, the media type in lower case, and the body as received.

    ``envelope`` is the whole that a body was unwrapped from, where a bus wraps what an agency says.
    """

    status: int
    media_type: str
    body: bytes
    envelope: bytes | None = None


def failed_status(agency: str, status: int, at: str = "") -> AgencyError:
    """Return what a status other than the contract's means (RFC 9110, section 15).

    Rights and quotas are refusals, 408 and 5xx may pass, anything else breaks the contract. ``at``
    stands before the code where somebody on the way answered.
    """
    code = f"{at}http-{status}"
    if status in {401, 403, 429}:
        return AgencyRefused(agency, code)
    if status == 408 or status >= 500:
        return AgencyUnavailable(agency, code)
    return AgencyBrokeContract(agency, code)
