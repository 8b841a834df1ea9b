"""From the database's words to ours; pure."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from adapters.base.errors import AgencyBrokeContract
from adapters.base.reading import read_as
from adapters.budget_organization import wire
from adapters.budget_organization.cursor import Cursor
from schemas.canonical.contract import Page, PriceList, Project, RegisteredContract
from schemas.canonical.contract_parts import Amendment, P, ProgressStatement, in_order
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import (
    ContractRegistration,
    LegalId,
    NationalId,
    parse_contract_registration,
    parse_legal_id,
    parse_national_id,
)
from schemas.canonical.money import Rials, parse_rials
from schemas.canonical.subject import Subject
from schemas.canonical.text import ascii_digits, fit

_KINDS = {
    "10": Subject.WORKS,
    "20": Subject.SERVICES,
    "30": Subject.CONSULTANCY,
    "40": Subject.PURCHASE,
    "50": Subject.TURNKEY,
}
_UNPADDED = re.compile(r"/([0-9])(?![0-9])")
_CODE = re.compile(r"[0-9A-Za-z-]{1,50}")


def page_of(told: wire.Contracts, asked: Cursor) -> Page[RegisteredContract]:
    """Return a page of contracts, and the cursor behind it.

    Raises `AgencyBrokeContract`: ``order`` when a change is not later than the one before it, those
    of the pages before included; ``cursor-repeats``; ``empty-page`` when nothing stands on a page
    that is not the last; and those of `contract_of`.
    """
    seen = asked.seen
    for row in told.rows:
        if row.change_no <= seen:
            raise AgencyBrokeContract(wire.AGENCY, "order")
        seen = row.change_no
    items = tuple(map(contract_of, told.rows))
    if not told.next_cursor:
        return Page(items, None)
    if told.next_cursor == asked.theirs:
        raise AgencyBrokeContract(wire.AGENCY, "cursor-repeats")
    if not items:
        raise AgencyBrokeContract(wire.AGENCY, "empty-page")
    return Page(items, str(Cursor(seen, told.next_cursor)))


def contract_of(row: wire.Contract) -> RegisteredContract:
    """Return the contract in a row.

    Raises `AgencyBrokeContract`: ``contract-code``, ``revision``, ``unfit-text``, ``party``,
    ``contractor-kind``, ``amount``, ``contract-date``, ``tax-code``, ``state``, ``work-kind``.
    """
    if row.revision < 1:
        raise AgencyBrokeContract(wire.AGENCY, "revision")
    if row.state not in {wire.IN_FORCE, wire.WITHDRAWN}:
        raise AgencyBrokeContract(wire.AGENCY, "state")
    code = _code(row.contract_code, "contract-code")
    return RegisteredContract(
        source_id=code,
        revision=row.revision,
        number=_text(row.contract_no, 50),
        subject=_text(row.subject, 500),
        assigner=_legal(row.employer_id),
        contractor=_contractor(row),
        amount=_amount(row.amount),
        signed_on=_day(row.sign_date),
        starts_on=_day(row.start_date),
        ends_on=_day(row.end_date),
        crn=_tax_code(row.tax_code),
        budget_code=code,
        withdrawn=row.state == wire.WITHDRAWN,
        kind=_kind(row.work_kind),
        materials=_amount(row.materials) if row.materials else None,
        amendments=_listed(row.amendments, _amendment),
        statements=_listed(row.statements, _statement),
    )


def _kind(text: str) -> Subject | None:
    """Return what a contract is for, None where the database does not say."""
    if text and text not in _KINDS:
        raise AgencyBrokeContract(wire.AGENCY, "work-kind")
    return _KINDS.get(text)


def _listed(rows: Iterable[wire.Row] | None, read: Callable[[wire.Row], P]) -> tuple[P, ...] | None:
    """Return a list of a contract in its order, None where the database does not say."""
    return None if rows is None else in_order(map(read, rows))


def _amendment(row: wire.Row) -> Amendment:
    """Return a change of a contract."""
    change = row["AmountChange"]
    is_less = change.startswith(("-", "−"))
    amount = _amount(change[is_less:])
    return Amendment(
        number=ascii_digits(_text(row["No"], 50)),
        signed_on=_day(row["SignDate"]),
        amount_change=-amount if is_less else amount,
        ends_on=_day(row["EndDate"]) if row.get("EndDate") else None,
        subject=_text(row["Subject"], 500) if row.get("Subject") else None,
    )


def _statement(row: wire.Row) -> ProgressStatement:
    """Return a statement of work done; its amounts are from the start of the contract."""
    return ProgressStatement(
        number=ascii_digits(_text(row["No"], 50)),
        starts_on=_day(row["FromDate"]),
        ends_on=_day(row["ToDate"]),
        gross=_amount(row["GrossAmount"]),
        materials=_amount(row["MaterialsAmount"]) if row.get("MaterialsAmount") else None,
    )


def project_of(found: wire.Project, asked: str) -> Project:
    """Return the project that was ``asked`` for; ``other-project``, ``credit``, ``unfit-text``."""
    if found.code != asked:
        raise AgencyBrokeContract(wire.AGENCY, "other-project")
    if found.credit not in {wire.CURRENT, wire.CAPITAL}:
        raise AgencyBrokeContract(wire.AGENCY, "credit")
    return Project(found.code, _text(found.title, 500), found.credit == wire.CAPITAL)


def price_lists_of(found: tuple[wire.PriceList, ...], asked: int) -> tuple[PriceList, ...]:
    """Return the price lists of the year ``asked`` for.

    Raises `AgencyBrokeContract`: ``other-year``, ``list-repeats``, ``list-code``, ``unfit-text``.
    """
    if any(one.year != asked for one in found):
        raise AgencyBrokeContract(wire.AGENCY, "other-year")
    if len({one.code for one in found}) != len(found):
        raise AgencyBrokeContract(wire.AGENCY, "list-repeats")
    return tuple(
        PriceList(_code(one.code, "list-code"), _text(one.title, 200), asked) for one in found
    )


def is_project_code(code: str) -> bool:
    """Tell whether ``code`` can be a project's at all."""
    return _CODE.fullmatch(code) is not None


