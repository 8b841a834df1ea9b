"""The terms of asking: the manifest's, a deployment's over them, and what a call has to pass."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.base.errors import AgencyRefused
from adapters.base.hours import Hours, Window
from adapters.base.pace import Quota
from adapters.base.terms import LocalTerms, Terms, doors

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
EARLY, LATE = (Hours(sunday=(span,)) for span in ("06:00-09:00", "09:00-18:00"))
FEW, MANY = (Quota(calls=calls, per="minute") for calls in (2, 200))
NOWADAYS, LATER = (
    Window(begins=NOW + timedelta(days=days), ends=NOW + timedelta(days=days, hours=1))
    for days in (0, 9)
)


def _passed(terms: Terms, share: float = 1.0) -> list[str]:
    """Return what becomes of three calls."""
    passing = doors("x", terms, share, holidays=frozenset(), now=lambda: NOW, monotonic=lambda: 0.0)
    told = []
    for _ in range(3):
        try:
            for one in passing:
                one()
            told.append("passed")
        except AgencyRefused as refusal:
            told.append(refusal.code)
    return told


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        (Terms(), ["passed", "passed", "passed"]),
        (Terms(hours=LATE), ["passed", "passed", "passed"]),
        (Terms(hours=EARLY), ["closed", "closed", "closed"]),
        (Terms(maintenance=(LATER,)), ["passed", "passed", "passed"]),
        (Terms(maintenance=(LATER, NOWADAYS)), ["maintenance"] * 3),
        (Terms(quotas=(MANY, FEW)), ["passed", "passed", "own-quota"]),
        (Terms(hours=EARLY, quotas=(FEW,)), ["closed", "closed", "closed"]),
    ],
)
def test_what_a_call_has_to_pass(terms: Terms, told: list[str]) -> None:
    """A term that was agreed would not be kept."""
    assert _passed(terms) == told


def test_without_terms_there_is_nothing_to_pass() -> None:
    """Every call would pay for what nobody agreed."""
    assert doors("x", Terms(), 1.0, holidays=frozenset(), now=lambda: NOW) == ()


def test_a_share_of_the_quota() -> None:
    """Each process would use all of it."""
    assert _passed(Terms(quotas=(FEW,)), 0.5) == ["passed", "own-quota", "own-quota"]


def test_a_deployment_has_the_last_word() -> None:
    """What an office agreed would yield to what was shipped, or a maintenance be forgotten."""
    shipped = Terms(hours=EARLY, quotas=(FEW,), maintenance=(NOWADAYS,))
    assert LocalTerms().over(shipped) == shipped
    agreed = LocalTerms(hours=LATE, quotas=(MANY,), maintenance=(LATER,))
    assert agreed.over(shipped) == Terms(hours=LATE, quotas=(MANY,), maintenance=(NOWADAYS, LATER))
    assert LocalTerms(quotas=()).over(shipped).quotas == ()
