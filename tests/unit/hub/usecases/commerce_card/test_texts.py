"""The words of the commerce card: every reason in both languages, under a code of its own."""

import re

import pytest

from hub.findings import Silent
from hub.usecases.base import texts as shared
from hub.usecases.commerce_card import texts
from schemas.canonical.decision import Reason

SAID = (*vars(shared).values(), *vars(texts).values())
REASONS = [value for value in SAID if isinstance(value, Reason)] + [
    shared.silence("firms", Silent("agency", code, broken))
    for code, broken in (("timeout", True), ("timeout", False), ("holiday", False))
]


def test_codes_tell_the_reasons_apart() -> None:
    """Two reasons would be one to a consumer, and a case with new reasons look unchanged."""
    assert len({reason.code for reason in REASONS}) == len(REASONS) == 12


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)
def test_each_reason_reads_in_both_languages(reason: Reason) -> None:
    """A reader of one language would be told nothing, or the code not fit the contract."""
    assert re.fullmatch(r"[a-z0-9.\-]{1,64}", reason.code)
    assert reason.article == "37"
    assert re.search("[آ-ی]", reason.fa)
    assert not re.search("[A-Za-z]", reason.fa)
    assert reason.en.isascii()
    assert (reason.remedy is None) == (reason.code in {"no-debt", "debt", "firm-dissolved"})
