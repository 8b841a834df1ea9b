"""The law of Article 37: no clearance without every fact, and no silence taken for an answer."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given

from adapters.base.ports import Attested
from hub.findings import Silent, Unknown
from hub.usecases.article37.rules import Findings, decide
from hub.usecases.base.rules import choose, disclosed_debt
from schemas.canonical.decision import Outcome, Remedy
from schemas.canonical.identifiers import parse_postal_code
from schemas.canonical.workshop import RegisteredWorkshop, WorkshopAddress, WorkshopRef
from tests.kit import article37 as kit
from tests.unit.hub.usecases.article37.strategies import cases

CLEAR = kit.attested(kit.debt())
OWING = kit.attested(kit.debt(definite=1))
SELF = kit.attested(kit.person())
QUIET = Silent("agency", "timeout", broken=False)
BROKEN = Silent("agency", "schema", broken=True)
NOBODY = Unknown("agency")
ONE = kit.attested((kit.HERE,))
TWO = kit.attested((kit.ELSEWHERE, kit.HERE))
NONE: Attested[Any] = kit.attested(())

NAMED, LEGAL, LOCATED = kit.NAMED_REQUEST, kit.LEGAL_REQUEST, kit.LOCATED_REQUEST
UNNAMED = kit.REQUEST | kit.NATURAL | kit.TRANSFEREE | kit.BY_NUMBER


@pytest.mark.parametrize(
    ("fields", "person", "candidates", "debt", "outcome", "codes"),
    [
        (NAMED, SELF, None, CLEAR, "GRANTED", "no-debt"),
        (UNNAMED, SELF, None, CLEAR, "GRANTED", "no-debt"),
        (LEGAL, None, None, CLEAR, "GRANTED", "no-debt"),
        (LOCATED, SELF, ONE, CLEAR, "GRANTED", "no-debt"),
        (NAMED, SELF, None, OWING, "REFUSED", "debt"),
        (LEGAL, None, None, kit.attested(kit.debt(divisible=1)), "REFUSED", "debt"),
        (LEGAL, None, None, kit.attested(kit.debt(indivisible=1)), "REFUSED", "debt"),
        (NAMED, QUIET, None, CLEAR, "UNDETERMINED", "registry-silent"),
        (NAMED, BROKEN, None, CLEAR, "UNDETERMINED", "registry-unreadable"),
        (NAMED, NOBODY, None, CLEAR, "UNDETERMINED", "transferor-unknown"),
        (NAMED, None, None, CLEAR, "UNDETERMINED", "transferor-unknown"),
        (NAMED, SELF, None, QUIET, "UNDETERMINED", "ledger-silent"),
        (NAMED, SELF, None, BROKEN, "UNDETERMINED", "ledger-unreadable"),
        (NAMED, SELF, None, NOBODY, "UNDETERMINED", "workshop-unknown"),
        (LOCATED, SELF, QUIET, None, "UNDETERMINED", "ledger-silent"),
        (LOCATED, SELF, BROKEN, None, "UNDETERMINED", "ledger-unreadable"),
        (LOCATED, SELF, NOBODY, None, "UNDETERMINED", "workshop-unknown"),
        (LOCATED, SELF, NONE, None, "UNDETERMINED", "workshop-unknown"),
        (LOCATED, SELF, TWO, None, "UNDETERMINED", "workshop-ambiguous"),
        (LOCATED, SELF, TWO, CLEAR, "GRANTED", "no-debt"),
        (LOCATED, SELF, TWO, OWING, "REFUSED", "debt"),
        (LOCATED, SELF, ONE, NOBODY, "UNDETERMINED", "workshop-unknown"),
        (NAMED, QUIET, None, BROKEN, "UNDETERMINED", "registry-silent ledger-unreadable"),
        (NAMED, NOBODY, None, OWING, "UNDETERMINED", "transferor-unknown"),
    ],
)
def test_what_the_law_makes_of_the_facts(
    fields: dict[str, str], person: Any, candidates: Any, debt: Any, outcome: str, codes: str
) -> None:
    """A case would be decided, or left open, for another reason than the law's."""
    decision = decide(kit.inquiry(fields), Findings(person, candidates, debt))
    assert (decision.outcome, decision.standing) == (outcome, codes)


@pytest.mark.parametrize(
    ("attested", "codes"),
    [
        (kit.person("دیگری"), "transferor-name-mismatch"),
        (kit.person(family="دیگری"), "transferor-name-mismatch"),
        (kit.person("نمونة", "ازمون زاده"), "no-debt"),
        (kit.person(died=date(2020, 1, 1)), "transferor-deceased"),
        (kit.person(dead=True), "transferor-deceased"),
        (kit.person("دیگری", dead=True), "transferor-name-mismatch transferor-deceased"),
    ],
)
def test_who_the_transferor_is(attested: Any, codes: str) -> None:
    """Another person, or one who has died, would be cleared to sign; or a spelling refused."""
    found = Findings(kit.attested(attested), None, CLEAR)
    assert decide(kit.inquiry(NAMED), found).standing == codes


