"""What the authority knows of a contract's later life, to and from our words; pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from adapters.base.errors import AgencyBrokeContract
from adapters.base.reading import read_as
from adapters.tax_authority import wire
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.contract_parts import Amendment, Payment, SubContractLink, in_order
from schemas.canonical.dates import jalali, parse_jalali
from schemas.canonical.identifiers import LegalId, NationalId, parse_legal_id, parse_national_id
from schemas.canonical.money import Rials
from schemas.canonical.text import ascii_digits, fit

_LEGAL = 11


def parts_of(told: wire.Contract) -> Mapping[str, Any]:
    """Return the lists of `RegisteredContract` that the authority states.

    Raises `AgencyBrokeContract`: ``contract-date``, ``sub-contractor``, ``unfit-text``, and
    ``withheld`` for more than the payment.
    """
    found: dict[str, Any] = {}
    if told.amendments is not None:
        found["amendments"] = in_order(map(_amendment, told.amendments))
    if told.payments is not None:
        found["payments"] = in_order(map(_payment, told.payments))
    if told.sub_contracts is not None:
        found["subcontracts"] = in_order(map(_sub_contract, told.sub_contracts))
    return found


def told_parts(contract: RegisteredContract) -> dict[str, tuple[dict[str, Any], ...]]:
    """Return in the authority's words what it can know of a contract's later life."""
    found: dict[str, tuple[dict[str, Any], ...]] = {}
    if contract.amendments is not None:
        found["amendments"] = tuple(
            {
                "number": one.number,
                "date": jalali(one.signed_on),
                "amountChange": one.amount_change,
                "endDate": None if one.ends_on is None else jalali(one.ends_on),
                "subject": one.subject,
            }
            for one in contract.amendments
        )
    if contract.payments is not None:
        found["payments"] = tuple(
            {
                "number": one.number,
                "date": jalali(one.paid_on),
                "gross": one.gross,
                "withheld": one.withheld,
                "last": one.last,
            }
            for one in contract.payments
        )
    if contract.subcontracts is not None:
        found["subContracts"] = tuple(map(_told_sub_contract, contract.subcontracts))
    return found


def _told_sub_contract(one: SubContractLink) -> dict[str, Any]:
    return {
        "number": one.number,
        "contractorNationalId": one.contractor,
        "amount": one.amount,
        "date": jalali(one.signed_on),
    }


def _amendment(told: wire.Amendment) -> Amendment:
    """Return a change of a contract."""
    return Amendment(
        _number(told.number),
        _day(told.date),
        told.amount_change,
        None if told.end_date is None else _day(told.end_date),
        None if told.subject is None else _text(told.subject, 500),
    )


def _payment(told: wire.Payment) -> Payment:
    """Return a payment; what was withheld of it is a part of it."""
    if told.withheld is not None and told.withheld > told.gross:
        raise AgencyBrokeContract(wire.AGENCY, "withheld")
    withheld = None if told.withheld is None else Rials(told.withheld)
    gross = Rials(told.gross)
    return Payment(_number(told.number), _day(told.date), gross, withheld, told.last)


def _sub_contract(told: wire.SubContract) -> SubContractLink:
    """Return a contract under the contract; the authority knows neither its kind nor its row."""
    contractor = _party(told.contractor_national_id)
    return SubContractLink(_number(told.number), contractor, Rials(told.amount), _day(told.date))


def _party(text: str) -> NationalId | LegalId:
    """Return a natural or legal person by the number of digits."""
    if len(text) == _LEGAL:
        return read_as(wire.AGENCY, "sub-contractor", parse_legal_id, text)
    return read_as(wire.AGENCY, "sub-contractor", parse_national_id, text)


def _number(text: str) -> str:
    """Return the number of a part, in digits that lists are compared by."""
    return ascii_digits(_text(text, 50))


def _day(text: str) -> date:
    return read_as(wire.AGENCY, "contract-date", parse_jalali, text)


def _text(text: str, longest: int) -> str:
    return read_as(wire.AGENCY, "unfit-text", fit, text, longest)
