"""What every installation of the debt ledger must answer."""

from typing import Final

from adapters.base.ports import Attested, DebtLedger
from adapters.base.probe import Probe, Subjects, expect
from schemas.canonical.identifiers import parse_branch_code, parse_postal_code, parse_workshop_id
from schemas.canonical.workshop import DebtPosition, RegisteredWorkshop, WorkshopRef

SUBJECTS: Final[Subjects] = {
    "workshop_id": "9900001001",
    "branch": "0210",
    "postal_code": "1351343501",
}
"""A workshop by ``workshop_id`` and ``branch``, and the ``postal_code`` at which it stands."""


async def _debt(gateway: DebtLedger, subjects: Subjects) -> Attested[DebtPosition]:
    """Ask what the workshop owes."""
    workshop = _workshop(subjects)
    found = await gateway.debt_of(workshop)
    expect(found.value.workshop == workshop, "the workshop that was asked for")
    return found


async def _address(
    gateway: DebtLedger, subjects: Subjects
) -> Attested[tuple[RegisteredWorkshop, ...]]:
    """Ask who stands at the workshop's postal code."""
    found = await gateway.workshops_at(parse_postal_code(subjects["postal_code"]))
    listed = {one.workshop for one in found.value}
    expect(_workshop(subjects) in listed, "the workshop at its postal code")
    return found


def _workshop(subjects: Subjects) -> WorkshopRef:
    """Return the workshop among the subjects."""
    workshop_id = parse_workshop_id(subjects["workshop_id"])
    return WorkshopRef(workshop_id, parse_branch_code(subjects["branch"]))


PROBES: Final = (
    Probe("debt", "بدهی یک کارگاه", _debt),
    Probe("address", "کارگاه‌های یک کد پستی", _address),
)
