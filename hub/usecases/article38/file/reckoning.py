"""What filed bases come to: the coefficient at the beginning, what is owed later."""

from contextlib import suppress

from hub.usecases.article38.assessment import calculate, fix
from hub.usecases.article38.errors import FactsContradict, LeftOpen, NoRow, OtherVersion
from hub.usecases.article38.file.acts import (
    BasesFiled,
    CoefficientFixed,
    FiscalPeriod,
    PremiumCalculated,
    Stage,
)
from hub.usecases.article38.file.contents import File
from hub.usecases.article38.file.ground import Ground
from hub.usecases.article38.file.refusals import ActRefused

UNDERTAKING = "give-undertaking"
"""The obligation, by its code in the table, that a clearance on an undertaking comes with."""
SETTLING = "settle-debts"
"""The obligation to pay established debts of all workshops first."""


def reckoned(file: File, bases: BasesFiled, ground: Ground) -> CoefficientFixed | PremiumCalculated:
    """Return what bases come to, as the hub's own act.

    Raises a subclass of `AssessmentRefused`, `OtherVersion` among them where the table that the
    coefficient was fixed by is not kept, and `ActRefused` (``stage``, ``periods-missing``).
    Of a contract that goes on there are interim bases alone: what its books list beyond the gross
    is found at the end.
    """
    fixed = file.fixed
    if bases.stage is Stage.INITIAL or fixed is None:
        if bases.stage is not Stage.INITIAL or fixed is not None:
            raise ActRefused("stage", field="stage")
        told, estimate = fix(bases.facts, ground.current, ground.today)
        return CoefficientFixed(told, estimate.obligations)
    if bases.stage is Stage.FINAL and bases.facts.books.continuing:
        raise FactsContradict("goes on, and the bases are final", field="books.continuing")
    table = ground.tables.get(fixed.version)
    if table is None:
        raise OtherVersion("the table that it was fixed under is not kept", field="version")
    found, moved = calculate(fixed, bases.facts, table)
    codes = tuple(one.code for one in found.obligations)
    undertake = _undertake(bases, codes)
    return PremiumCalculated(bases.stage, bases.until, found.total, moved, codes, undertake)


def check_bases(file: File, bases: BasesFiled, ground: Ground) -> None:
    """Raise for bases that an officer could not confirm, so that who files them hears it at once.

    What only an officer can decide (`LeftOpen`, `NoRow`) is left to him. No sheet goes out while
    bases wait, so what is enough now is enough when he confirms them.
    """
    with suppress(LeftOpen, NoRow):
        _check_enough(file, reckoned(file, bases, ground))


def _check_enough(file: File, found: CoefficientFixed | PremiumCalculated) -> None:
    """Raise `ActRefused` for less than was cleared, or than the payment sheets ask for."""
    if isinstance(found, CoefficientFixed):
        return
    if found.due.total < file.cleared:
        raise ActRefused("below-cleared", field="facts")
    if found.due.total < file.asked:
        raise ActRefused("below-sheets", field="facts")


def _undertake(bases: BasesFiled, codes: tuple[str, ...]) -> tuple[FiscalPeriod, ...]:
    """Return the fiscal periods to undertake for: the uninspected ones, where it is asked for."""
    if UNDERTAKING not in codes:
        return ()
    if not bases.uninspected:
        raise ActRefused("periods-missing", field="uninspected")
    return bases.uninspected
