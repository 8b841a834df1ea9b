"""The words of Article 37: every reason in both languages, under a code of its own."""

import re
from datetime import UTC, datetime

import pytest

from hub.findings import Silent
from hub.usecases.article37 import texts
from hub.usecases.base import texts as shared
from schemas.canonical.decision import Reason, Remedy

SAID = (*vars(shared).values(), *vars(texts).values())
REASONS = [value for value in SAID if isinstance(value, Reason)] + [
    shared.silence(role, Silent("agency", code, broken))
    for role in ("registry", "ledger")
    for code, broken in (("timeout", True), ("timeout", False), ("out-of-hours", False))
]


def test_codes_tell_the_reasons_apart() -> None:
    """Two reasons would be one to a consumer, and a case with new reasons look unchanged."""
    assert len({reason.code for reason in REASONS}) == len(REASONS) == 13


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)
def test_each_reason_reads_in_both_languages(reason: Reason) -> None:
    """A reader of one language would be told nothing, or the code not fit the contract."""
    assert re.fullmatch(r"[a-z0-9.\-]{1,64}", reason.code)
    assert reason.article == "37"
    assert re.search("[آ-ی]", reason.fa)
    assert not re.search("[A-Za-z]", reason.fa)
    assert reason.en.isascii()


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)
def test_only_what_decides_has_no_remedy(reason: Reason) -> None:
    """An open case would have nobody to lift it, or a decided one be asked about again."""
    assert (reason.remedy is None) == (reason.code in {"no-debt", "debt"})


@pytest.mark.parametrize("role", ["registry", "ledger"])
@pytest.mark.parametrize("broken", [True, False])
def test_silence_says_that_it_is_no_clearance(role: str, broken: bool) -> None:
    """A reader would take an agency's silence for an absence of debt."""
    reason = shared.silence(role, Silent("agency", "http-503", broken))
    assert reason.remedy is Remedy.AGENCY
    assert "به معنای نداشتن بدهی نیست" in reason.fa
    assert "not an absence of debt" in reason.en


def test_an_agency_that_is_closed_says_when_it_opens() -> None:
    """A case would be asked about all night while the agency is shut, or never again."""
    opens = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
    reason = shared.silence("ledger", Silent("agency", "out-of-hours", broken=False, until=opens))
    assert (reason.code, reason.until) == ("ledger-closed", opens)
