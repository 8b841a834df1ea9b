"""When one agency may be asked: weekly hours in Tehran, public holidays, announced maintenance.

Outside them it is not asked at all, and who asked is told until when. Everything is data: the
manifest's, or what a deployment has agreed.
"""

import re
from collections.abc import Callable, Container, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, model_validator

from adapters.base.errors import AgencyRefused
from schemas.canonical.dates import TEHRAN

Closed = Literal["closed", "holiday", "maintenance"]
_SPAN = re.compile("([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]:[0-5][0-9]|2[0-3]:[0-5][0-9]|24:00)")
_LOOK_AHEAD = 60
"""How many days an opening is looked for; one that closes longer has told no hours."""


def _span(text: str) -> str:
    """Return a span ``HH:MM-HH:MM`` that ends after it begins, at 24:00 at the latest."""
    if not _SPAN.fullmatch(text) or text[:5] >= text[6:]:
        raise ValueError("hours are HH:MM-HH:MM, from the earlier to the later, 24:00 the latest")
    return text


Spans = tuple[Annotated[str, AfterValidator(_span)], ...]


class Hours(BaseModel):
    """The hours of a week in Tehran; a day that is not named is closed.

    ``holidays`` says whether a public holiday is closed or a day like any other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    saturday: Spans = ()
    sunday: Spans = ()
    monday: Spans = ()
    tuesday: Spans = ()
    wednesday: Spans = ()
    thursday: Spans = ()
    friday: Spans = ()
    holidays: Literal["closed", "open"] = "closed"

    @model_validator(mode="after")
    def _opens_some_day(self) -> Self:
        """Return the hours when they have any: an agency that never opens is left out instead."""
        if not any(self.week):
            raise ValueError("no day has hours")
        return self

    @property
    def week(self) -> tuple[Spans, ...]:
        """The hours of each day, Monday first, as `date.weekday` counts."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


class Window(BaseModel):
    """An announced maintenance: from one instant to another, both with their offset."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    begins: AwareDatetime
    ends: AwareDatetime

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        """Return the window when it ends after it begins."""
        if self.ends <= self.begins:
            raise ValueError("it ends before it begins")
        return self


class OpeningHours:
    """One agency's hours, holidays and maintenance; ``now`` tells UTC."""

    def __init__(
        self,
        agency: str,
        hours: Hours | None,
        maintenance: Sequence[Window],
        *,
        holidays: Container[date],
        now: Callable[[], datetime],
    ) -> None:
        self._agency = agency
        self._hours = hours
        self._week = [sorted(map(_instants, day)) for day in hours.week] if hours else []
        self._maintenance = maintenance
        self._holidays = holidays
        self._now = now

    def admit(self) -> None:
        """Pass while the agency is open, else raise `AgencyRefused`.

        Its code is ``maintenance``, ``holiday`` or ``closed``, its ``until`` the next opening.
        """
        now = self._now()
        if (code := self.closed(now)) is not None:
            raise AgencyRefused(self._agency, code, self.opens(now))

    def closed(self, at: datetime) -> Closed | None:
        """Return why the agency is closed at an instant, None while it is open."""
        if self._maintained(at) is not None:
            return "maintenance"
        if self._hours is None:
            return None
        if self._rests(at.astimezone(TEHRAN).date()):
            return "holiday"
        return None if self._next_span(at) == at else "closed"

    def opens(self, at: datetime) -> datetime | None:
        """Return the first instant (UTC) from ``at`` on at which it is open.

        None when there is none within sixty days, or so long after a maintenance.
        """
        while True:
            opening = self._next_span(at)
            if opening is None:
                return None
            ends = self._maintained(opening)
            if ends is None:
                return opening.astimezone(UTC)
            at = ends

    def _maintained(self, at: datetime) -> datetime | None:
        """Return when the maintenance ends that is under way at an instant; None without one."""
        ends = [one.ends for one in self._maintenance if one.begins <= at < one.ends]
        return max(ends, default=None)

    def _next_span(self, at: datetime) -> datetime | None:
        """Return the first instant from ``at`` on that is within the weekly hours."""
        if self._hours is None:
            return at
        today = at.astimezone(TEHRAN).date()
        for day in (today + timedelta(days=ahead) for ahead in range(_LOOK_AHEAD)):
            if self._rests(day):
                continue
            midnight = datetime.combine(day, time.min, TEHRAN)
            for begins, ends in self._week[day.weekday()]:
                if at < midnight + ends:
                    return max(at, midnight + begins)
        return None

    def _rests(self, day: date) -> bool:
        """Tell whether ``day`` is a holiday that the agency keeps."""
        return (
            self._hours is not None and self._hours.holidays == "closed" and day in self._holidays
        )


def _instants(span: str) -> tuple[timedelta, timedelta]:
    """Return how long after midnight a span begins and ends."""
    begins, ends = (one.split(":") for one in span.split("-"))
    return (
        timedelta(hours=int(begins[0]), minutes=int(begins[1])),
        timedelta(hours=int(ends[0]), minutes=int(ends[1])),
    )
