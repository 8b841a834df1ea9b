"""The terms on which an agency may be asked: the manifest's, and what a deployment has agreed."""

import time
from collections.abc import Callable, Container
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from adapters.base.hours import Hours, OpeningHours, Window
from adapters.base.pace import Pace, Quota


class Terms(BaseModel):
    """Weekly hours (none: always), quotas (none: as many as come) and announced maintenance."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: Hours | None = None
    quotas: tuple[Quota, ...] = ()
    maintenance: tuple[Window, ...] = ()


class LocalTerms(BaseModel):
    """A deployment's own word: what it gives replaces the manifest's, maintenance is added to it.

    ``share`` is the part of the quotas that each process of the hub has; the parts of all processes
    that ask together make one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: Hours | None = None
    quotas: tuple[Quota, ...] | None = None
    maintenance: tuple[Window, ...] = ()
    share: float = Field(default=1.0, gt=0, le=1)

    def over(self, agency: Terms) -> Terms:
        """Return the terms that hold here, where the manifest has ``agency``'s."""
        return Terms(
            hours=self.hours or agency.hours,
            quotas=agency.quotas if self.quotas is None else self.quotas,
            maintenance=(*agency.maintenance, *self.maintenance),
        )


NO_LOCAL_TERMS = LocalTerms()


def doors(
    agency: str,
    terms: Terms,
    share: float,
    *,
    holidays: Container[date],
    now: Callable[[], datetime],
    monotonic: Callable[[], float] = time.monotonic,
) -> tuple[Callable[[], None], ...]:
    """Return what a call to ``agency`` has to pass, each raising `AgencyRefused`.

    Where the terms say nothing there is nothing to pass. ``share`` is this process's part of the
    quotas; a call outside the hours uses none of them.
    """
    found: list[Callable[[], None]] = []
    if terms.hours or terms.maintenance:
        hours = OpeningHours(agency, terms.hours, terms.maintenance, holidays=holidays, now=now)
        found.append(hours.admit)
    if terms.quotas:
        found.append(Pace(agency, terms.quotas, share, monotonic=monotonic, now=now).admit)
    return tuple(found)
