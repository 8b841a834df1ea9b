"""What clearances are once one of them was suspended, reinstated, revoked or replaced; pure."""

from dataclasses import replace
from typing import Final

from hub.usecases.article38.file.clearance_acts import (
    Changed,
    ClearanceReinstated,
    ClearanceReplaced,
    ClearanceRevoked,
    ClearanceSuspended,
)
from hub.usecases.article38.file.contents import Clearance
from schemas.canonical.certificate import CertificateNumber
from schemas.canonical.status import State, Status

_BRINGS: Final[dict[type[Changed], State]] = {
    ClearanceSuspended: State.SUSPENDED,
    ClearanceReinstated: State.ISSUED,
    ClearanceReplaced: State.ISSUED,
    ClearanceRevoked: State.REVOKED,
}
"""By act: what the clearance is from then on."""


def changed(clearances: tuple[Clearance, ...], act: Changed) -> tuple[Clearance, ...]:
    """Return clearances after an act on the one of its number."""
    return tuple(_changed(one, act) if act.number in one.numbers else one for one in clearances)


def change_of(
    clearance: Clearance, number: CertificateNumber, status: Status, *, anew: bool
) -> Changed | None:
    """Return what follows for a clearance from the status of its certificate ``number``.

    None where the file says so already, and for a number that the clearance no longer has. Where
    the certificate is superseded, ``anew`` says that it is by the same one issued anew; by another
    it is void. An expired one was a clearance in its time.
    """
    if number != clearance.number or status.reason is None:
        return None
    of = (number, status.reason, status.since)
    if status.state is State.SUPERSEDED and anew and status.superseded_by is not None:
        return ClearanceReplaced(number, status.superseded_by, status.reason, status.since)
    brings = State.REVOKED if status.state is State.SUPERSEDED else status.state
    if brings is clearance.state or clearance.state is State.REVOKED:
        return None
    if brings is State.SUSPENDED:
        return ClearanceSuspended(*of)
    return ClearanceRevoked(*of) if brings is State.REVOKED else ClearanceReinstated(*of)


def _changed(clearance: Clearance, act: Changed) -> Clearance:
    found = replace(clearance, state=_BRINGS[type(act)], reason=act.reason, since=act.since)
    if not isinstance(act, ClearanceReplaced):
        return found
    return replace(found, number=act.by, earlier=(*clearance.earlier, act.number))
