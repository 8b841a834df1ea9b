"""The law of the commerce card: no clearance without every fact, none for a dissolved firm."""

from typing import Any

import pytest
from hypothesis import given

from adapters.base.ports import Attested
from hub.findings import Silent, Unknown
from hub.usecases.base.rules import disclosed_debt
from hub.usecases.commerce_card.choices import Choices
from hub.usecases.commerce_card.rules import Findings, decide
from schemas.canonical.decision import Outcome, Remedy
from tests.kit import article37
from tests.kit import commerce_card as kit
from tests.unit.hub.usecases.commerce_card.strategies import cases, choices

CLEAR = article37.attested(article37.debt())
OWING = article37.attested(article37.debt(definite=1))
ACTIVE = article37.attested(kit.firm())
GONE = article37.attested(kit.firm(dissolved=True))
SELF = article37.attested(article37.person("دیگری"))
DEAD = article37.attested(article37.person(dead=True))
QUIET = Silent("agency", "timeout", broken=False)
BROKEN = Silent("agency", "schema", broken=True)
CLOSED = Silent("agency", "out-of-hours", broken=False)
NOBODY = Unknown("agency")
ONE = article37.attested((article37.HERE,))
NONE: Attested[Any] = article37.attested(())
FIRM, PERSON, LOCATED = kit.FIRM_REQUEST, kit.PERSON_REQUEST, kit.LOCATED_REQUEST


@pytest.mark.parametrize(
    ("fields", "firm", "person", "candidates", "debt", "outcome", "codes"),
    [
        (FIRM, ACTIVE, None, None, CLEAR, "GRANTED", "no-debt"),
        (kit.FIRST_REQUEST, ACTIVE, None, None, CLEAR, "GRANTED", "no-debt"),
        (PERSON, None, SELF, None, CLEAR, "GRANTED", "no-debt"),
        (LOCATED, ACTIVE, None, ONE, CLEAR, "GRANTED", "no-debt"),
        (FIRM, ACTIVE, None, None, OWING, "REFUSED", "debt"),
        (PERSON, None, SELF, None, OWING, "REFUSED", "debt"),
        (FIRM, GONE, None, None, CLEAR, "REFUSED", "firm-dissolved"),
        (FIRM, GONE, None, None, OWING, "REFUSED", "firm-dissolved debt"),
        (FIRM, GONE, None, None, QUIET, "UNDETERMINED", "ledger-silent"),
        (FIRM, QUIET, None, None, CLEAR, "UNDETERMINED", "firms-silent"),
        (FIRM, CLOSED, None, None, CLEAR, "UNDETERMINED", "firms-closed"),
        (FIRM, BROKEN, None, None, OWING, "UNDETERMINED", "firms-unreadable"),
        (FIRM, NOBODY, None, None, CLEAR, "UNDETERMINED", "applicant-firm-unknown"),
        (FIRM, None, None, None, CLEAR, "UNDETERMINED", "applicant-firm-unknown"),
        (PERSON, None, QUIET, None, CLEAR, "UNDETERMINED", "registry-silent"),
        (PERSON, None, NOBODY, None, CLEAR, "UNDETERMINED", "applicant-unknown"),
        (PERSON, None, None, None, CLEAR, "UNDETERMINED", "applicant-unknown"),
        (PERSON, ACTIVE, None, None, CLEAR, "UNDETERMINED", "applicant-unknown"),
        (PERSON, None, DEAD, None, CLEAR, "UNDETERMINED", "applicant-deceased"),
        (FIRM, None, SELF, None, CLEAR, "UNDETERMINED", "applicant-firm-unknown"),
        (FIRM, ACTIVE, None, None, BROKEN, "UNDETERMINED", "ledger-unreadable"),
        (FIRM, ACTIVE, None, None, NOBODY, "UNDETERMINED", "workshop-unknown"),
        (LOCATED, ACTIVE, None, NONE, None, "UNDETERMINED", "workshop-unknown"),
        (LOCATED, ACTIVE, None, QUIET, None, "UNDETERMINED", "ledger-silent"),
        (FIRM, QUIET, None, None, BROKEN, "UNDETERMINED", "firms-silent ledger-unreadable"),
    ],
)
def test_what_the_law_makes_of_the_facts(
    fields: dict[str, str],
    firm: Any,
    person: Any,
    candidates: Any,
    debt: Any,
    outcome: str,
    codes: str,
) -> None:
    """A case would be decided, or left open, for another reason than the law's."""
    found = Findings(firm, person, candidates, debt)
    decision = decide(kit.inquiry(fields), found, kit.REFUSE)
    assert (decision.outcome, decision.standing) == (outcome, codes)


@pytest.mark.parametrize("debt", [CLEAR, OWING])
def test_a_dissolved_firm_may_be_an_officer_s_matter(debt: Any) -> None:
    """The customer's choice would be a line in a file that changes nothing."""
    found = Findings(GONE, None, None, debt)
    decision = decide(kit.inquiry(FIRM), found, kit.OFFICER)
    assert (decision.outcome, decision.standing) == (Outcome.UNDETERMINED, "firm-dissolved-open")
    assert decision.remedy is Remedy.OFFICER


@given(cases(), choices)
def test_granted_needs_every_fact(drawn: tuple[dict[str, str], Findings], chosen: Choices) -> None:
    """A card would be cleared on a fact that nobody attested, over a debt, or for the dissolved."""
    fields, found = drawn
    if decide(kit.inquiry(fields), found, chosen).outcome is not Outcome.GRANTED:
        return
    assert isinstance(found.debt, Attested)
    assert found.debt.value.total == 0
    if found.candidates is not None:
        assert isinstance(found.candidates, Attested)
        assert found.candidates.value
    if "Applicant/Legal/LegalId" in fields:
        assert isinstance(found.firm, Attested)
        assert not found.firm.value.dissolved
    else:
        assert isinstance(found.person, Attested)
        assert not found.person.value.deceased


@given(cases(), choices)
def test_a_gap_anywhere_leaves_the_case_open(
    drawn: tuple[dict[str, str], Findings], chosen: Choices
) -> None:
    """An agency's silence would read as a "no", or be the end of an inquiry."""
    fields, found = drawn
    applicant = found.firm if "Applicant/Legal/LegalId" in fields else found.person
    asked = [applicant, found.debt, *([found.candidates] if found.candidates else [])]
    decision = decide(kit.inquiry(fields), found, chosen)
    if not all(isinstance(one, Attested) for one in asked):
        assert decision.outcome is Outcome.UNDETERMINED
    remedies = {reason.remedy for reason in decision.reasons}
    assert (None in remedies) == (decision.outcome is not Outcome.UNDETERMINED)
    assert decision.reasons


@given(cases(), choices)
def test_a_debt_is_told_where_it_is_refused_for(
    drawn: tuple[dict[str, str], Findings], chosen: Choices
) -> None:
    """Somebody who may not be the employer would be told what the employer owes."""
    fields, found = drawn
    decision = decide(kit.inquiry(fields), found, chosen)
    shown = disclosed_debt(decision)
    assert (shown is not None) == ("debt" in decision.standing.split())
    if shown is not None:
        assert decision.outcome is Outcome.REFUSED
        assert isinstance(found.debt, Attested)
        assert shown == found.debt.value
        assert shown.total > 0
