"""Public holidays: on which days of the Jalali calendar the country rests; data and a look-up."""

import tomllib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from schemas.canonical.dates import jalali, parse_jalali

_LEAP_YEAR = "1403"
"""A year that has every day there is, by which a day of every year is checked."""


class WrongHolidays(Exception):
    """The file of holidays is none; the message names the table and the day."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """Jalali days of rest: ``MM/DD`` of every year, and ``YYYY/MM/DD`` of one."""

    every_year: AbstractSet[str]
    days: AbstractSet[str]

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        written = jalali(day)
        return written in self.days or written[5:] in self.every_year


def load_holidays(text: str) -> Holidays:
    """Return the holidays in a TOML ``text``: tables ``every_year`` and ``days``, day = name.

    Raises `WrongHolidays` for a day that no calendar has, a missing or an unknown table.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongHolidays(str(error)) from error
    is_table = (isinstance(one, dict) for one in tables.values())
    if tables.keys() != {"every_year", "days"} or not all(is_table):
        raise WrongHolidays("its tables are every_year and days")
    for day in tables["every_year"]:
        _check("every_year", day, f"{_LEAP_YEAR}/{day}")
    for day in tables["days"]:
        _check("days", day, day)
    return Holidays(frozenset(tables["every_year"]), frozenset(tables["days"]))


@cache
def shipped_holidays() -> Holidays:
    """Return the holidays that this release knows."""
    return load_holidays((files("schemas.calendar") / "holidays.toml").read_text("utf-8"))


def _check(table: str, written: str, whole: str) -> None:
    """Refuse a day that the Jalali calendar has not, or that is not written as ``YYYY/MM/DD``."""
    try:
        right = jalali(parse_jalali(whole)) == whole
    except ValueError:
        right = False
    if not right:
        raise WrongHolidays(f"{table}: {written} is no day of the Jalali calendar")
