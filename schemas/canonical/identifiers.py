"""Identifiers of persons, firms, workshops and offices, each checked by its own rule.

Every identifier is a ``str`` subtype made only by its ``parse`` function, so a value of the type
is a checked value. ``parse`` raises `InvalidIdentifier`, which carries the rule that was broken;
the caller adds which field it stood in.
"""

import re
from operator import mul
from typing import NewType

from schemas.canonical.text import ascii_digits

NationalId = NewType("NationalId", str)
"""کد ملی: ten digits of a natural person, the last a check digit."""
LegalId = NewType("LegalId", str)
"""شناسه ملی: eleven digits of a legal person, the last a check digit."""
WorkshopId = NewType("WorkshopId", str)
"""شماره کارگاه: ten digits, always read together with the branch."""
BranchCode = NewType("BranchCode", str)
"""کد شعبه: four digits of an SSO branch."""
PostalCode = NewType("PostalCode", str)
"""کد پستی: ten digits."""
NotaryOfficeCode = NewType("NotaryOfficeCode", str)
"""کد دفترخانه: five characters."""
ChamberCode = NewType("ChamberCode", str)
"""کد اتاق بازرگانی: four digits of the chamber that issues commerce cards; the form is ours."""
CardNumber = NewType("CardNumber", str)
"""شماره کارت بازرگانی: four to twenty digits; the form is ours."""
MobileNumber = NewType("MobileNumber", str)
"""شماره همراه: eleven digits that begin with 09."""
EconomicCode = NewType("EconomicCode", str)
"""کد اقتصادی: eleven to fourteen digits of a taxpayer; of legal persons it is their legal id."""
ContractRegistration = NewType("ContractRegistration", str)
"""شماره قرارداد در سامانه مؤدیان (crn): at most twelve digits."""
ContractRow = NewType("ContractRow", str)
"""ردیف پیمان: eight digits that the SSO gives a contract, read together with the branch."""

_NATIONAL_WEIGHTS = (10, 9, 8, 7, 6, 5, 4, 3, 2)
_LEGAL_WEIGHTS = (29, 27, 23, 19, 17, 29, 27, 23, 19, 17)
_POSTAL = re.compile(r"(?!(\d)\1{3})[13-9]{4}[1346-9][013-9]{5}")
_MOBILE = re.compile(r"(?:\+98|0098|98|0)?(9[0-9]{9})")
_OFFICE = re.compile(r"[0-9A-Za-z]{5}")
_CARD = re.compile(r"[0-9]{4,20}")


