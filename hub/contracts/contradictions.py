"""What a contract's own words say against each other: told, and refused nowhere; pure.

Money is paid beyond what was agreed, work begins before the signature, a sub-contractor is bound
before his contractor. Each may be a slip of a register or true, and neither the hub nor a register
can tell which; who clears the contract has to know.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, cast

from hub.contracts.withholding import Withholding, counted, withholding_of
from schemas.canonical.contract import JoinedContract
from schemas.canonical.contract_parts import Payment, ProgressStatement, SubContractLink


class Contradiction(StrEnum):
    """Two things that are said of a contract and do not go together."""

    PAID_ABOVE_TOTAL = "paid-above-total"
    PAID_ABOVE_WORK = "paid-above-work"
    PAID_AFTER_LAST = "paid-after-last"
    WORK_ABOVE_TOTAL = "work-above-total"
    WORK_FALLS = "work-falls"
    WORK_BEFORE_SIGNING = "work-before-signing"
    RELEASED_ABOVE_WITHHELD = "released-above-withheld"
    MATERIALS_ABOVE_TOTAL = "materials-above-total"
    SUBCONTRACTS_ABOVE_TOTAL = "subcontracts-above-total"
    SUBCONTRACT_BEFORE_SIGNING = "subcontract-before-signing"


WORDS: Final = MappingProxyType(
    {
        Contradiction.PAID_ABOVE_TOTAL: (
            "more is paid than the contract and its amendments come to",
            "بیش از مبلغ پیمان و الحاقیه‌های آن پرداخت شده است",
        ),
        Contradiction.PAID_ABOVE_WORK: (
            "more is paid than the statements come to",
            "بیش از کارکرد صورت‌وضعیت‌ها پرداخت شده است",
        ),
        Contradiction.PAID_AFTER_LAST: (
            "something is paid after the last instalment",
            "پس از آخرین قسط نیز پرداختی هست",
        ),
        Contradiction.WORK_ABOVE_TOTAL: (
            "the statements come to more than the contract and its amendments",
            "کارکرد صورت‌وضعیت‌ها از مبلغ پیمان و الحاقیه‌ها بیشتر است",
        ),
        Contradiction.WORK_FALLS: (
            "a later statement comes to less than an earlier one",
            "کارکرد تجمعی صورت‌وضعیتی از صورت‌وضعیت پیش از آن کمتر است",
        ),
        Contradiction.WORK_BEFORE_SIGNING: (
            "work was done before the contract was signed",
            "کاری پیش از انعقاد پیمان انجام شده است",
        ),
        Contradiction.RELEASED_ABOVE_WITHHELD: (
            "more is released than was withheld",
            "بیش از سپردهٔ بیمه آزاد شده است",
        ),
        Contradiction.MATERIALS_ABOVE_TOTAL: (
            "the materials come to more than the contract and its amendments",
            "بهای مصالح از مبلغ پیمان و الحاقیه‌ها بیشتر است",
        ),
        Contradiction.SUBCONTRACTS_ABOVE_TOTAL: (
            "the sub-contracts come to more than the contract and its amendments",
            "جمع پیمان‌های دست دوم از مبلغ پیمان و الحاقیه‌ها بیشتر است",
        ),
        Contradiction.SUBCONTRACT_BEFORE_SIGNING: (
            "a sub-contract was signed before the contract",
            "پیمان دست دومی پیش از خود پیمان منعقد شده است",
        ),
    }
)
"""Each in English and in Persian; no value of the contract is in them."""


def contradictions(contract: JoinedContract) -> tuple[Contradiction, ...]:
    """Return what is said of a contract and does not go together, in the order of the list.

    Held beside each other is what counts of each field, whichever register says it.
    """
    found = {*_money(contract, withholding_of(contract)), *_days(contract)}
    return tuple(one for one in Contradiction if one in found)


def _money(contract: JoinedContract, money: Withholding) -> Iterator[Contradiction]:
    """Yield the contradictions of amounts."""
    subcontracts = cast("tuple[SubContractLink, ...]", counted(contract, "subcontracts"))
    beside = (
        (money.paid, money.total, Contradiction.PAID_ABOVE_TOTAL),
        (money.paid, money.gross, Contradiction.PAID_ABOVE_WORK),
        (money.gross, money.total, Contradiction.WORK_ABOVE_TOTAL),
        (_value(contract, "materials"), money.total, Contradiction.MATERIALS_ABOVE_TOTAL),
        (
            sum(one.amount for one in subcontracts),
            money.total,
            Contradiction.SUBCONTRACTS_ABOVE_TOTAL,
        ),
    )
    for part, whole, what in beside:
        if part is not None and whole is not None and part > whole:
            yield what
    if not money.unsaid and money.released > money.withheld:
        yield Contradiction.RELEASED_ABOVE_WITHHELD


def _days(contract: JoinedContract) -> Iterator[Contradiction]:
    """Yield the contradictions of days and of what comes after what."""
    signed_on: date = _value(contract, "signed_on") or date.min
    statements = cast("tuple[ProgressStatement, ...]", counted(contract, "statements"))
    subcontracts = cast("tuple[SubContractLink, ...]", counted(contract, "subcontracts"))
    payments = cast("tuple[Payment, ...]", counted(contract, "payments"))
    if any(one.gross > after.gross for one, after in pairwise(statements)):
        yield Contradiction.WORK_FALLS
    if any(one.starts_on < signed_on for one in statements):
        yield Contradiction.WORK_BEFORE_SIGNING
    if any(one.signed_on < signed_on for one in subcontracts):
        yield Contradiction.SUBCONTRACT_BEFORE_SIGNING
    last = next((one.paid_on for one in payments if one.last), date.max)
    if any(one.paid_on > last for one in payments):
        yield Contradiction.PAID_AFTER_LAST


def _value(contract: JoinedContract, name: str) -> Any:
    """Return the value of a field that counts, None where nobody states one."""
    found = contract.fields.get(name)
    return None if found is None else found.value