def _contractor(row: wire.Contract) -> LegalId | NationalId:
    """Return who carries the contract out."""
    if row.contractor_kind == wire.LEGAL:
        return _legal(row.contractor_id)
    if row.contractor_kind != wire.NATURAL:
        raise AgencyBrokeContract(wire.AGENCY, "contractor-kind")
    contractor = ascii_digits(row.contractor_id).zfill(10)  # zeros get lost
    return read_as(wire.AGENCY, "party", parse_national_id, contractor)


def _legal(text: str) -> LegalId:
    """Return the id of a legal person."""
    return read_as(wire.AGENCY, "party", parse_legal_id, text)


def _amount(text: str) -> Rials:
    """Return an amount; whatever else stands there is never zero."""
    return read_as(wire.AGENCY, "amount", parse_rials, text)


def _day(text: str) -> date:
    """Return a day, written with or without its zeros, in digits of either alphabet."""
    padded = _UNPADDED.sub(r"/0\1", ascii_digits(text).replace("-", "/"))
    return read_as(wire.AGENCY, "contract-date", parse_jalali, padded)


def _tax_code(text: str) -> ContractRegistration | None:
    """Return the tax authority's number of the contract, None where it was not told."""
    if not text:
        return None
    return read_as(wire.AGENCY, "tax-code", parse_contract_registration, text)


def _code(text: str, rule: str) -> str:
    """Return a code, in digits that keys are compared by."""
    code = ascii_digits(text)
    if _CODE.fullmatch(code) is None:
        raise AgencyBrokeContract(wire.AGENCY, rule)
    return code


def _text(text: str, longest: int) -> str:
    """Return a text as the database has it, when it can stand in a document."""
    return read_as(wire.AGENCY, "unfit-text", fit, text, longest)
