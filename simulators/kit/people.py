"""The people, firms and workshops of a synthetic country; dates are Jalali integers YYYYMMDD."""

from dataclasses import dataclass


@dataclass(slots=True)
class Person:
    """A natural person; ``died`` is 0 for the living, ``household`` numbers his family.

    Not frozen: freezing costs more than all the rest when a million are made. Nobody changes one.
    """

    national_id: str
    born: int
    died: int
    male: bool
    given_name: str
    family_name: str
    father_name: str
    household: int
    shenasname: int
    office: int


@dataclass(frozen=True, slots=True)
class Firm:
    """A legal person, run by ``director``."""

    legal_id: str
    name: str
    director: Person


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop and what its owner owes the SSO for it; amounts in rials."""

    workshop_id: str
    branch: str
    name: str
    owner: Person | Firm
    postal_code: str
    address: str
    definite: int = 0
    divisible: int = 0
    indivisible: int = 0
