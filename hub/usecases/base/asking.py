"""The question every duty asks of the debt ledger."""

from adapters.base.ports import Attested, DebtLedger
from hub.findings import Finding, ask
from hub.usecases.base.rules import choose
from schemas.canonical.workshop import (
    DebtPosition,
    RegisteredWorkshop,
    WorkshopLocator,
    WorkshopRef,
)


async def find_debt(
    ledger: DebtLedger, locator: WorkshopLocator
) -> tuple[Finding[tuple[RegisteredWorkshop, ...]] | None, Finding[DebtPosition] | None]:
    """Return the workshops an address stands for, if one was given, and the one's debt."""
    if isinstance(locator, WorkshopRef):
        return None, await ask(ledger.debt_of(locator))
    candidates = await ask(ledger.workshops_at(locator.postal_code))
    chosen = choose(locator, candidates.value) if isinstance(candidates, Attested) else None
    return candidates, await ask(ledger.debt_of(chosen)) if chosen else None
