"""What an answer states of what each source said: the fields that the road lays to an agreement.

Only what stands in the answer or its certificate is told; what was merely looked at is not.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from adapters.base.ports import Attested
from hub.findings import Finding, Silent, Unknown
from schemas.canonical.disclosure import (
    Telling,
    Told,
    firm_subject,
    person_subject,
    workshop_subject,
)
from schemas.canonical.person import LegalParty, NaturalParty, Party
from schemas.canonical.workshop import DebtPosition, WorkshopLocator, WorkshopRef

Fields = Mapping[str, str]

NOTHING: Final[Fields] = {}
ALIVE: Final[Fields] = {"person.alive": "yes-no"}
NAMED: Final[Fields] = {
    "person.given_name": "whole",
    "person.family_name": "whole",
    **ALIVE,
}
DEBT: Final[Fields] = {
    "debt.definite": "whole",
    "debt.divisible": "whole",
    "debt.indivisible": "whole",
    "debt.total": "whole",
    "workshop.name": "whole",
}


def told_of(
    found: Finding[Any] | None, subjects: tuple[str, ...], fields: Fields
) -> Iterator[Told]:
    """Yield what was told of a finding about ``subjects``; nothing for one that was not asked."""
    match found:
        case Attested():
            yield Told(found.source, subjects, Telling.TOLD, fields, found.as_of)
        case Unknown():
            yield Told(found.source, subjects, Telling.NOT_FOUND, NOTHING, None)
        case Silent():
            yield Told(found.source, subjects, Telling.SILENT, NOTHING, None)


def told_of_debt(
    candidates: Finding[Any] | None,
    debt: Finding[DebtPosition] | None,
    employer: Party,
    locator: WorkshopLocator,
    fields: Fields,
) -> Iterator[Told]:
    """Yield what was told of a debt: about the employer, and his workshop where it is known."""
    workshop = debt.value.workshop if isinstance(debt, Attested) else locator
    about = subjects_of(employer, workshop)
    if debt is None:
        yield from told_of(candidates, about, NOTHING)
    else:
        yield from told_of(debt, about, fields)


def subjects_of(party: Party, locator: WorkshopLocator) -> tuple[str, ...]:
    """Return whom a question about an employer's workshop is about; an address names nobody."""
    workshop = (workshop_subject(locator),) if isinstance(locator, WorkshopRef) else ()
    return (party_subject(party), *workshop)


def party_subject(party: Party) -> str:
    """Return a party as the register names it."""
    match party:
        case NaturalParty():
            return person_subject(party.national_id)
        case LegalParty():
            return firm_subject(party.legal_id)
