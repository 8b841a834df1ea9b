"""Natural and legal persons as the hub knows them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schemas.canonical.identifiers import LegalId, NationalId, PostalCode


@dataclass(frozen=True, slots=True)
class NaturalParty:
    """A natural person as a consumer names him: id and birth day, and a name where it is given."""

    national_id: NationalId
    birth_date: date
    given_name: str | None = None
    family_name: str | None = None


@dataclass(frozen=True, slots=True)
class LegalParty:
    """A legal person as a consumer names it."""

    legal_id: LegalId
    name: str | None = None


Party = NaturalParty | LegalParty


@dataclass(frozen=True, slots=True)
class PersonById:
    """A natural person whom a register names by his national id alone."""

    national_id: NationalId


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person as the civil registry attests him."""

    national_id: NationalId
    birth_date: date
    given_name: str
    family_name: str
    father_name: str
    deceased: bool
    death_date: date | None


class Relation(StrEnum):
    """What a relative is to the insured; the law knows no other dependents (Article 58)."""

    SPOUSE = "spouse"
    CHILD = "child"
    FATHER = "father"
    MOTHER = "mother"


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative as the civil registry attests him, and what he is to the person asked about."""

    relation: Relation
    person: Person


@dataclass(frozen=True, slots=True)
class Firm:
    """A legal person as its registry attests it; ``dissolved`` is one that no longer acts."""

    legal_id: LegalId
    name: str
    registered_on: date
    registration_number: str
    postal_code: PostalCode | None
    dissolved: bool
