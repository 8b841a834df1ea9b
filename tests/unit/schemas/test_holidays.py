"""The country's holidays: data that people write, checked when it is read."""

from datetime import date, timedelta

import pytest

from schemas.calendar.holidays import WrongHolidays, load_holidays, shipped_holidays
from schemas.canonical.dates import parse_jalali

SOLAR = ("01/01", "01/02", "01/03", "01/04", "01/12", "01/13", "03/14", "03/15", "11/22", "12/29")
PLAIN = '[every_year]\n"01/01" = "a"\n"12/30" = "a leap day"\n[days]\n"1405/10/02" = "b"\n'


@pytest.mark.parametrize("year", [1404, 1405, 1406, 1410])
@pytest.mark.parametrize("day", SOLAR)
def test_the_solar_ones_come_every_year(year: int, day: str) -> None:
    """An office would be asked on Nowruz of a year that nobody has written down yet."""
    assert parse_jalali(f"{year}/{day}") in shipped_holidays()


def test_a_year_has_as_many_as_the_calendar() -> None:
    """A day would be missing, or a working day be lost to the work."""
    first = parse_jalali("1405/01/01")
    year = [first + timedelta(days=count) for count in range(365)]
    assert sum(day in shipped_holidays() for day in year) == 26
    assert parse_jalali("1405/09/01") not in shipped_holidays()


def test_days_of_one_year_and_of_every_year() -> None:
    """A day of the moon would come back next year on the same day of the sun."""
    found = load_holidays(PLAIN)
    assert parse_jalali("1405/10/02") in found
    assert parse_jalali("1406/10/02") not in found
    assert parse_jalali("1403/12/30") in found
    assert date(2026, 11, 22) not in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[every_year]", "tables are"),
        (PLAIN + "[weeks]", "tables are"),
        ("[every_year", "end of document"),
        ("every_year = 1\ndays = 2", "tables are"),
        (PLAIN.replace("1405/10/02", "1405/13/01"), "days: 1405/13/01"),
        (PLAIN.replace("1405/10/02", "1405/12/30"), "days: 1405/12/30"),
        (PLAIN.replace("1405/10/02", "14051002"), "days: 14051002"),
        (PLAIN.replace("1405/10/02", "2026-12-23"), "days: 2026-12-23"),
        (PLAIN.replace("01/01", "1/1"), "every_year: 1/1"),
        (PLAIN.replace("01/01", "07/31"), "every_year: 07/31"),
    ],
)
def test_a_slip_in_the_file_is_named(text: str, said: str) -> None:
    """A holiday would be ignored in silence, because of one digit."""
    with pytest.raises(WrongHolidays, match=said):
        load_holidays(text)