@pytest.mark.parametrize("missing", ["GivenName", "FamilyName"])
def test_a_name_that_is_not_given_is_not_compared(missing: str) -> None:
    """A deed that names only one of the two would never be answered."""
    fields = {path: text for path, text in NAMED.items() if not path.endswith(missing)}
    assert decide(kit.inquiry(fields), Findings(SELF, None, CLEAR)).outcome is Outcome.GRANTED


@pytest.mark.parametrize(
    ("candidates", "chosen"),
    [
        ((), None),
        ((kit.HERE,), kit.WORKSHOP),
        ((kit.ELSEWHERE,), kit.OTHER_WORKSHOP),
        ((kit.ELSEWHERE, kit.HERE), kit.WORKSHOP),
        ((kit.ELSEWHERE, kit.ELSEWHERE), None),
        ((kit.HERE, kit.ELSEWHERE, kit.HERE), None),
    ],
)
@pytest.mark.parametrize("address", [kit.ADDRESS, "خيابان  نمونه، پلاك 1"])
def test_which_workshop_an_address_means(
    candidates: tuple[RegisteredWorkshop, ...], chosen: WorkshopRef | None, address: str
) -> None:
    """Another employer's debts would be looked up, or the one meant be missed by its spelling."""
    locator = WorkshopAddress(
        parse_postal_code(kit.BY_ADDRESS["Workshop/Located/PostalCode"]), address
    )
    assert choose(locator, candidates) == chosen
    assert choose(locator, candidates[::-1]) == chosen


@given(cases())
def test_granted_needs_every_fact(drawn: tuple[dict[str, str], Findings]) -> None:
    """A clearance would go out on a fact that nobody attested, or over a debt."""
    fields, found = drawn
    if decide(kit.inquiry(fields), found).outcome is not Outcome.GRANTED:
        return
    assert isinstance(found.debt, Attested)
    assert found.debt.value.total == 0
    if found.candidates is not None:
        assert isinstance(found.candidates, Attested)
        assert found.candidates.value
    if "Transferor/Natural/NationalId" in fields:
        assert isinstance(found.person, Attested)
        assert not found.person.value.deceased


@given(cases())
def test_every_fact_is_enough(drawn: tuple[dict[str, str], Findings]) -> None:
    """A case with every fact in hand would be left open for ever."""
    fields, found = drawn
    known = isinstance(found.debt, Attested) and found.person in {None, SELF}
    outcome = decide(kit.inquiry(fields), found).outcome
    assert (outcome is not Outcome.UNDETERMINED) or not known


@given(cases())
def test_a_gap_anywhere_leaves_the_case_open(drawn: tuple[dict[str, str], Findings]) -> None:
    """An agency's silence would read as a "no"."""
    fields, found = drawn
    gaps = [f for f in (found.person, found.candidates, found.debt) if not _attests(f)]
    if gaps:
        assert decide(kit.inquiry(fields), found).outcome is Outcome.UNDETERMINED


def _attests(found: object) -> bool:
    """Tell whether a finding is no gap; one that was not asked for is none either."""
    return found is None or isinstance(found, Attested)


@given(cases())
def test_what_is_open_says_who_can_lift_it(drawn: tuple[dict[str, str], Findings]) -> None:
    """A case would stay open with nobody to mend it, or a decided one be asked about again."""
    fields, found = drawn
    decision = decide(kit.inquiry(fields), found)
    remedies = [reason.remedy for reason in decision.reasons]
    assert remedies
    if decision.outcome is Outcome.UNDETERMINED:
        assert all(remedies)
        assert decision.remedy in set(Remedy)
    else:
        assert remedies == [None]


@given(cases())
def test_only_a_refused_case_discloses_a_debt(drawn: tuple[dict[str, str], Findings]) -> None:
    """Somebody who may not be the employer would be told what the employer owes."""
    fields, found = drawn
    decision = decide(kit.inquiry(fields), found)
    shown = disclosed_debt(decision)
    if decision.outcome is Outcome.REFUSED:
        assert isinstance(found.debt, Attested)
        assert shown == found.debt.value
    else:
        assert shown is None


@given(cases())
def test_the_same_facts_give_the_same_decision(drawn: tuple[dict[str, str], Findings]) -> None:
    """A decision could not be made again from its dossier."""
    fields, found = drawn
    backwards = Findings(debt=found.debt, candidates=found.candidates, person=found.person)
    one = decide(kit.inquiry(fields), found)
    assert decide(kit.inquiry(dict(fields)), backwards) == one


def test_parties_and_transfer_do_not_sway_the_law() -> None:
    """The kind of deed would change what is owed; Article 37 names them all alike."""
    kinds = ("definite", "conditional", "mortgage", "settlement", "lease")
    for kind, registered, what in product(kinds, ("true", "false"), ("corpus", "benefits")):
        fields = NAMED | {
            "Transfer/Kind": kind,
            "Transfer/Registered": registered,
            "Transfer/Object": what,
        }
        assert decide(kit.inquiry(fields), Findings(SELF, None, OWING)).standing == "debt"
