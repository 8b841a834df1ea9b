"""What a contract says of its later life, and drawn lists of it, for the tests of this room."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from schemas.canonical.contract_parts import (
    Amendment,
    Payment,
    ProgressStatement,
    SubContractLink,
    WithheldRelease,
    in_order,
)
from schemas.canonical.identifiers import BranchCode, ContractRow, LegalId, NationalId
from schemas.canonical.money import Rials
from schemas.canonical.subject import Subject
from simulators.kit import identifiers as ids

SIGNED, TODAY = date(2026, 4, 4), date(2026, 11, 22)
SUB_FIRM = LegalId(ids.legal_id(5))
SUB_PERSON = NationalId(ids.national_id(98 * 999_999 + 9))
LATER: dict[str, Any] = {
    "kind": Subject.WORKS,
    "materials": Rials(3_000_000_000),
    "amendments": (
        Amendment("1", date(2026, 7, 1), 900_000_000, date(2027, 6, 9), "افزایش مقادیر"),
        Amendment("2", date(2026, 9, 1), -400_000_000),
    ),
    "statements": (
        ProgressStatement("1", date(2026, 4, 10), date(2026, 5, 31), Rials(1_000_000_000)),
        ProgressStatement(
            "2", date(2026, 6, 1), date(2026, 7, 31), Rials(4_000_000_000), Rials(900_000_000)
        ),
    ),
    "payments": (
        Payment("P-1", date(2026, 6, 10), Rials(1_000_000_000), Rials(50_000_000)),
        Payment("P-2", date(2026, 8, 10), Rials(3_000_000_000), Rials(150_000_000), last=True),
    ),
    "releases": (WithheldRelease("1405-900001", date(2026, 10, 1), Rials(120_000_000)),),
    "subcontracts": (
        SubContractLink(
            "S-1",
            SUB_FIRM,
            Rials(700_000_000),
            date(2026, 5, 1),
            Subject.SERVICES,
            ContractRow("00100002"),
            BranchCode("0010"),
        ),
        SubContractLink("S-2", SUB_PERSON, Rials(90_000_000), date(2026, 6, 1)),
    ),
}
"""What a contract says of its later life, sound beside the contract of these tests."""

_NUMBERS = st.sampled_from(("1", "2", "3", "الف/4", "P-5"))
_DAYS = st.integers(0, (TODAY - SIGNED).days).map(lambda days: SIGNED + timedelta(days=days))
_AMOUNTS = st.sampled_from((1, 19, 20, 21)) | st.integers(1, 10**12)


def _by_number(one: Any) -> Any:
    return one.number


def _by_place(one: Any) -> Any:
    return one.place


@st.composite
def _amendments(draw: st.DrawFn) -> Amendment:
    change = draw(st.integers(-1, 10**9))
    ends_on = draw(st.none() | st.dates(date(2026, 5, 1), date(2030, 1, 1)))
    subject = draw(st.none() | st.just("تمدید"))
    return Amendment(draw(_NUMBERS), draw(_DAYS), change, ends_on, subject)


@st.composite
def _statements(draw: st.DrawFn) -> ProgressStatement:
    starts_on, ends_on = sorted((draw(_DAYS), draw(_DAYS)))
    gross = draw(_AMOUNTS)
    materials = draw(st.none() | st.integers(0, gross).map(Rials))
    return ProgressStatement(draw(_NUMBERS), starts_on, ends_on, Rials(gross), materials)


@st.composite
def payments(draw: st.DrawFn) -> Payment:
    """Draw a payment that is not the last one."""
    gross = draw(_AMOUNTS)
    withheld = draw(st.none() | st.just(Rials(gross // 20)) | st.integers(0, gross).map(Rials))
    return Payment(draw(_NUMBERS), draw(_DAYS), Rials(gross), withheld)


@st.composite
def _releases(draw: st.DrawFn) -> WithheldRelease:
    return WithheldRelease(draw(_NUMBERS), draw(_DAYS), Rials(draw(_AMOUNTS)))


@st.composite
def _subcontracts(draw: st.DrawFn) -> SubContractLink:
    row = draw(st.none() | st.just(ContractRow("00100002")))
    return SubContractLink(
        draw(_NUMBERS),
        draw(st.sampled_from((SUB_FIRM, SUB_PERSON))),
        Rials(draw(_AMOUNTS)),
        draw(_DAYS),
        draw(st.none() | st.sampled_from(Subject)),
        row,
        None if row is None else BranchCode("0010"),
    )


def _lists(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | st.lists(parts, max_size=3, unique_by=_by_number).map(in_order)


def lasts(payments: tuple[Payment, ...]) -> st.SearchStrategy[tuple[Payment, ...]]:
    """Draw which of the payments is the last one, if any is."""
    return st.integers(-1, len(payments) - 1).map(
        lambda place: tuple(
            Payment(one.number, one.paid_on, one.gross, one.withheld, at == place)
            for at, one in enumerate(payments)
        )
    )


LATERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "kind": st.none() | st.sampled_from((Subject.WORKS, Subject.CLEANING)),
        "materials": st.none() | _AMOUNTS.map(Rials),
        "amendments": _lists(_amendments()),
        "statements": _lists(_statements()),
        "payments": _lists(payments()).flatmap(
            lambda one: st.none() if one is None else lasts(one)
        ),
        "releases": st.none()
        | st.lists(_releases(), max_size=2, unique_by=_by_place).map(in_order),
        "subcontracts": _lists(_subcontracts()),
    }
)
"""What a contract may say of its later life, each part or none of it, all of it sound."""
