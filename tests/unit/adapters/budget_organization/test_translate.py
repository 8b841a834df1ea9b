"""Rows of the contracts database in our words; nothing is made up, nothing taken for zero."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base.errors import AgencyBrokeContract
from adapters.budget_organization import wire
from adapters.budget_organization.cursor import Cursor
from adapters.budget_organization.translate import contract_of, page_of
from schemas.canonical.dates import jalali
from schemas.canonical.subject import Subject
from schemas.canonical.text import persian_digits
from simulators.kit import cast

ROW = wire.Contract(
    change_no=7,
    contract_code="14000013",
    revision=2,
    contract_no="1403/00001/ق",
    subject="احداث راه",
    employer_id=cast.FIRM.legal_id,
    contractor_kind=wire.NATURAL,
    contractor_id=str(int(cast.LOST_ZEROS.national_id)),
    amount="1,250,000,000",
    sign_date="1403/5/2",
    start_date="۱۴۰۳/۰۶/۰۱",
    end_date="1405/12/29",
    tax_code="",
    state=wire.IN_FORCE,
)
DAYS = st.integers(0, 20_000).map(lambda days: date(2000, 1, 1) + timedelta(days=days))


def test_a_row() -> None:
    """Lost zeros, separators and both alphabets are habits of theirs, not errors."""
    found = contract_of(ROW)
    assert found.contractor == cast.LOST_ZEROS.national_id
    assert found.amount == 1_250_000_000
    assert jalali(found.signed_on) == "1403/05/02"
    assert jalali(found.starts_on) == "1403/06/01"
    assert (found.source_id, found.budget_code, found.crn) == ("14000013", "14000013", None)
    assert not found.withdrawn


LESS = {"No": "۲", "SignDate": "1404/1/1", "AmountChange": "-1,000"}
MORE = {"No": "1", "SignDate": "1403/10/1", "AmountChange": "5", "EndDate": "1406/1/1"}
DONE = {"No": "1", "FromDate": "1403/6/1", "ToDate": "1403/6/31", "GrossAmount": "7"}
LIVED = replace(
    ROW,
    work_kind="10",
    materials="۲۵۰،۰۰۰،۰۰۰",
    amendments=(LESS, MORE),
    statements=(DONE,),
)


def test_the_later_life_of_a_row() -> None:
    """A reduction would be added, or an amendment stand before an earlier one."""
    found = contract_of(LIVED)
    assert (found.kind, found.materials) == (Subject.WORKS, 250_000_000)
    assert found.amendments is not None
    assert [(one.number, one.amount_change) for one in found.amendments] == [("1", 5), ("2", -1000)]
    assert [one.ends_on and jalali(one.ends_on) for one in found.amendments] == ["1406/01/01", None]
    assert found.statements is not None
    assert [(one.gross, one.materials) for one in found.statements] == [(7, None)]


def test_silence_and_nothing_are_two_things() -> None:
    """A contract of which no statement is known would be told to have had none."""
    assert contract_of(replace(ROW, statements=())).statements == ()
    assert contract_of(ROW).statements is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"work_kind": "60"}, "work-kind"),
        ({"materials": "unknown"}, "amount"),
        ({"amendments": (LESS | {"AmountChange": "--1"},)}, "amount"),
        ({"amendments": (LESS | {"SignDate": ""},)}, "contract-date"),
        ({"statements": (DONE | {"No": ""},)}, "unfit-text"),
    ],
)
def test_a_wrong_entry_is_named(changes: dict[str, Any], code: str) -> None:
    """A page would be taken with a made-up amendment in it."""
    with pytest.raises(AgencyBrokeContract) as caught:
        contract_of(replace(LIVED, **changes))
    assert caught.value.code == code


@given(DAYS, st.sampled_from("/-"), st.booleans(), st.booleans())
def test_any_spelling_is_the_same_day(
    day: date, separator: str, padded: bool, persian: bool
) -> None:
    """A day that moved by its spelling would move a contract to another year's rules."""
    year, month, rest = jalali(day).split("/")
    parts = (year, month, rest) if padded else (year, str(int(month)), str(int(rest)))
    text = separator.join(parts)
    written = persian_digits(text) if persian else text
    assert contract_of(replace(ROW, sign_date=written)).signed_on == day


