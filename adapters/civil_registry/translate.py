"""From the registry's words to ours; pure."""

import binascii
from base64 import b64decode
from datetime import date

from adapters.base.errors import AgencyBrokeContract
from adapters.civil_registry.wire import AGENCY, MEANINGS, EstelamResult3
from schemas.canonical.dates import jalali, parse_jalali
from schemas.canonical.identifiers import NationalId
from schemas.canonical.person import Person
from schemas.canonical.text import UnfitText, fit

_ALIVE, _DEAD = 0, 1


def question(national_id: NationalId, birth_date: date) -> dict[str, int]:
    """Return the ``PersonInfo`` that asks for a person: numbers, the day Jalali YYYYMMDD."""
    return {"birthDate": int(jalali(birth_date).replace("/", "")), "nin": int(national_id)}


def person_of(result: EstelamResult3, national_id: NationalId, birth_date: date) -> Person:
    """Return the person in ``result``, who must be the one that was asked for.

    Raises the `AgencyError` that a message key stands for, and `AgencyBrokeContract` with code
    ``unknown-message``, ``exception-message``, ``other-person``, ``missing-text``,
    ``unreadable-text``, ``unfit-text``, ``death-status`` or ``death-date``.
    """
    _refuse_messages(result)
    if f"{result.nin:010}" != national_id or _day(result.birth_date) != birth_date:
        raise AgencyBrokeContract(AGENCY, "other-person")
    return Person(
        national_id=national_id,
        birth_date=birth_date,
        given_name=_text(result.name),
        family_name=_text(result.family),
        father_name=_text(result.father_name),
        deceased=_deceased(result),
        death_date=_death_date(result),
    )


def _refuse_messages(result: EstelamResult3) -> None:
    """Raise what the registry says instead of a record."""
    if result.exception_message:
        raise AgencyBrokeContract(AGENCY, "exception-message")
    for key in result.messages:
        refusal, code = MEANINGS.get(key, (AgencyBrokeContract, "unknown-message"))
        raise refusal(AGENCY, code)


def _day(number: int) -> date | None:
    """Return the day of a Jalali integer, None when it is not one."""
    try:
        return parse_jalali(f"{number:08}")
    except ValueError:
        return None


def _text(encoded: str) -> str:
    """Return a text of the registry as it wrote it, Arabic letters and all."""
    try:
        text = b64decode("".join(encoded.split()), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise AgencyBrokeContract(AGENCY, "unreadable-text") from None
    if not text.strip():
        raise AgencyBrokeContract(AGENCY, "missing-text")
    try:
        return fit(text)
    except UnfitText:
        raise AgencyBrokeContract(AGENCY, "unfit-text") from None


def _deceased(result: EstelamResult3) -> bool:
    """Tell whether the person has died."""
    if result.death_status not in {_ALIVE, _DEAD}:
        raise AgencyBrokeContract(AGENCY, "death-status")
    return result.death_status == _DEAD


def _death_date(result: EstelamResult3) -> date | None:
    """Return the day of death, None for the living and where the registry does not say."""
    if not result.death_date:
        return None
    day = _day(int(result.death_date)) if result.death_date.isdecimal() else None
    if day is None or result.death_status != _DEAD:
        raise AgencyBrokeContract(AGENCY, "death-date")
    return day
