"""Due dates of a duty: until when the SSO must answer, and until when its answer holds."""

import tomllib
from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict, PositiveInt

from schemas.canonical.dates import TEHRAN, tehran_day


class Deadlines(BaseModel):
    """The deadlines of one duty, in calendar days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer_days: PositiveInt
    valid_days: PositiveInt

    def due_date(self, received_at: datetime) -> date:
        """Return the last day on which the SSO may answer; the day of entry is day 0.

        Article 37: fifteen days from the entry of the sheet at the SSO, by Tehran's calendar.
        """
        return tehran_day(received_at) + timedelta(days=self.answer_days)

    def valid_until(self, issued_at: datetime) -> datetime:
        """Return the instant (Tehran) at which a certificate issued at ``issued_at`` ends.

        It holds to the end of its last day.
        """
        return end_of_day(tehran_day(issued_at) + timedelta(days=self.valid_days))


def end_of_day(day: date) -> datetime:
    """Return the last second of ``day`` in Tehran."""
    return datetime.combine(day, time(23, 59, 59), TEHRAN)


def load_deadlines(text: str) -> dict[str, Deadlines]:
    """Return the deadlines in a TOML ``text`` by duty; an unknown key is an error."""
    return {duty: Deadlines.model_validate(table) for duty, table in tomllib.loads(text).items()}
