"""The legal periods of a file as data, and how days and months are counted."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import partial

from persiantools.jdatetime import JalaliDate

from hub.policy.agreements_read import read_count, read_text, read_word
from hub.policy.problems import Problem
from hub.usecases.article38.model import Confidence, WrongTable
from hub.usecases.article38.slips import Key, Slips
from hub.usecases.article38.table_values import read_table

_TERM: dict[str, Key] = {
    "length": (read_count, True),
    "citation": (read_text, True),
    "confidence": (partial(read_word, words=Confidence), True),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One period: its length in what its name says, its source, and how sure that is."""

    length: int
    citation: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Periods:
    """The legal periods; days are calendar days after the day that they run from.

    ``appeal_above`` is an amount in rials.
    """

    objection_days: Term
    tabled_months: Term
    appeal_days: Term
    appeal_above: Term
    note_months: Term
    note_days: Term
    clearance_days: Term
    fiscal_days: Term


def parse_periods(file: str, text: str) -> Periods:
    """Return the periods in a TOML ``text`` that comes from ``file``.

    Raises `WrongTable` with everything that is wrong: what is missing, unknown, or no number.
    """
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongTable([Problem(file, "", f"not TOML: {error}")]) from error
    slips = Slips(file)
    tables = slips.keys(found, {one.name: (read_table, True) for one in fields(Periods)}, "")
    terms = {name: slips.keys(table, _TERM, f"{name}.") for name, table in (tables or {}).items()}
    if slips.problems:
        raise WrongTable(slips.problems)
    return Periods(**{name: Term(**values) for name, values in terms.items() if values})


def days_after(day: date, days: Term) -> date:
    """Return the last day of a period of days; ``day`` itself is not counted."""
    return day + timedelta(days=days.length)


def ended_by(today: date, months: Term) -> date:
    """Return the last day that some months have passed since on the day ``today``."""
    day = today - timedelta(days=28 * months.length)
    while months_after(day, months) > today:
        day -= timedelta(days=1)
    return day


def months_after(day: date, months: Term) -> date:
    """Return the day of the same Jalali number some months on, or the last of a shorter month."""
    found = JalaliDate(day)
    count = found.year * 12 + found.month - 1 + months.length
    year, month = divmod(count, 12)
    last: int = JalaliDate.days_in_month(month + 1, year)
    return date.fromordinal(
        JalaliDate(year, month + 1, min(found.day, last)).to_gregorian().toordinal()
    )
