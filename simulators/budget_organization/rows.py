"""The rows of the database, as untidy as such systems write them, each always alike."""

from simulators.kit.contract_life import Amendment, Month
from simulators.kit.contracts import Contract, Entry
from simulators.kit.people import Firm

_HALF = 14  # days
_ARABIC = str.maketrans({"ی": "ي", "ک": "ك"})
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

Row = dict[str, str]
"""A row's texts by the names of the contract, in their order."""
Lists = dict[str, list[Row]]
"""The lists of a row by their names, each of entries."""
_KINDS = {"works": "10", "services": "20", "consultancy": "30", "purchase": "40", "turnkey": "50"}


def row_of(contract: Contract, entry: Entry) -> Row:
    """Return what the database says of a contract: ids without their zeros, days as they come."""
    firm = isinstance(contract.contractor, Firm)
    row = {
        "ChangeNo": str(entry.changed),
        "ContractCode": entry.key,
        "Revision": str(entry.revision),
        "ContractNo": contract.number,
        "Subject": contract.subject.translate(_ARABIC),
        "EmployerId": contract.assigner.legal_id,
        "ContractorKind": "2" if firm else "1",
        "ContractorId": _contractor(contract),
        "Amount": f"{entry.amount:,}",
        "SignDate": _day(dated(contract.signed, entry), entry.changed),
        "StartDate": _day(dated(contract.starts, entry), entry.changed),
        "EndDate": _day(contract.ends, entry.changed + 1),
    }
    if entry.other_key:
        row["TaxCode"] = entry.other_key
    row |= {"State": "9" if entry.withdrawn else "1"}
    if contract.life is not None:
        row |= {"WorkKind": _KINDS[contract.life.kind]}
    if contract.life is not None and contract.life.materials:
        row |= {"MaterialsAmount": f"{contract.life.materials:,}"}
    return row


def lists_of(contract: Contract, entry: Entry) -> Lists:
    """Return the lists that the database has of a contract, each with the name of its entries."""
    if contract.life is None:
        return {}
    habit = entry.changed
    return {
        "Amendments": [_amendment(one, habit) for one in contract.life.amendments],
        "Statements": [_statement(one, habit) for one in reversed(contract.life.months)],
    }


def _amendment(one: Amendment, habit: int) -> Row:
    """Return an amendment; the end stands there where it moved."""
    row = {
        "No": one.number.translate(_PERSIAN),
        "SignDate": _day(one.signed, habit),
        "AmountChange": f"{one.change:,}",
    }
    return (
        row
        | ({"EndDate": _day(one.ends, habit)} if one.ends else {})
        | {"Subject": arabic(one.subject)}
    )


def _statement(one: Month, habit: int) -> Row:
    """Return a statement; of materials nothing where there are none."""
    row = {
        "No": one.number,
        "FromDate": _day(one.starts, habit),
        "ToDate": _day(one.ends, habit + 1),
        "GrossAmount": f"{one.gross:,}",
    }
    return row | ({"MaterialsAmount": f"{one.materials:,}"} if one.materials else {})


def dated(day: int, entry: Entry) -> int:
    """Return the day that the database has: of a misdated contract, half a month off."""
    if not entry.misdated:
        return day
    return day + _HALF if day % 100 <= _HALF else day - _HALF


def arabic(text: str) -> str:
    """Return ``text`` with the Arabic yeh and kaf that the database stores."""
    return text.translate(_ARABIC)


def _contractor(contract: Contract) -> str:
    """Return the contractor's id, a natural person's as a number."""
    party = contract.contractor
    return party.legal_id if isinstance(party, Firm) else str(int(party.national_id))


def _day(number: int, habit: int) -> str:
    """Return a Jalali day in one of three spellings."""
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    if habit % 3 == 1:
        return f"{year}/{month}/{day}"
    text = f"{year}/{month:02}/{day:02}"
    return text.translate(_PERSIAN) if habit % 3 == 2 else text
