"""The questions that several duties ask: who a person is, and what a workshop owes."""

from adapters.base.ports import Attested, DebtLedger, PersonRegistry
from hub.findings import Finding, ask
from hub.usecases.base.rules import choose
from schemas.canonical.person import NaturalParty, Party, Person
from schemas.canonical.workshop import (
    DebtPosition,
    RegisteredWorkshop,
    WorkshopLocator,
    WorkshopRef,
)


async def find_person(persons: PersonRegistry, party: Party) -> Finding[Person] | None:
    """Return who ``party`` is; a legal one is no matter of the civil registry."""
    if not isinstance(party, NaturalParty):
        return None
    return await ask(persons.find_person(party.national_id, party.birth_date))


async def find_debt(
    ledger: DebtLedger, locator: WorkshopLocator
) -> tuple[Finding[tuple[RegisteredWorkshop, ...]] | None, Finding[DebtPosition] | None]:
    """Return the workshops an address stands for, if one was given, and the one's debt."""
    if isinstance(locator, WorkshopRef):
        return None, await ask(ledger.debt_of(locator))
    candidates = await ask(ledger.workshops_at(locator.postal_code))
    chosen = choose(locator, candidates.value) if isinstance(candidates, Attested) else None
    return candidates, await ask(ledger.debt_of(chosen)) if chosen else None
