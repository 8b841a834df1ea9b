"""The legal clock: fifteen days from the entry of the sheet, by Tehran's calendar."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hub.clock.deadlines import Deadlines, load_deadlines
from hub.config import Settings
from schemas.canonical.dates import TEHRAN, jalali, tehran_day

ARTICLE37 = Deadlines(answer_days=15, valid_days=30)
COMMERCE_CARD = Deadlines(answer_days=3, valid_days=30)
ARTICLE38 = Deadlines(answer_days=1, valid_days=3650)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=offsets)  # noqa: DTZ001 - hypothesis gives the zone


@pytest.mark.parametrize(
    ("entered", "due"),
    [
        (datetime(2026, 11, 22, 8, 0, tzinfo=UTC), date(2026, 12, 7)),
        (datetime(2026, 11, 22, 20, 29, 59, tzinfo=UTC), date(2026, 12, 7)),
        (datetime(2026, 11, 22, 20, 31, tzinfo=UTC), date(2026, 12, 8)),
        (datetime(2026, 11, 22, 23, 59, 59, tzinfo=TEHRAN), date(2026, 12, 7)),
        (datetime(2026, 11, 23, 0, 0, tzinfo=TEHRAN), date(2026, 12, 8)),
    ],
)
def test_the_day_of_entry_is_day_zero(entered: datetime, due: date) -> None:
    """The SSO would have a day too few, or a notary wait a day too long."""
    assert ARTICLE37.due_date(entered) == due


@given(instants, offsets)
def test_the_due_day_does_not_depend_on_the_zone(entered: datetime, zone: timezone) -> None:
    """The same sheet would be due on two days, by the zone of the process that stored it."""
    assert ARTICLE37.due_date(entered.astimezone(zone)) == ARTICLE37.due_date(entered)
    assert ARTICLE37.due_date(entered) - tehran_day(entered) == timedelta(days=15)


@given(instants, offsets)
def test_a_certificate_holds_to_the_end_of_its_last_day(issued: datetime, zone: timezone) -> None:
    """A deed signed on the last day would stand on a certificate that ended at noon."""
    until = ARTICLE37.valid_until(issued.astimezone(zone))
    assert until == ARTICLE37.valid_until(issued)
    assert until.astimezone(TEHRAN).strftime("%H:%M:%S") == "23:59:59"
    assert tehran_day(until) - tehran_day(issued) == timedelta(days=30)


def test_the_shipped_deadlines_are_the_laws() -> None:
    """Article 37 gives fifteen days; the file that is shipped would give others."""
    settings = Settings(config_dir=None)
    assert settings.deadlines == {
        "article37": ARTICLE37,
        "article38": ARTICLE38,
        "commerce-card": COMMERCE_CARD,
    }
    assert jalali(ARTICLE37.due_date(datetime(2026, 3, 16, tzinfo=TEHRAN))) == "1405/01/11"


@pytest.mark.parametrize(
    "text",
    [
        "[article37]\nanswer_days = 15\nvalid_days = 30\nworking_days = true\n",
        "[article37]\nanswer_days = 15\n",
        "[article37]\nanswer_days = 0\nvalid_days = 30\n",
        "[article37]\nanswer_days = -1\nvalid_days = 30\n",
        "[article37]\nanswer_days = 1.5\nvalid_days = 30\n",
        "article37 = 15\n",
    ],
)
def test_a_deadline_that_is_not_understood_is_refused(text: str) -> None:
    """A misspelt key would leave the law's clock at some other value, unseen."""
    with pytest.raises(ValidationError):
        load_deadlines(text)
