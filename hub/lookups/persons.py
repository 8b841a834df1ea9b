"""Lookups about natural persons: who somebody is, whose a mobile number is, and both together."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from adapters.base.ports import Attested, FamilyRegistry, MobileOwnership, PersonRegistry
from hub.lookups.base import Body, Day, Identifier, Lookup, Question, member, parse_day
from hub.policy.agreements_disclose import Value
from schemas.canonical.disclosure import person_subject
from schemas.canonical.identifiers import parse_mobile, parse_national_id
from schemas.canonical.person import Person, Relation, Relative

_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)
_ID = Field(description="Ten digits.", examples=["9980000009"])


class PersonNamed(BaseModel):
    """A person by id and birth day, as the civil registry wants him named."""

    model_config = _STRICT

    national_id: Identifier = _ID
    birth_date: Day


class OwnerNamed(BaseModel):
    """A person by id alone."""

    model_config = _STRICT

    national_id: Identifier = _ID


class RelativeNamed(BaseModel):
    """A relative by id, and what he is to the insured."""

    model_config = _STRICT

    national_id: Identifier = _ID
    relation: str = Field(
        pattern="^(spouse|child|father|mother)$",
        description="What the relative is to the person: spouse, child, father or mother.",
        examples=["child"],
    )


class PersonBody(Body):
    """Who is this person?"""

    person: PersonNamed


class MobileBody(Body):
    """Is this mobile number in this person's name?"""

    person: OwnerNamed
    mobile: Identifier = Field(examples=["09121110001"])


class RelationBody(Body):
    """Is this one a spouse, child or parent of that one?"""

    person: PersonNamed
    relative: RelativeNamed


class RegistrationBody(Body):
    """Is the applicant who he says, and is the mobile number his own?"""

    person: PersonNamed
    mobile: Identifier = Field(examples=["09121110001"])


def _of_person(named: PersonNamed) -> Question:
    """Return the question who a person is."""
    national_id = member("person.national_id", parse_national_id, named.national_id)
    born = member("person.birth_date", parse_day, named.birth_date)

    async def ask(registry: PersonRegistry) -> Attested[Person]:
        return await registry.find_person(national_id, born)

    return Question("PersonRegistry", (person_subject(national_id),), ask, person_values)


def _of_mobile(named: str, mobile: str) -> Question:
    """Return the question whether a mobile number is somebody's own."""
    national_id = member("person.national_id", parse_national_id, named)
    number = member("mobile", parse_mobile, mobile)

    async def ask(register: MobileOwnership) -> Attested[bool]:
        return await register.owns(number, national_id)

    def values(owned: bool) -> Mapping[str, Value]:
        return {"mobile.owned": owned}

    return Question("MobileOwnership", (person_subject(national_id),), ask, values)


def _of_relation(body: RelationBody) -> Question:
    """Return the question whether a relation holds; it is asked of the insured's own record."""
    insured = member("person.national_id", parse_national_id, body.person.national_id)
    born = member("person.birth_date", parse_day, body.person.birth_date)
    wanted = member("relative.national_id", parse_national_id, body.relative.national_id)
    relation = Relation(body.relative.relation)

    async def ask(registry: FamilyRegistry) -> Attested[tuple[Relative, ...]]:
        return await registry.relatives_of(insured, born)

    def values(relatives: tuple[Relative, ...]) -> Mapping[str, Value]:
        for one in relatives:
            if one.person.national_id == wanted and one.relation is relation:
                return {"relation.holds": True, **_relative_values(one.person)}
        return {"relation.holds": False}

    subjects = dict.fromkeys((person_subject(insured), person_subject(wanted)))
    return Question("FamilyRegistry", tuple(subjects), ask, values)


def person_values(person: Person) -> Mapping[str, Value]:
    """Return the fields of a person."""
    return {
        "person.given_name": person.given_name,
        "person.family_name": person.family_name,
        "person.father_name": person.father_name,
        "person.birth_date": person.birth_date,
        "person.alive": not person.deceased,
        "person.death_date": person.death_date,
    }


def _relative_values(person: Person) -> Mapping[str, Value]:
    return {
        "relative.given_name": person.given_name,
        "relative.family_name": person.family_name,
        "relative.father_name": person.father_name,
        "relative.birth_date": person.birth_date,
        "relative.alive": not person.deceased,
    }


PERSON = Lookup(
    "persons.lookup",
    "/v1/persons/lookup",
    "Who a person is, as the civil registry has him",
    ("PersonRegistry",),
    PersonBody,
    lambda body: (_of_person(body.person),),
)
MOBILE = Lookup(
    "persons.mobile-ownership",
    "/v1/persons/mobile-ownership",
    "Whether a mobile number is in a person's name",
    ("MobileOwnership",),
    MobileBody,
    lambda body: (_of_mobile(body.person.national_id, body.mobile),),
)
RELATION = Lookup(
    "persons.relation",
    "/v1/persons/relation",
    "Whether somebody is a spouse, child or parent of the insured (Social Security Act, Art. 58)",
    ("FamilyRegistry",),
    RelationBody,
    lambda body: (_of_relation(body),),
)
REGISTRATION = Lookup(
    "persons.registration-check",
    "/v1/persons/registration-check",
    "Whether an applicant for an account is who he says, with a mobile number of his own",
    ("PersonRegistry", "MobileOwnership"),
    RegistrationBody,
    lambda body: (_of_person(body.person), _of_mobile(body.person.national_id, body.mobile)),
)
