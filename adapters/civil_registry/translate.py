"""From the registry's words to ours; pure."""

from base64 import b64decode
from datetime import date
from typing import Final

from adapters.base.errors import AgencyBrokeContract
from adapters.base.reading import read_as
from adapters.civil_registry import kinship, messages
from adapters.civil_registry.wire import (
    AGENCY,
    EstelamResult3,
    FamilyMember,
    FamilyResult,
    Record,
)
from schemas.canonical.dates import jalali, parse_jalali
from schemas.canonical.identifiers import NationalId, parse_national_id
from schemas.canonical.person import Person, Relation, Relative
from schemas.canonical.text import ascii_digits, fit

_ALIVE, _DEAD = 0, 1
_DIVORCED: Final = 5
_RELATIONS = {
    1: Relation.SPOUSE,
    2: Relation.CHILD,
    3: Relation.FATHER,
    4: Relation.MOTHER,
    _DIVORCED: Relation.SPOUSE,
}


def question(national_id: NationalId, birth_date: date) -> dict[str, int]:
    """Return the ``PersonInfo`` that asks for a person: numbers, the day Jalali YYYYMMDD."""
    return {"birthDate": int(jalali(birth_date).replace("/", "")), "nin": int(national_id)}


def person_of(result: EstelamResult3, national_id: NationalId, birth_date: date) -> Person:
    """Return the person in ``result``, who must be the one that was asked for.

    Raises the `AgencyError` that a message key stands for, and `AgencyBrokeContract` with code
    ``unknown-message``, ``exception-message``, ``other-person``, ``missing-text``,
    ``unreadable-text``, ``unfit-text``, ``death-status`` or ``death-date``.
    """
    messages.refuse(result.messages, result.exception_message)
    _refuse_other(result.nin, result.birth_date, national_id, birth_date)
    return _person(result, national_id, birth_date)


def relatives_of(
    result: FamilyResult, national_id: NationalId, birth_date: date
) -> tuple[Relative, ...]:
    """Return the relatives in ``result`` of the person that was asked for, in their order.

    Whom he has divorced is read like the others and is no relative. Raises as `person_of` does,
    and `AgencyBrokeContract` with code ``relatives-missing``, ``relation``, ``relative-id``,
    ``relative-birth-date`` or one of `kinship`.
    """
    messages.refuse(result.messages, result.exception_message)
    _refuse_other(result.nin, result.birth_date, national_id, birth_date)
    if len(result.members) != result.member_count:
        raise AgencyBrokeContract(AGENCY, "relatives-missing")
    found = [(one.relation, _relative(one)) for one in result.members]
    kinship.refuse_strange([one for _, one in found], national_id, birth_date)
    relatives = tuple(one for code, one in found if code != _DIVORCED)
    kinship.refuse_contradicting(relatives)
    return relatives


def _refuse_other(nin: int, born: int, national_id: NationalId, birth_date: date) -> None:
    """Raise when an answer is about somebody else than was asked for."""
    if f"{nin:010}" != national_id or _day(born) != birth_date:
        raise AgencyBrokeContract(AGENCY, "other-person")


def _relative(member: FamilyMember) -> Relative:
    """Return a relative, who carries an id and a birth day, or nobody could be told by him."""
    relation = _RELATIONS.get(member.relation)
    if relation is None:
        raise AgencyBrokeContract(AGENCY, "relation")
    national_id = read_as(AGENCY, "relative-id", parse_national_id, f"{member.nin:010}")
    born = _day(member.birth_date)
    if born is None:
        raise AgencyBrokeContract(AGENCY, "relative-birth-date")
    return Relative(relation, _person(member, national_id, born))


def _person(record: Record, national_id: NationalId, birth_date: date) -> Person:
    """Return the person whom ``record`` describes, under the id and birth day read already."""
    return Person(
        national_id=national_id,
        birth_date=birth_date,
        given_name=_text(record.name),
        family_name=_text(record.family),
        father_name=_text(record.father_name),
        deceased=_deceased(record),
        death_date=_death_date(record, birth_date),
    )


def _day(number: int) -> date | None:
    """Return the day of a Jalali integer, None when it is not one."""
    return _written(f"{number:08}")


def _written(text: str) -> date | None:
    """Return the day that a Jalali text names, None when it names none."""
    try:
        return parse_jalali(ascii_digits(text))
    except ValueError:
        return None


def _text(encoded: str) -> str:
    """Return a text of the registry as it wrote it, Arabic letters and all."""
    try:
        text = b64decode("".join(encoded.split()), validate=True).decode("utf-8")
    except ValueError:  # of base64, or of UTF-8
        raise AgencyBrokeContract(AGENCY, "unreadable-text") from None
    if not text.strip():
        raise AgencyBrokeContract(AGENCY, "missing-text")
    return read_as(AGENCY, "unfit-text", fit, text)


def _deceased(record: Record) -> bool:
    """Tell whether somebody has died."""
    if record.death_status not in {_ALIVE, _DEAD}:
        raise AgencyBrokeContract(AGENCY, "death-status")
    return record.death_status == _DEAD


def _death_date(record: Record, birth_date: date) -> date | None:
    """Return the day of death, None for the living and where the registry does not say."""
    if not record.death_date:
        return None
    day = _written(record.death_date)
    if day is None or record.death_status != _DEAD or day < birth_date:
        raise AgencyBrokeContract(AGENCY, "death-date")
    return day
