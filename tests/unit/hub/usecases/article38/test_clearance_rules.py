"""What Article 38 makes of a contract's file: cleared, refused with every reason, or open."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.findings import Silent, Unknown
from hub.usecases.article38.rules import Findings, decide
from schemas.canonical.contract_file import ClearanceStage, Undertaking
from schemas.canonical.decision import Outcome, Remedy
from tests.kit import clearances as kit

SILENT = Silent("insurance_ledger", "timeout", broken=False)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ["premium-paid"]),
        ({"reckoned": kit.reckoned(0, 0)}, ["nothing-due"]),
        ({"undertaking": Undertaking.GIVEN}, ["premium-paid", "undertaking-given"]),
        ({"disputed": True}, ["premium-paid"]),
    ],
)
def test_what_a_clearance_rests_on(changes: dict[str, Any], codes: list[str]) -> None:
    """A contractor who has paid, or undertaken what the law lets him, would wait for ever."""
    found = decide(kit.inquiry(), kit.findings(**changes))
    assert (found.outcome, [one.code for one in found.reasons]) == (Outcome.GRANTED, codes)


@pytest.mark.parametrize(
    ("definite", "changes", "codes"),
    [
        (0, {"reckoned": kit.reckoned(paid=1)}, ["premium-owed"]),
        (0, {"reckoned": kit.reckoned(paid=1), "disputed": True}, ["premium-owed", "disputed"]),
        (0, {"undertaking": Undertaking.MISSING}, ["undertaking-missing"]),
        (0, {"contract": replace(kit.contract(), withdrawn=True)}, ["contract-withdrawn"]),
        (7, {"settles_debts": True}, ["debts-first"]),
        (0, {"reckoned": kit.reckoned(cleared=kit.CERTIFICATE)}, ["already-cleared"]),
        (
            7,
            {
                "reckoned": kit.reckoned(paid=0),
                "undertaking": Undertaking.MISSING,
                "settles_debts": True,
            },
            ["premium-owed", "undertaking-missing", "debts-first"],
        ),
    ],
)
def test_all_that_keeps_it_from_being_issued(
    definite: int, changes: dict[str, Any], codes: list[str]
) -> None:
    """Withheld money would be released on a premium that nobody paid; or one reason at a time."""
    found = decide(kit.inquiry(), kit.findings(definite, **changes))
    assert (found.outcome, [one.code for one in found.reasons]) == (Outcome.REFUSED, codes)


def test_other_debts_of_the_workshop_are_no_matter_of_this_contract() -> None:
    """A contractor's clearance would wait for what he owes elsewhere; no article says so."""
    assert decide(kit.inquiry(), kit.findings(7)).outcome is Outcome.GRANTED


@pytest.mark.parametrize(
    ("findings", "codes", "remedy"),
    [
        (
            Findings(Unknown("contract_files"), None, None),
            ["file-unknown"],
            Remedy.OFFICER,
        ),
        (
            Findings(Silent("contract_files", "x", broken=False), None, None),
            ["files-silent"],
            Remedy.AGENCY,
        ),
        (Findings(kit.file(), SILENT, kit.assigner()), ["ledger-silent"], Remedy.AGENCY),
        (Findings(kit.file(), kit.debt(), SILENT), ["ledger-silent"], Remedy.AGENCY),
        (
            Findings(kit.file(), Unknown("insurance_ledger"), kit.assigner()),
            ["workshop-unknown"],
            Remedy.OFFICER,
        ),
        (
            Findings(kit.file(reckoned=None), SILENT, kit.assigner()),
            ["not-reckoned", "ledger-silent"],
            Remedy.OFFICER,
        ),
    ],
)
def test_what_nobody_has_told_is_open(findings: Findings, codes: list[str], remedy: Remedy) -> None:
    """Silence would pass for payment, or a contract be cleared that was never calculated."""
    found = decide(kit.inquiry(), findings)
    assert (found.outcome, [one.code for one in found.reasons]) == (Outcome.UNDETERMINED, codes)
    assert found.remedy is remedy
    assert {one.article for one in found.reasons} == {"38"}


def test_a_clearance_of_another_stage_is_not_given() -> None:
    """Who has paid for half a year would be cleared to the end of the contract."""
    interim = kit.reckoned(stage=ClearanceStage.INTERIM)
    found = decide(kit.inquiry(), kit.findings(reckoned=interim))
    assert [one.code for one in found.reasons] == ["not-reckoned"]


@given(
    st.integers(0, 10**15),
    st.integers(0, 10**15),
    st.sampled_from(Undertaking),
    st.booleans(),
    st.booleans(),
    st.integers(0, 3),
)
def test_nobody_is_cleared_who_owes(
    due: int, paid: int, undertaking: Undertaking, settles: bool, disputed: bool, definite: int
) -> None:
    """Five per cent of a contract would be paid out against nothing."""
    found = kit.findings(
        definite,
        reckoned=kit.reckoned(due, paid),
        undertaking=undertaking,
        settles_debts=settles,
        disputed=disputed,
    )
    owes = due > paid or undertaking is Undertaking.MISSING or (settles and definite > 0)
    outcome = decide(kit.inquiry(), found).outcome
    assert outcome is (Outcome.REFUSED if owes else Outcome.GRANTED)
