"""What follows when an act is told: the act itself, and what the hub does because of it."""

from hub.usecases.article38.file.acts import (
    Act,
    BasesConfirmed,
    ClearanceIssued,
    Told,
)
from hub.usecases.article38.file.checks import CHECKS, check_days
from hub.usecases.article38.file.clearance_acts import ClearanceNotified
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.ground import Ground
from hub.usecases.article38.file.moves import check_order
from hub.usecases.article38.file.reckoning import reckoned
from hub.usecases.article38.file.refusals import ActRefused


def follow(file: File | None, told: Told, ground: Ground) -> tuple[Act, ...]:
    """Return all acts that follow: the one that is told, then the hub's own.

    Confirmed bases fix the coefficient by the table in force, once; later ones are calculated by
    the table that it was fixed by. Raises `ActRefused`, and a subclass of `AssessmentRefused` for
    bases that cannot be reckoned; then nothing has happened.
    """
    check_order(file, told)
    check_days(file, told, ground)
    CHECKS[type(told)](file, told, ground)
    if isinstance(told, BasesConfirmed) and file is not None and file.bases is not None:
        return told, reckoned(file, file.bases, ground)
    return (told,)


def cleared(file: File, issued: ClearanceIssued) -> tuple[Act, ...]:
    """Return the act of a clearance that was issued; none where the file has it already.

    Raises `ActRefused` where nothing was calculated, or is cleared under another number.
    """
    if file.clearance_of(issued.number) is not None:
        return ()
    check_order(file, issued)
    return (issued,)


def notified(file: File, told: ClearanceNotified) -> tuple[Act, ...]:
    """Return the act of a party that was told of a clearance; none where it was told before.

    Raises `ActRefused` (``no-clearance``) for a number that the file does not have.
    """
    issued = file.clearance_of(told.number)
    if issued is None:
        raise ActRefused("no-clearance", field="number")
    return () if told.party in issued.told else (told,)
