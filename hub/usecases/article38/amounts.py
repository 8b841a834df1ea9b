"""The exact amounts of the slices of one part of the work."""

from fractions import Fraction

from hub.usecases.article38.decide import Verdict
from hub.usecases.article38.errors import FactMissing, FactsContradict
from hub.usecases.article38.model import Slice
from hub.usecases.article38.table_slices import REST


def sliced(verdict: Verdict) -> list[Fraction | int]:
    """Return the amount in rials of every slice of the verdict's row, in their order.

    Those that are no addition make up the gross together. Raises `FactMissing` for an amount that
    nobody gave and `FactsContradict` where they come to more or less than the gross.
    """
    slices, gross = verdict.row.slices, verdict.work.gross
    named = [None if one.of == REST else _amount(one, verdict) for one in slices]
    inside = sum(
        amount
        for one, amount in zip(slices, named, strict=True)
        if amount is not None and not one.added
    )
    left = gross - inside
    if left < 0 or (left and None not in named):
        fields = ", ".join(sorted({one.of for one in slices if one.of != REST}))
        rule = "more than" if left < 0 else "less than"
        raise FactsContradict(f"{rule} the gross (part {verdict.work.code})", field=fields)
    return [left if amount is None else amount for amount in named]


def _amount(one: Slice, verdict: Verdict) -> Fraction | int:
    """Return the amount of a slice that names a fact."""
    base = verdict.known[one.of]
    if base is None:
        raise FactMissing(verdict.work.code, verdict.known.absent(one.of), [verdict.row.code])
    amount: Fraction | int = base if one.share == 1 else base * one.share
    return amount if one.at_most is None else min(amount, one.at_most * verdict.work.gross)
