"""Asking an agency: its failures become values that say which they are, any other error rises."""

from datetime import UTC, datetime

import pytest

from adapters.base.errors import (
    AgencyBrokeContract,
    AgencyError,
    AgencyRefused,
    AgencyUnavailable,
    NoSuchRecord,
)
from adapters.base.ports import Attested
from hub.findings import Silent, Unknown, ask
from tests.kit import article37 as kit

OPENS = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)


async def _raise(error: Exception) -> Attested[int]:
    raise error


async def _answer(value: Attested[int]) -> Attested[int]:
    return value


@pytest.mark.parametrize(
    ("error", "finding"),
    [
        (NoSuchRecord("registry", "no-such-person"), Unknown("registry")),
        (AgencyUnavailable("ledger", "timeout"), Silent("ledger", "timeout", broken=False)),
        (AgencyRefused("ledger", "quota"), Silent("ledger", "quota", broken=False)),
        (
            AgencyRefused("ledger", "holiday", OPENS),
            Silent("ledger", "holiday", broken=False, until=OPENS),
        ),
        (AgencyBrokeContract("ledger", "schema"), Silent("ledger", "schema", broken=True)),
        (AgencyError("ledger", "new"), Silent("ledger", "new", broken=False)),
    ],
)
async def test_each_failure_is_its_own_finding(error: AgencyError, finding: object) -> None:
    """A silence would read as a missing record, or a missing record as a silence."""
    assert await ask(_raise(error)) == finding


@pytest.mark.parametrize(
    ("code", "calendar"),
    [("own-quota", True), ("out-of-hours", True), ("http-403", False), ("timeout", False)],
)
async def test_the_calendar_is_told_from_an_outage(code: str, calendar: bool) -> None:
    """A notary would be told that an agency is silent which only rests, or the reverse."""
    found = await ask(_raise(AgencyRefused("ledger", code)))
    assert isinstance(found, Silent)
    assert found.by_calendar is calendar


async def test_an_answer_is_handed_on() -> None:
    """A fact would lose who said it and when."""
    value = kit.attested(7)
    assert await ask(_answer(value)) is value


@pytest.mark.parametrize("error", [ValueError("a fault of ours"), KeyError("x"), TimeoutError()])
async def test_our_own_faults_are_no_silence(error: Exception) -> None:
    """A fault in our code would be blamed on an agency, and hide for fifteen days."""
    with pytest.raises(type(error)):
        await ask(_raise(error))
