"""What every installation of the civil registry must answer."""

from typing import Final

from adapters.base.ports import Attested, FamilyRegistry, PersonRegistry
from adapters.base.probe import Probe, Subjects, expect
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_national_id
from schemas.canonical.person import Person, Relation, Relative

SUBJECTS: Final[Subjects] = {
    "national_id": "9980010029",
    "birth_date": "13500401",
    "parent_national_id": "9980040025",
    "parent_birth_date": "13450310",
}
"""``national_id`` and ``birth_date`` (Jalali, YYYYMMDD) of somebody alive; ``parent_…`` the same of
somebody who has a child.
"""


async def _person(gateway: PersonRegistry, subjects: Subjects) -> Attested[Person]:
    """Ask who the subject is."""
    national_id = parse_national_id(subjects["national_id"])
    found = await gateway.find_person(national_id, parse_jalali(subjects["birth_date"]))
    expect(found.value.national_id == national_id, "the person who was asked for")
    expect(not found.value.deceased, "somebody alive")
    return found


async def _family(gateway: FamilyRegistry, subjects: Subjects) -> Attested[tuple[Relative, ...]]:
    """Ask who a parent's relatives are."""
    national_id = parse_national_id(subjects["parent_national_id"])
    found = await gateway.relatives_of(national_id, parse_jalali(subjects["parent_birth_date"]))
    expect(any(one.relation is Relation.CHILD for one in found.value), "a child")
    return found


PROBES: Final = (
    Probe("person", "مشخصات یک شخص حقیقی زنده", _person),
    Probe("family", "همسر و فرزندان و پدر و مادر یک شخص", _family),
)
