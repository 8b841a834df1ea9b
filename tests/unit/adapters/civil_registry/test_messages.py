"""The registry's message keys: all of them, each in its one group, spelled as on the wire."""

import pytest

from adapters.base import errors
from adapters.base.errors import AgencyBrokeContract, AgencyRefused, NoSuchRecord
from adapters.civil_registry.messages import (
    ACCOUNT,
    CALENDAR,
    MEANINGS,
    MISUNDERSTOOD,
    NOBODY,
    WITHHELD,
    refuse,
)

PUBLISHED = """
err.record.not.found | Nin.Not.Valid | err.cancellation.nin | result.rec.invisible
result.rec.review | result.rec.return | IS_EXCEPTED | inquiry.inquiry.required
inquiry.unknown.search | inquiry.outof.max.daily.request | inquiry.outof.max.response
inquiry.time.finished | inquiry.unreadable.image | Login.username.required
Login.password.required | login.invalid.user | login.lock.user | login.service.diny
login.none.Request | login.none.Response | login.time.diny | login.holyday.diny | err.method.diny
You.have.not.permission | Error inUTF-8Encoding | Error inPersonInfoReading
"""


def test_every_published_key_has_a_meaning() -> None:
    """A key we overlooked, or spelled as it should be, would read as a broken contract."""
    published = {key.strip() for line in PUBLISHED.split("\n") for key in line.split("|")} - {""}
    assert set(MEANINGS) == published


def test_groups_are_apart() -> None:
    """A key in two groups would mean whichever came last."""
    groups = (NOBODY, CALENDAR, WITHHELD, ACCOUNT, MISUNDERSTOOD)
    assert sum(map(len, groups)) == len(MEANINGS)


@pytest.mark.parametrize("key", ["login.time.diny", "login.holyday.diny"])
def test_calendar(key: str) -> None:
    """Hours and holidays pass by themselves; read as the subject's, nobody would ask again."""
    assert key in CALENDAR
    with pytest.raises(AgencyRefused):
        refuse((key,), "")


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        (NOBODY, NoSuchRecord),
        (CALENDAR, AgencyRefused),
        (WITHHELD, AgencyRefused),
        (ACCOUNT, AgencyRefused),
        (MISUNDERSTOOD, AgencyBrokeContract),
    ],
)
def test_kind_of_a_group(group: dict[str, str], kind: type[Exception]) -> None:
    """All keys of a group fail in one way, with the group's own code."""
    assert {MEANINGS[key] for key in group} == {(kind, code) for code in group.values()}


def test_the_hub_knows_the_calendars_codes() -> None:
    """A refusal that passes by itself must be known as one, and no other may be taken for it."""
    assert set(CALENDAR.values()) <= errors.CALENDAR
    others = {code for _, code in MEANINGS.values()} - set(CALENDAR.values())
    assert not others & errors.CALENDAR


def test_silence_refuses_nothing() -> None:
    """Without a message there is nothing to refuse."""
    refuse((), "")


def test_the_first_message_decides() -> None:
    """Of several messages the first is told; the order is the registry's."""
    with pytest.raises(NoSuchRecord):
        refuse(("err.record.not.found", "login.time.diny"), "")


def test_an_exception_outweighs_messages() -> None:
    """Beside the registry's own breakdown no message is believed."""
    with pytest.raises(AgencyBrokeContract):
        refuse(("err.record.not.found",), "ORA-00001")
