"""What every duty holds alike of a workshop and its debt; pure."""

from collections.abc import Iterator
from typing import Protocol

from adapters.base.ports import Attested
from hub.findings import Finding, Silent, Unknown
from hub.usecases.base import texts
from schemas.canonical.decision import Decision, Reason
from schemas.canonical.text import same_text
from schemas.canonical.workshop import (
    DebtPosition,
    RegisteredWorkshop,
    WorkshopAddress,
    WorkshopRef,
)


class OnDebt(Protocol):
    """The findings of a duty that turns on what the ledger says of one workshop."""

    @property
    def debt(self) -> Finding[DebtPosition] | None:
        """What it says; None when no single workshop could be asked about."""
        ...


def choose(
    locator: WorkshopAddress, candidates: tuple[RegisteredWorkshop, ...]
) -> WorkshopRef | None:
    """Return the one workshop that an address can mean, or None.

    The only workshop at its postal code, or of several the only one whose registered address is
    the deed's, compared folded.
    """
    named = [one for one in candidates if same_text(one.address, locator.address)]
    found = candidates if len(candidates) == 1 else named
    return found[0].workshop if len(found) == 1 else None


def disclosed_debt(decision: Decision[OnDebt]) -> DebtPosition | None:
    """Return the debt a consumer is told of: one that is refused for; nothing else discloses one.

    He who asks may not be the employer.
    """
    found = decision.findings.debt
    if texts.DEBT not in decision.reasons or not isinstance(found, Attested):
        return None
    return found.value


def workshop_doubts(
    candidates: Finding[tuple[RegisteredWorkshop, ...]] | None, debt: Finding[DebtPosition] | None
) -> Iterator[Reason]:
    """Yield what keeps the debt of exactly one workshop from being known.

    ``candidates`` is None when the workshop was named by its number, ``debt`` when no single
    workshop could be asked about.
    """
    for found in (candidates, debt):
        match found:
            case Silent():
                yield texts.silence("ledger", found)
            case Unknown():
                yield texts.WORKSHOP_UNKNOWN
            case Attested(value=()):
                yield texts.WORKSHOP_UNKNOWN
    match candidates, debt:
        case Attested(value=(_, *_)), None:
            yield texts.WORKSHOP_AMBIGUOUS