class InvalidIdentifier(ValueError):
    """An identifier breaks its rule.

    ``rule`` is a stable code such as ``national-id.check-digit``; the offending value is never
    part of the message, so the error can be logged.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def _digits(value: str, rule: str, shortest: int, length: int) -> str:
    """Return ``value`` as ``length`` ASCII digits, left-padded with zeros a system has lost."""
    text = ascii_digits(value.strip())
    if not (text.isascii() and text.isdigit() and shortest <= len(text) <= length):
        raise InvalidIdentifier(f"{rule}.digits")
    return text.zfill(length)


def parse_national_id(value: str) -> NationalId:
    """Return the ten-digit national id in ``value``; eight or nine digits get their zeros back.

    Refused: a wrong check digit (weights 10 to 2, modulo 11), ten equal digits, and six zeros in
    the middle, which the check digit alone lets through.
    """
    text = _digits(value, "national-id", 8, 10)
    if len(set(text)) == 1:
        raise InvalidIdentifier("national-id.repeated-digit")
    if text[3:9] == "000000":
        raise InvalidIdentifier("national-id.zero-serial")
    if int(text[9]) != national_id_check_digit(text[:9]):
        raise InvalidIdentifier("national-id.check-digit")
    return NationalId(text)


def national_id_check_digit(nine: str) -> int:
    """Return the check digit of the nine leading digits of a national id."""
    remainder: int = sum(map(mul, map(int, nine), _NATIONAL_WEIGHTS)) % 11
    return remainder if remainder < 2 else 11 - remainder


def parse_legal_id(value: str) -> LegalId:
    """Return the eleven-digit legal-person id in ``value``, check digit and serial verified."""
    text = _digits(value, "legal-id", 11, 11)
    if text[3:9] == "000000":
        raise InvalidIdentifier("legal-id.zero-serial")
    if int(text[10]) != legal_id_check_digit(text[:10]):
        raise InvalidIdentifier("legal-id.check-digit")
    return LegalId(text)


def legal_id_check_digit(ten: str) -> int:
    """Return the check digit of the ten leading digits of a legal-person id."""
    offset = int(ten[9]) + 2
    shifted = offset * sum(_LEGAL_WEIGHTS)  # each digit is shifted before it is weighed
    total: int = sum(map(mul, map(int, ten), _LEGAL_WEIGHTS)) + shifted
    return total % 11 % 10


def parse_workshop_id(value: str) -> WorkshopId:
    """Return the ten-digit workshop number in ``value``; no check digit is known for it."""
    text = _digits(value, "workshop-id", 1, 10)
    if not text.strip("0"):
        raise InvalidIdentifier("workshop-id.zero")
    return WorkshopId(text)


def parse_branch_code(value: str) -> BranchCode:
    """Return the four-digit branch code in ``value``."""
    text = _digits(value, "branch-code", 1, 4)
    if not text.strip("0"):
        raise InvalidIdentifier("branch-code.zero")
    return BranchCode(text)


def parse_postal_code(value: str) -> PostalCode:
    """Return the ten-digit postal code in ``value``, by the postal company's pattern."""
    text = _digits(value, "postal-code", 10, 10)
    if not _POSTAL.fullmatch(text):
        raise InvalidIdentifier("postal-code.pattern")
    return PostalCode(text)


def parse_notary_office(value: str) -> NotaryOfficeCode:
    """Return the five-character notary office code in ``value``."""
    text = ascii_digits(value.strip())
    if not _OFFICE.fullmatch(text):
        raise InvalidIdentifier("notary-office.five-characters")
    return NotaryOfficeCode(text)


def parse_chamber_code(value: str) -> ChamberCode:
    """Return the four-digit chamber code in ``value``, lost zeros restored."""
    text = _digits(value, "chamber-code", 1, 4)
    if not text.strip("0"):
        raise InvalidIdentifier("chamber-code.zero")
    return ChamberCode(text)


def parse_card_number(value: str) -> CardNumber:
    """Return the commerce card's number in ``value``; no check digit is known for it."""
    text = ascii_digits(value.strip())
    if not _CARD.fullmatch(text):
        raise InvalidIdentifier("card-number.digits")
    return CardNumber(text)


def parse_mobile(value: str) -> MobileNumber:
    """Return the mobile number in ``value``: eleven digits with the leading 0.

    In its place +98, 0098, 98 or nothing may stand.
    """
    found = _MOBILE.fullmatch(ascii_digits(value.strip()))
    if found is None:
        raise InvalidIdentifier("mobile.form")
    return MobileNumber(f"0{found[1]}")


def parse_economic_code(value: str) -> EconomicCode:
    """Return the economic code in ``value``: eleven to fourteen digits, not all of them zero."""
    text = ascii_digits(value.strip())
    if not (text.isascii() and text.isdigit() and 11 <= len(text) <= 14):
        raise InvalidIdentifier("economic-code.digits")
    if not text.strip("0"):
        raise InvalidIdentifier("economic-code.zero")
    return EconomicCode(text)


def parse_contract_registration(value: str) -> ContractRegistration:
    """Return the tax authority's contract number in ``value``: one to twelve digits."""
    text = ascii_digits(value.strip())
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 12):
        raise InvalidIdentifier("contract-registration.digits")
    return ContractRegistration(text)


def parse_contract_row(value: str) -> ContractRow:
    """Return the eight-digit contract row in ``value``, lost zeros restored.

    Fewer than five digits are refused: rows of three, as on old payroll disks, are of each
    branch's own count and name no row of the central one.
    """
    text = _digits(value, "contract-row", 5, 8)
    if not text.strip("0"):
        raise InvalidIdentifier("contract-row.zero")
    return ContractRow(text)
