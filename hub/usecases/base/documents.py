"""What the certificates of every duty hold alike: the debt, who attested whom, the branch."""

from collections.abc import Iterator
from dataclasses import replace

from adapters.base.ports import Attested
from hub.findings import Finding
from hub.usecases.base.rules import OnDebt
from schemas.canonical.certificate import Certificate, Fact, IssuingUnit, Unit
from schemas.canonical.dates import tehran_day
from schemas.canonical.decision import Decision, Outcome
from schemas.canonical.identifiers import BranchCode
from schemas.canonical.money import Rials
from schemas.canonical.person import NaturalParty, Party, Person
from schemas.canonical.text import persian_digits
from schemas.canonical.workshop import DebtPosition


def attested_debt(decision: Decision[OnDebt]) -> Attested[DebtPosition]:
    """Return the debt that a decided case stands on; ``TypeError`` for an undetermined case."""
    debt = decision.findings.debt
    if decision.outcome is Outcome.UNDETERMINED or not isinstance(debt, Attested):
        raise TypeError("an undetermined case has no certificate")
    return debt


def debt_facts(debt: Attested[DebtPosition]) -> Iterator[Fact]:
    """Yield the parts of a debt with who said them and when; amounts in rials."""
    amounts = {
        "debt.definite": debt.value.definite,
        "debt.divisible": debt.value.divisible,
        "debt.indivisible": debt.value.indivisible,
    }
    for name, amount in amounts.items():
        yield Fact(name, amount, debt.source, debt.as_of, Unit.RIALS)


def named(party: Party, found: Finding[Person] | None) -> Party:
    """Return a natural party under the names the civil registry attests, where it was asked.

    Id and birth day stay as the consumer said them: nobody agreed to his being told a birth day.
    """
    match party, found:
        case NaturalParty(), Attested(value=Person() as person):
            return replace(party, given_name=person.given_name, family_name=person.family_name)
        case _:
            return party


def debt_of(certificate: Certificate) -> DebtPosition:
    """Return the debt that a certificate attests, on the day its facts were said."""
    facts = {fact.name: fact for fact in certificate.facts}
    return DebtPosition(
        workshop=certificate.subject.workshop,
        workshop_name=certificate.subject.workshop_name,
        as_of=tehran_day(facts["debt.definite"].as_of),
        definite=Rials(int(facts["debt.definite"].value)),
        divisible=Rials(int(facts["debt.divisible"].value)),
        indivisible=Rials(int(facts["debt.indivisible"].value)),
    )


def issuing_unit(branch: BranchCode) -> IssuingUnit:
    """Return the branch in whose name a certificate is issued."""
    return IssuingUnit(branch, persian_digits(f"شعبهٔ {branch} سازمان تأمین اجتماعی"))
