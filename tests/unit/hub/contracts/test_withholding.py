"""Where the money of a contract stands, and what its own words say against each other."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hub.contracts.contradictions import WORDS, Contradiction, contradictions
from hub.contracts.join import join
from hub.contracts.precedence import shipped_precedence
from hub.contracts.withholding import share_of, total_of, withholding_of
from schemas.canonical.contract import JoinedContract
from schemas.canonical.contract_parts import (
    Amendment,
    Payment,
    ProgressStatement,
    SubContractLink,
    WithheldRelease,
    in_order,
)
from schemas.canonical.money import Rials
from tests.unit.hub.contracts.made import BUDGET, OWN, TAX, said
from tests.unit.hub.contracts.made_parts import LATER, LATERS, SUB_FIRM, payments

DAY = date(2026, 6, 1)


def joined(**changes: Any) -> JoinedContract:
    """Return the contract of these tests as its assigner alone tells it."""
    return join("o-1", [said(OWN, **changes)], shipped_precedence())


def test_the_example_comes_out() -> None:
    """Who clears a contract would see other sums than the papers have."""
    money = withholding_of(joined(**LATER))
    assert (money.total, money.gross, money.paid) == (12_500_000_000, 4_000_000_000, 4_000_000_000)
    assert (money.due, money.withheld, money.short, money.unsaid) == (200_000_000,) * 2 + (0, 0)
    assert (money.released, money.held) == (120_000_000, 80_000_000)
    assert (money.last, money.last_is_enough) == (LATER["payments"][1], True)


def test_of_a_bare_contract_nothing_is_held() -> None:
    """A contract of which only the amount is known would look paid, or short."""
    money = withholding_of(joined())
    assert (money.total, money.gross, money.last_is_enough) == (12_000_000_000, None, None)
    assert (money.paid, money.due, money.withheld, money.held, money.last) == (0, 0, 0, 0, None)


@given(LATERS)
def test_the_parts_add_up(later: dict[str, Any]) -> None:
    """A rial would be withheld twice, or be lost between two sums."""
    money = withholding_of(joined(**later))
    assert money.held >= 0
    assert money.held == max(0, money.withheld - money.released)
    assert money.due == sum(one.due for one in money.payments)
    assert money.due <= money.withheld + money.short + money.unsaid
    assert money.short + money.unsaid <= money.due
    assert money.withheld <= money.paid
    for one in money.payments:
        assert one.due * 20 <= one.payment.gross < (one.due + 1) * 20
        assert (one.short is None) == (one.payment.withheld is None)


@given(LATERS, payments())
def test_a_further_payment_takes_nothing_away(later: dict[str, Any], more: Payment) -> None:
    """What was withheld would become less by paying more."""
    numbers = {one.number for one in later["payments"] or ()}
    assume(more.number not in numbers)
    before = withholding_of(joined(**later))
    later["payments"] = in_order((*(later["payments"] or ()), more))
    after = withholding_of(joined(**later))
    for name in ("paid", "due", "withheld", "short", "unsaid", "held"):
        assert getattr(after, name) >= getattr(before, name)
    assert (after.total, after.gross, after.last) == (before.total, before.gross, before.last)


@given(LATERS, st.integers(1, 10**10))
def test_a_further_release_only_lets_go(later: dict[str, Any], amount: int) -> None:
    """Paying withheld money out would make more of it."""
    before = withholding_of(joined(**later))
    one = WithheldRelease("9", DAY, Rials(amount))
    later["releases"] = in_order((*(later["releases"] or ()), one))
    after = withholding_of(joined(**later))
    assert after.held == max(0, before.withheld - before.released - amount)
    assert after.released == before.released + amount


@given(st.integers(0, 10**15), st.integers(0, 10**6))
def test_the_share_is_monotone(amount: int, more: int) -> None:
    """A larger payment would have less kept of it."""
    assert share_of(Rials(amount)) <= share_of(Rials(amount + more))


@pytest.mark.parametrize(
    ("withheld", "short", "unsaid"),
    [(50, 0, 0), (49, 1, 0), (0, 50, 0), (60, 0, 0), (None, 0, 50)],
)
def test_what_is_kept_is_held_against_five_hundredths(
    withheld: int | None, short: int, unsaid: int
) -> None:
    """Silence would be taken for a breach, or a breach for silence."""
    kept = None if withheld is None else Rials(withheld)
    money = withholding_of(joined(payments=(Payment("1", DAY, Rials(1000), kept),)))
    assert (money.due, money.short, money.unsaid) == (50, short, unsaid)


def test_too_much_of_one_makes_up_for_no_other() -> None:
    """An assigner who kept nothing of the last payment would look as if he had kept enough."""
    both = (Payment("1", DAY, Rials(1000), Rials(100)), Payment("2", DAY, Rials(1000), Rials(0)))
    assert withholding_of(joined(payments=both)).short == 50


@pytest.mark.parametrize(("gross", "enough"), [(599_999_999, False), (600_000_000, True)])
def test_the_last_instalment_is_held_against_the_whole(gross: int, enough: bool) -> None:
    """A last instalment of one rial would secure nothing."""
    last = (Payment("1", DAY, Rials(gross), last=True),)
    assert withholding_of(joined(payments=last)).last_is_enough is enough


def test_amendments_are_added_to_the_amount_of_who_tells_them() -> None:
    """An amount that has the amendment in it already would be amended once more."""
    change = (Amendment("1", DAY, 500),)
    told = [
        said(TAX, amount=Rials(1500)),
        said(OWN, source_id="7", amount=Rials(1000), amendments=change),
    ]
    contract = join("o-1", told, shipped_precedence())
    assert contract.fields["amount"].value == 1500
    assert total_of(contract) == 1500
    alike = [said(BUDGET, amount=Rials(1000)), said(OWN, amount=Rials(1000), amendments=change)]
    assert total_of(join("o-1", alike, shipped_precedence())) == 1500


STATEMENTS = LATER["statements"]
EARLY = SubContractLink("S", SUB_FIRM, Rials(1), date(2026, 4, 3))
TOLD: list[tuple[dict[str, Any], tuple[Contradiction, ...]]] = [
    ({}, ()),
    (LATER, ()),
    (
        {"payments": (Payment("1", DAY, Rials(12_000_000_001)),)},
        (Contradiction.PAID_ABOVE_TOTAL,),
    ),
    ({"payments": (Payment("1", DAY, Rials(12_000_000_000)),)}, ()),
    (LATER | {"statements": STATEMENTS[:1]}, (Contradiction.PAID_ABOVE_WORK,)),
    (
        {"statements": (replace(STATEMENTS[0], gross=Rials(12_000_000_001)),)},
        (Contradiction.WORK_ABOVE_TOTAL,),
    ),
    (
        {"statements": (STATEMENTS[0], replace(STATEMENTS[1], gross=Rials(1), materials=None))},
        (Contradiction.WORK_FALLS,),
    ),
    (
        {"statements": (ProgressStatement("1", date(2026, 4, 3), DAY, Rials(1)),)},
        (Contradiction.WORK_BEFORE_SIGNING,),
    ),
    (
        LATER | {"releases": (WithheldRelease("1", DAY, Rials(200_000_001)),)},
        (Contradiction.RELEASED_ABOVE_WITHHELD,),
    ),
    ({"materials": Rials(12_000_000_001)}, (Contradiction.MATERIALS_ABOVE_TOTAL,)),
    (
        {"subcontracts": (replace(EARLY, amount=Rials(12_000_000_001), signed_on=DAY),)},
        (Contradiction.SUBCONTRACTS_ABOVE_TOTAL,),
    ),
    ({"subcontracts": (EARLY,)}, (Contradiction.SUBCONTRACT_BEFORE_SIGNING,)),
    (
        {
            "payments": (
                Payment("1", DAY, Rials(1), last=True),
                Payment("2", date(2026, 6, 2), Rials(1)),
            )
        },
        (Contradiction.PAID_AFTER_LAST,),
    ),
]


@pytest.mark.parametrize(("later", "wanted"), TOLD, ids=range(len(TOLD)))
def test_what_does_not_go_together_is_told(
    later: dict[str, Any], wanted: tuple[Contradiction, ...]
) -> None:
    """Who clears a contract would not know that more was paid than agreed."""
    assert contradictions(joined(**later)) == wanted


def test_silence_contradicts_nothing() -> None:
    """Released money would look stolen where nobody said what had been withheld."""
    unsaid = (Payment("1", DAY, Rials(1000)),)
    one = WithheldRelease("1", DAY, Rials(50))
    assert contradictions(joined(payments=unsaid, releases=(one,))) == ()


def test_every_contradiction_has_its_words() -> None:
    """An operator would read a code."""
    assert WORDS.keys() == set(Contradiction)
    assert len({words for both in WORDS.values() for words in both}) == 2 * len(Contradiction)
