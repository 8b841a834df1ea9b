"""Decisions: who can lift one that is open, and when two of them say the same."""

import pytest

from schemas.canonical.decision import Decision, Outcome, Reason, Remedy

AGENCY = Reason("a-silent", "37", "س", "s", Remedy.AGENCY)
OFFICER = Reason("b-unknown", "37", "س", "s", Remedy.OFFICER)
PLAIN = Reason("no-debt", "37", "س", "s")


def _open(*reasons: Reason) -> Decision[None]:
    return Decision(Outcome.UNDETERMINED, reasons, None)


@pytest.mark.parametrize(
    ("reasons", "remedy"),
    [
        ((AGENCY,), Remedy.AGENCY),
        ((OFFICER,), Remedy.OFFICER),
        ((AGENCY, OFFICER), Remedy.OFFICER),
        ((OFFICER, AGENCY), Remedy.OFFICER),
        ((PLAIN,), None),
        ((), None),
    ],
)
def test_an_officer_where_any_reason_needs_one(
    reasons: tuple[Reason, ...], remedy: Remedy | None
) -> None:
    """A case only an officer can mend would be asked about every minute, or one that heals not."""
    assert _open(*reasons).remedy is remedy


def test_standing_names_the_reasons_in_their_order() -> None:
    """A case whose reasons changed would not tell its notary, or tell him the same twice."""
    assert _open(AGENCY, OFFICER).standing == "a-silent b-unknown"
    assert _open(AGENCY).standing != _open(OFFICER).standing
    assert _open().standing == ""
