"""From the registry's words to ours; pure."""

from datetime import date
from typing import Final

from adapters.base.errors import AgencyBrokeContract
from adapters.base.reading import read_as
from adapters.legal_person_registry import messages
from adapters.legal_person_registry.wire import AGENCY, LegalPerson
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import (
    LegalId,
    PostalCode,
    parse_postal_code,
)
from schemas.canonical.person import Firm
from schemas.canonical.text import ascii_digits, fit

_ACTIVE, _IN_LIQUIDATION, _LIQUIDATED = 1, 2, 3
_LONGEST_NUMBER: Final = 10


def firm_of(result: LegalPerson, legal_id: LegalId, today: date) -> Firm:
    """Return the firm in ``result``, which must be the one that was asked for.

    ``today`` is the day in Tehran: nothing was registered after it. Raises the `AgencyError` that
    a message stands for, and `AgencyBrokeContract` with code ``unknown-message``, ``other-firm``,
    ``missing-name``, ``unfit-text``, ``register-number``, ``register-date``, ``postal-code`` or
    ``state``.
    """
    messages.refuse(result.message)
    if ascii_digits(result.national_code) != legal_id:
        raise AgencyBrokeContract(AGENCY, "other-firm")
    return Firm(
        legal_id=legal_id,
        name=_name(result.name),
        registered_on=_registered_on(result.register_date, today),
        registration_number=_number(result.register_number),
        postal_code=_postal_code(result.post_code),
        dissolved=_dissolved(result.state),
    )


def _name(text: str) -> str:
    """Return the firm's name as the registry wrote it, Arabic letters and all."""
    if not text.strip():
        raise AgencyBrokeContract(AGENCY, "missing-name")
    return read_as(AGENCY, "unfit-text", fit, text)


def _registered_on(text: str, today: date) -> date:
    """Return the day of registration."""
    day = read_as(AGENCY, "register-date", parse_jalali, ascii_digits(text))
    if day > today:
        raise AgencyBrokeContract(AGENCY, "register-date")
    return day


def _number(text: str) -> str:
    """Return the number under which the firm is registered, in ASCII digits."""
    number = ascii_digits(text)
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER):
        raise AgencyBrokeContract(AGENCY, "register-number")
    return number


def _postal_code(text: str) -> PostalCode | None:
    """Return the postal code, None where the registry has none; another text is never none."""
    if not text:
        return None
    return read_as(AGENCY, "postal-code", parse_postal_code, text)


def _dissolved(state: int | None) -> bool:
    """Tell whether the firm acts no longer: one in liquidation only winds up its affairs."""
    if state not in {_ACTIVE, _IN_LIQUIDATION, _LIQUIDATED}:
        raise AgencyBrokeContract(AGENCY, "state")
    return state != _ACTIVE
