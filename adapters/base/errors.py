"""The four ways in which asking an agency fails, whatever its protocol.

Adapters raise these and nothing else; only a use case turns them into a decision.
"""

from datetime import datetime
from typing import Final

CALENDAR: Final = frozenset(
    {
        "closed",
        "holiday",
        "http-429",
        "maintenance",
        "out-of-hours",
        "own-quota",
        "quota-answers",
        "quota-requests",
        "service-closed",
        "time-finished",
    }
)
"""The codes of refusals by calendar or quota: nothing is wrong, and the day will come."""


class AgencyError(Exception):
    """Base of the four; ``agency`` is the folder name, ``code`` a stable word without data."""

    def __init__(self, agency: str, code: str) -> None:
        super().__init__(f"{agency}: {code}")
        self.agency = agency
        self.code = code


class AgencyUnavailable(AgencyError):
    """It could not be reached or did not answer in time; asking again later may help."""


class AgencyRefused(AgencyError):
    """It answered that it will not answer, or has said so beforehand: quota, hours, rights.

    A refusal of the calendar has one of the codes in `CALENDAR`. ``until`` is the instant (UTC)
    from which asking makes sense again, where that is known.
    """

    def __init__(self, agency: str, code: str, until: datetime | None = None) -> None:
        super().__init__(agency, code)
        self.until = until


class AgencyBrokeContract(AgencyError):
    """It answered something its contract does not allow; a human has to look."""


class NoSuchRecord(AgencyError):
    """It answered that it knows no such subject."""