@given(st.integers(0, 10**15), st.sampled_from(["", ",", "٬"]), st.booleans())
def test_any_spelling_is_the_same_amount(amount: int, separator: str, persian: bool) -> None:
    """An amount that changed by its spelling would change the premium."""
    text = f"{amount:,}".replace(",", separator)
    written = persian_digits(text) if persian else text
    assert contract_of(replace(ROW, amount=written)).amount == amount


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": ""}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "1.5"}, "amount"),
        ({"sign_date": ""}, "contract-date"),
        ({"start_date": "1403/13/01"}, "contract-date"),
        ({"end_date": "1403/00/01"}, "contract-date"),
        ({"end_date": "1403/5/2/1"}, "contract-date"),
        ({"end_date": "2024-07-23T00:00:00"}, "contract-date"),
        ({"employer_id": "0"}, "party"),
        ({"contractor_id": ""}, "party"),
        ({"contractor_kind": wire.LEGAL}, "party"),
        ({"contractor_kind": 3}, "contractor-kind"),
        ({"state": 0}, "state"),
        ({"revision": 0}, "revision"),
        ({"contract_code": "x y"}, "contract-code"),
        ({"contract_no": ""}, "unfit-text"),
        ({"subject": "م" * 501}, "unfit-text"),
        ({"tax_code": "1234567890123"}, "tax-code"),
    ],
)
def test_rows_that_are_none(changes: dict[str, Any], code: str) -> None:
    """What cannot be read is named, never guessed."""
    with pytest.raises(AgencyBrokeContract) as caught:
        contract_of(replace(ROW, **changes))
    assert caught.value.code == code


def _told(numbers: list[int], following: str = "") -> wire.Contracts:
    return wire.Contracts(tuple(replace(ROW, change_no=one) for one in numbers), following)


@given(st.lists(st.integers(1, 50), max_size=8), st.integers(0, 50))
def test_order_is_held_over_pages(numbers: list[int], seen: int) -> None:
    """A page is taken exactly when every change is later than all that was seen before."""
    whole = [seen, *numbers]
    sound = all(one < other for one, other in pairwise(whole))
    if sound:
        assert len(page_of(_told(numbers), Cursor(seen, "x")).items) == len(numbers)
    else:
        with pytest.raises(AgencyBrokeContract):
            page_of(_told(numbers), Cursor(seen, "x"))


def test_the_cursor_holds_what_was_seen() -> None:
    """Without the number of the last change, a page that goes back looks like news."""
    page = page_of(_told([3, 9], "next"), Cursor(2, "this"))
    assert Cursor.parse(page.next_cursor) == (9, "next")
    assert page_of(_told([3, 9]), Cursor(2, "this")).next_cursor is None
    assert page_of(_told([]), Cursor(2, "this")).items == ()


@pytest.mark.parametrize(
    ("told", "code"), [(_told([5], "this"), "cursor-repeats"), (_told([], "next"), "empty-page")]
)
def test_pages_that_never_end(told: wire.Contracts, code: str) -> None:
    """A pull that cannot end would keep a worker for itself."""
    with pytest.raises(AgencyBrokeContract) as caught:
        page_of(told, Cursor(2, "this"))
    assert caught.value.code == code


@given(st.integers(0, 10**18), st.text(max_size=50))
def test_cursors_come_back(seen: int, theirs: str) -> None:
    """A cursor that is kept as text names the same place afterwards."""
    assert Cursor.parse(str(Cursor(seen, theirs))) == (seen, theirs)


@pytest.mark.parametrize("text", ["", ":", "x:y", "-1:y", "01:y", "5", "١:y"])
def test_cursors_of_nobodys(text: str) -> None:
    """A text that was no cursor is refused, not taken for the beginning."""
    with pytest.raises(ValueError, match="cursor"):
        Cursor.parse(text)
