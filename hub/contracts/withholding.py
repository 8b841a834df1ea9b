"""What was withheld of a contract's payments, and what should have been; pure.

Social Security Act, Article 38: the assigner pays five hundredths of the whole only against the
SSO's clearance; in practice they are kept of each payment, and the last instalment is no less than
five hundredths of the whole.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final, cast

from hub.contracts.keys import stated_of
from schemas.canonical.contract import JoinedContract
from schemas.canonical.contract_parts import Amendment, Payment, ProgressStatement, WithheldRelease
from schemas.canonical.money import Rials

SHARE: Final = Fraction(5, 100)
"""The part that waits for the clearance (Article 38)."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A payment, what should be kept of it, and by how much less was; ``short`` None if unsaid."""

    payment: Payment
    due: Rials
    short: Rials | None


@dataclass(frozen=True, slots=True)
class Withholding:
    """Where the money of a contract stands, in rials.

    ``total`` is the amount with its amendments, None where nobody states one; ``gross`` the
    turnover that was approved, None without a statement. ``paid``, ``due``, ``withheld`` and
    ``short`` are sums over ``payments``: a payment of which too much was kept makes up for no
    other, and one of which it is not said what was kept is neither short nor withheld from, but
    counted in ``unsaid`` with what was due. ``held`` is what is withheld and not released, never
    less than nothing. ``last`` is the last instalment once it is paid, ``last_is_enough`` whether
    it is five hundredths of ``total``, None where that cannot be told.
    """

    total: Rials | None
    gross: Rials | None
    payments: tuple[Kept, ...]
    paid: Rials
    due: Rials
    withheld: Rials
    short: Rials
    unsaid: Rials
    released: Rials
    held: Rials
    last: Payment | None
    last_is_enough: bool | None


def withholding_of(contract: JoinedContract) -> Withholding:
    """Return where the money of a contract stands by what counts of what registers say."""
    payments = cast("tuple[Payment, ...]", counted(contract, "payments"))
    releases = cast("tuple[WithheldRelease, ...]", counted(contract, "releases"))
    kept = tuple(map(_kept, payments))
    withheld = sum(one.withheld or 0 for one in payments)
    released = sum(one.amount for one in releases)
    total = total_of(contract)
    last = next((one for one in payments if one.last), None)
    return Withholding(
        total=total,
        gross=_gross(contract),
        payments=kept,
        paid=Rials(sum(one.gross for one in payments)),
        due=Rials(sum(one.due for one in kept)),
        withheld=Rials(withheld),
        short=Rials(sum(one.short or 0 for one in kept)),
        unsaid=Rials(sum(one.due for one in kept if one.short is None)),
        released=Rials(released),
        held=Rials(max(0, withheld - released)),
        last=last,
        last_is_enough=None if last is None or total is None else last.gross >= share_of(total),
    )


def share_of(amount: Rials) -> Rials:
    """Return five hundredths of an amount; nobody can withhold a part of a rial."""
    return Rials(int(amount * SHARE))


def total_of(contract: JoinedContract) -> Rials | None:
    """Return the amount of a contract with its amendments, None where nobody states one.

    Amendments are added to the amount of the register that states them: another register's may be
    the amended one.
    """
    stated = stated_of(contract, "amount")
    if not stated:
        return None
    amended = contract.fields.get("amendments")
    if amended is None:
        return cast("Rials", stated[0].value)
    own = (amended.source, amended.source_id)
    first = next((one for one in stated if (one.source, one.source_id) == own), stated[0])
    changes = sum(one.amount_change for one in cast("tuple[Amendment, ...]", amended.value))
    return Rials(max(0, cast("Rials", first.value) + changes))


def counted(contract: JoinedContract, name: str) -> tuple[object, ...]:
    """Return the list of a contract that counts; empty where nobody states one."""
    found = contract.fields.get(name)
    return () if found is None else cast("tuple[object, ...]", found.value)


def _gross(contract: JoinedContract) -> Rials | None:
    """Return the turnover of the last statement: each has all that was before it."""
    statements = cast("tuple[ProgressStatement, ...]", counted(contract, "statements"))
    return statements[-1].gross if statements else None


def _kept(payment: Payment) -> Kept:
    """Return a payment beside what Article 38 wants of it."""
    due = share_of(payment.gross)
    if payment.withheld is None:
        return Kept(payment, due, None)
    return Kept(payment, due, Rials(max(0, due - payment.withheld)))
