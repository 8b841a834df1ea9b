"""Why a contract is taken for the one meant, in words that an operator can act on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.contracts.explain import in_english, in_persian
from hub.contracts.join import join
from hub.contracts.precedence import shipped_precedence
from hub.contracts.resolve import Ambiguous, resolve
from hub.contracts.scale import shipped_scale
from schemas.canonical.contract import JoinedContract, Statement
from tests.unit.hub.contracts.made import (
    BUDGET,
    ELSE,
    TAX,
    said,
    statements,
)

SCALE = shipped_scale()


def one(ocid: str, *told: Statement) -> JoinedContract:
    return join(ocid, told, shipped_precedence())


@given(st.lists(statements(), min_size=1, max_size=4), statements())
def test_it_is_told_in_both_tongues_without_a_value(
    told: list[Statement], asked: Statement
) -> None:
    """An operator's page or a log would show who is party to the contract."""
    answer = resolve(asked, [one(f"o{n}", x) for n, x in enumerate(told)], SCALE)
    for lines in (in_english(answer, SCALE), in_persian(answer, SCALE)):
        assert len(lines) == 1 + (len(answer.candidates) if isinstance(answer, Ambiguous) else 0)
        assert asked.contract.assigner not in " ".join(lines)
        assert asked.contract.contractor not in " ".join(lines)


@pytest.mark.parametrize(
    ("told", "english", "persian"),
    [
        (said(TAX, source_id="5"), "o1, by the register's own id", "o1، بر پایهٔ شناسهٔ خود دستگاه"),
        (
            said(BUDGET),
            "o1, by 100 points of 100, 90 being enough",
            "o1، بر پایهٔ ۱۰۰ امتیاز از ۱۰۰",
        ),
        (said(BUDGET, **ELSE), "a new contract", "پیمان تازه"),
        (said(BUDGET, number="12/1405"), "an operator decides between 1 and a new", "میان ۱ پیمان"),
    ],
    ids=["own", "score", "new", "ambiguous"],
)
def test_an_operator_reads_why(told: Statement, english: str, persian: str) -> None:
    """An operator would have to take the machine's word for it."""
    answer = resolve(told, [one("o1", said(TAX, source_id="5"))], SCALE)
    assert english in in_english(answer, SCALE)[0]
    assert persian in in_persian(answer, SCALE)[0]


def test_a_candidate_tells_its_keys_and_its_fields() -> None:
    """An operator would see a number of points and nothing to decide by."""
    known = [one("o1", said(BUDGET, source_id="B", budget_code="B", crn="6"))]
    answer = resolve(said(TAX, source_id="5", crn="5", budget_code="B"), known, SCALE)
    assert in_english(answer, SCALE)[1] == (
        "o1: another key contradicts it; budget code: the same; tax registration (crn): different; "
        "100 points of 100, 90 being enough (number the same, assigner the same, contractor the "
        "same, day of signing the same, first day the same, last day the same)"
    )
    assert (
        "کلید دیگری با آن نمی‌خواند؛ کد سازمان برنامه و بودجه: یکی" in in_persian(answer, SCALE)[1]
    )
