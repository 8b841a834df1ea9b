"""The rows of the database, as untidy as such systems write them, each always alike."""

from simulators.kit.contracts import Contract, Entry
from simulators.kit.people import Firm

_ARABIC = str.maketrans({"ی": "ي", "ک": "ك"})
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

Row = dict[str, str]
"""A row's texts by the names of the contract, in their order."""


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
        "SignDate": _day(contract.signed, entry.changed),
        "StartDate": _day(contract.starts, entry.changed),
        "EndDate": _day(contract.ends, entry.changed + 1),
    }
    if entry.other_key:
        row["TaxCode"] = entry.other_key
    return row | {"State": "9" if entry.withdrawn else "1"}


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
