"""Contracts of every kind, all told: each fact may be anything that it can be."""

from dataclasses import fields
from enum import EnumType
from fractions import Fraction
from typing import Any, get_args, get_type_hints

from hypothesis import strategies as st

from schemas.canonical.assessment import (
    Books,
    Contract,
    Contractor,
    Facts,
    Form,
    Lists,
    ListTotals,
    SubContract,
    Work,
)
from schemas.canonical.money import Rials

GROSS = 9_000_000
_AMOUNTS = [0, 1, 900_000, 1_223_999, 1_224_000, 4_499_999, 4_500_000, 4_500_001, GROSS]
_SHARES = [Fraction(0), Fraction(3, 5), Fraction(7, 10), Fraction(4, 5), Fraction(9, 10)]


def _values(hint: Any) -> st.SearchStrategy[Any]:
    """Return what a declared fact can be once it is told."""
    (kind,) = [one for one in get_args(hint) or (hint,) if one is not type(None)]
    if isinstance(kind, EnumType):
        return st.sampled_from(list(kind))  # type: ignore[call-overload]  # members of the enumeration
    if kind is bool:
        return st.booleans()
    return st.sampled_from(_SHARES if kind is Fraction else _AMOUNTS)


def _told(model: type, **own: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(model)
    known = {one.name: _values(hints[one.name]) for one in fields(model) if one.name not in own}
    return st.builds(model, **known, **own)


WORK = _told(
    Work,
    code=st.just("a"),
    gross=st.just(GROSS),
    initial_gross=st.sampled_from([GROSS, 8_000_000, 8_181_819]),
)
LISTS = st.builds(
    ListTotals,
    st.just(1),
    st.sampled_from([Rials(0), Rials(700_000), Rials(7_000_000)]),
    st.integers(0, 2_000_000).map(Rials),
    st.integers(0, 200_000).map(Rials),
) | st.just(ListTotals(0, Rials(0), Rials(0), Rials(0)))
SUBCONTRACTS = st.lists(
    st.builds(
        SubContract,
        part=st.just("a"),
        form=st.sampled_from(Form),
        turnover=st.integers(0, 2_000_000).map(Rials),
        paid=st.integers(0, 500_000).map(Rials),
        matches=st.booleans(),
        confirmed=st.booleans(),
        cleared=st.booleans(),
    ),
    max_size=3,
).map(tuple)
CONTRACTS: st.SearchStrategy[Facts] = st.builds(
    Facts,
    contract=_told(Contract),
    contractor=_told(Contractor),
    work=WORK.map(lambda one: (one,)),
    books=_told(Books),
    lists=st.builds(
        Lists, within=LISTS, outside=LISTS, subcontractors=LISTS, central=st.booleans()
    ),
    subcontracts=SUBCONTRACTS,
)
