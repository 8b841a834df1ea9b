"""Natural and legal persons as the hub knows them."""

from dataclasses import dataclass
from datetime import date

from schemas.canonical.identifiers import LegalId, NationalId


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
class Person:
    """A natural person as the civil registry attests him."""

    national_id: NationalId
    birth_date: date
    given_name: str
    family_name: str
    father_name: str
    deceased: bool
    death_date: date | None
