"""What a lookup tells, of whom, and what is kept of it: the agreed fields and nothing else."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from adapters.base.errors import AgencyBrokeContract, AgencyUnavailable, NoSuchRecord
from hub.errors import ProviderSilent
from hub.lookups import LOOKUPS
from hub.lookups.base import Lookup
from hub.lookups.firms import FIRM
from hub.lookups.persons import MOBILE, PERSON, REGISTRATION, RELATION
from hub.lookups.road import LookupAnswer
from schemas.canonical.disclosure import Telling
from schemas.canonical.identifiers import parse_mobile, parse_national_id
from schemas.canonical.person import Relation, Relative
from schemas.canonical.receipt import ReceiptState
from simulators.kit import identifiers
from tests.kit import article37 as kit
from tests.kit import commerce_card
from tests.kit import lookups as desks
from tests.kit.lookups import BODIES, CHILD, Desk, opened, proven, register_of
from tests.kit.lookups import PERSON as INSURED

BORN = {"gregorian": "1981-03-21", "jalali": "1360/01/01"}
FOUND: dict[str, dict[str, tuple[str, object]]] = {
    "persons.lookup": {
        "person.given_name": ("whole", "نمونه"),
        "person.family_name": ("whole", "آزمون‌زاده"),
        "person.father_name": ("whole", "پدر نمونه"),
        "person.birth_date": ("whole", BORN),
        "person.alive": ("yes-no", True),
    },
    "persons.mobile-ownership": {"mobile.owned": ("yes-no", True)},
    "persons.relation": {
        "relation.holds": ("yes-no", True),
        "relative.given_name": ("whole", "فرزند"),
        "relative.family_name": ("whole", "آزمون‌زاده"),
        "relative.father_name": ("whole", "نمونه"),
        "relative.alive": ("yes-no", True),
    },
    "persons.registration-check": {
        "person.given_name": ("whole", "نمونه"),
        "person.family_name": ("whole", "آزمون‌زاده"),
        "person.birth_date": ("age-band", "45-59"),
        "person.alive": ("yes-no", True),
        "mobile.owned": ("yes-no", True),
    },
    "firms.lookup": {
        "firm.name": ("whole", "شرکت نمونهٔ ساختگی"),
        "firm.registered_on": ("whole", {"gregorian": "2011-04-01", "jalali": "1390/01/12"}),
        "firm.registration_number": ("whole", "4711"),
        "firm.postal_code": ("whole", None),
        "firm.active": ("yes-no", True),
    },
}
"""What the shipped agreements let each lookup tell of the agencies' people and firm."""
WITHHELD = {
    "persons.lookup": {"person.death_date"},
    "persons.relation": {"relative.birth_date"},
    "persons.registration-check": {"person.father_name", "person.death_date"},
}
SOURCES = {"person": "civil_registry", "relation": "civil_registry", "relative": "civil_registry"}
SOURCES |= {"mobile": "mobile_ownership", "firm": "legal_person_registry"}

every = pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda one: one.name)


@pytest.fixture
async def desk(shared_database_url: str) -> AsyncIterator[Desk]:
    """Give a desk under the shipped policy."""
    async with opened(shared_database_url) as desk:
        yield desk


def told(answer: LookupAnswer) -> dict[str, tuple[str, object]]:
    """Return what an answer tells: each field with its form and its value."""
    fields = json.loads(answer.answer)["fields"]
    assert len({one["name"] for one in fields}) == len(fields)
    return {one["name"]: (one["form"], one["value"]) for one in fields}


@every
async def test_exactly_what_was_agreed_is_told(desk: Desk, lookup: Lookup[Any]) -> None:
    """A service would be told more of a person than was agreed, or less, or in another form."""
    desk.clock.now += timedelta(seconds=90)
    answer = await desk.ask(lookup)
    said = json.loads(answer.answer)
    assert told(answer) == FOUND[lookup.name]
    assert set(said["withheld"]) == WITHHELD.get(lookup.name, set())
    assert said["found"] is True
    for one in said["fields"]:
        assert one["source"] == SOURCES[one["name"].partition(".")[0]]
        assert (one["as_of"], one["age_seconds"]) == ("2026-11-22T11:30:00+03:30", 90)
    assert said["answered_at"] == "2026-11-22T11:31:30+03:30"
    assert {one["provider"] for one in said["agreements"]} == {
        one["source"] for one in said["fields"]
    }


@every
async def test_the_receipt_says_what_the_answer_tells(desk: Desk, lookup: Lookup[Any]) -> None:
    """Nobody could prove what a service was told, or that no more was."""
    answer = await desk.ask(lookup)
    said, receipt = json.loads(answer.answer), proven(answer.receipt)
    assert receipt.answer_digest == sha256(answer.answer).digest()
    assert (receipt.state, receipt.case_id, receipt.due_at) == (ReceiptState.ANSWERED, None, None)
    assert (receipt.consumer, receipt.operation) == (desks.SERVICES, lookup.name)
    assert receipt.message_id == said["request"]
    forms = {name: form for one in receipt.disclosed for name, form in one.told.items()}
    assert forms == {name: form for name, (form, _) in told(answer).items()}
    assert {name for one in receipt.disclosed for name in one.withheld} == set(said["withheld"])
    digests = {one["digest"]: one["article"] for one in said["agreements"]}
    assert digests == {
        one.asked.basis.agreement.hex(): one.asked.basis.article
        for one in receipt.disclosed
        if one.asked.basis
    }


@every
async def test_the_register_has_what_the_receipt_says(desk: Desk, lookup: Lookup[Any]) -> None:
    """The register would not be complete against the receipts."""
    receipt = proven((await desk.ask(lookup)).receipt)
    found = await register_of(desk)
    assert len(found) == len(receipt.disclosed)
    hidden = {(one.asked.provider, one.asked.subject): one for one in receipt.disclosed}
    for row in found:
        digest = sha256(bytes(row["salt"]) + row["subject"].encode()).hexdigest()
        one = hidden[row["provider"], f"sha256:{digest}"]
        assert (row["told"], tuple(row["withheld"])) == (one.told, one.withheld)
        assert (row["task"], row["purpose"]) == (one.asked.task, one.asked.purpose)
        assert (row["outcome"], row["as_of"]) == ("told", kit.NOW)
    assert b"998" not in b"".join(bytes(row["document"]) for row in found)


async def test_a_relation_is_a_matter_of_both(desk: Desk) -> None:
    """A child that was asked about would not find it in the register."""
    await desk.ask(RELATION)
    subjects = {row["subject"] for row in await register_of(desk)}
    ids = (INSURED["national_id"], CHILD.national_id)
    assert subjects == {f"national-id:{one}" for one in ids}


async def test_nobody_is_his_own_relative(desk: Desk) -> None:
    """A slip of the one who types would be an internal error of the hub."""
    own = {"national_id": INSURED["national_id"], "relation": "child"}
    answer = await desk.ask(RELATION, BODIES[RELATION.name] | {"relative": own})
    assert told(answer) == {"relation.holds": ("yes-no", False)}
    assert len(await register_of(desk)) == 1


@pytest.mark.parametrize(
    ("relation", "known"), [("father", CHILD), ("child", replace(CHILD, given_name="x"))]
)
async def test_of_a_relation_that_does_not_hold_nobody_is_named(
    desk: Desk, relation: str, known: Any
) -> None:
    """Names of a child would be told to whoever guesses some relation or some number."""
    insured = parse_national_id(INSURED["national_id"])
    other = parse_national_id(identifiers.national_id(77))
    if relation == "child":
        known = replace(known, national_id=other)
    desk.registry.families[insured] = (Relative(Relation.CHILD, known),)
    body = BODIES[RELATION.name]
    asked = body | {"relative": body["relative"] | {"relation": relation}}
    answer = await desk.ask(RELATION, asked)
    assert told(answer) == {"relation.holds": ("yes-no", False)}
    assert json.loads(answer.answer)["withheld"] == []


@pytest.mark.parametrize("lookup", [PERSON, MOBILE, RELATION, FIRM], ids=lambda one: one.name)
async def test_of_nobody_nothing_is_told(desk: Desk, lookup: Lookup[Any]) -> None:
    """What is not there would look like something that is."""
    nobody = NoSuchRecord("agency", "no-such-record")
    desk.registry.failure = desk.mobiles.failure = desk.firms.failure = nobody
    answer = await desk.ask(lookup)
    said, receipt = json.loads(answer.answer), proven(answer.receipt)
    assert (said["found"], said["fields"], said["withheld"]) == (False, [], [])
    assert {one.outcome for one in receipt.disclosed} == {Telling.NOT_FOUND}
    assert receipt.answer_digest == sha256(answer.answer).digest()
    assert {(row["outcome"], str(row["told"])) for row in await register_of(desk)} == {
        ("not-found", "{}")
    }


@pytest.mark.parametrize("who", ["registry", "mobiles"])
async def test_half_a_check_is_none(desk: Desk, who: str) -> None:
    """Of an applicant who is not who he says, something would be told all the same."""
    getattr(desk, who).failure = NoSuchRecord("agency", "no-such-record")
    answer = await desk.ask(REGISTRATION)
    said, receipt = json.loads(answer.answer), proven(answer.receipt)
    assert (said["found"], said["fields"]) == (False, [])
    assert all(not one.told for one in receipt.disclosed)
    assert all(not row["told"] for row in await register_of(desk))
    assert len(await register_of(desk)) == 2


async def test_a_number_that_is_anothers_is_a_no(desk: Desk) -> None:
    """Somebody would register with the mobile number of another."""
    owners = desk.mobiles.owners
    owners[parse_mobile(desks.MOBILE), parse_national_id(INSURED["national_id"])] = False
    answer = await desk.ask(REGISTRATION)
    assert told(answer)["mobile.owned"] == ("yes-no", False)


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (AgencyUnavailable("agency", "timeout"), "provider.silent"),
        (AgencyBrokeContract("agency", "schema"), "provider.broke-contract"),
    ],
    ids=["silent", "broken"],
)
@every
async def test_of_a_silent_provider_a_receipt_is_left(
    desk: Desk, lookup: Lookup[Any], failure: Exception, code: str
) -> None:
    """A question would be asked of which no trace is left, since it has no answer."""
    desk.registry.failure = desk.firms.failure = failure
    if lookup is MOBILE:
        desk.mobiles.failure = failure
    with pytest.raises(ProviderSilent) as refused:
        await desk.ask(lookup)
    assert refused.value.code == code
    assert refused.value.receipt is not None
    receipt = proven(refused.value.receipt)
    assert (receipt.state, receipt.answer_digest) == (ReceiptState.UNANSWERED, None)
    found = await register_of(desk)
    assert len(found) == len(receipt.disclosed)
    assert "silent" in {row["outcome"] for row in found}
    assert all(row["told"] == {} for row in found)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"given_name": 7}, "person.given_name"), ({"birth_date": "1360/01/01"}, "person.birth_date")],
    ids=["number-for-a-name", "text-for-a-day"],
)
async def test_a_value_of_a_wrong_kind_stops_the_answer(
    desk: Desk, changes: dict[str, Any], field: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What a provider never agreed to give would be told in a form made for something else."""
    person = replace(kit.person(), **changes)
    desk.registry.people[person.national_id] = person
    with pytest.raises(ProviderSilent) as refused:
        await desk.ask(PERSON)
    assert refused.value.code == "provider.broke-contract"
    assert {row["outcome"] for row in await register_of(desk)} == {"silent"}


async def test_what_is_not_granted_may_be_of_any_kind(desk: Desk) -> None:
    """A field that nobody is told would keep all others from being told."""
    person = replace(kit.person(), death_date="soon")  # type: ignore[arg-type]  # broken data
    desk.registry.people[person.national_id] = person
    assert told(await desk.ask(PERSON)) == FOUND[PERSON.name]


@pytest.mark.parametrize(("later", "fresh"), [(0, True), (1, False)])
async def test_an_answer_older_than_agreed_is_none(desk: Desk, later: int, fresh: bool) -> None:
    """A service would decide by what was true last week."""
    desk.registry.as_of = kit.NOW - timedelta(days=1, seconds=later)
    if fresh:
        assert told(await desk.ask(PERSON)) == FOUND[PERSON.name]
        return
    with pytest.raises(ProviderSilent, match="civil_registry") as refused:
        await desk.ask(PERSON)
    assert refused.value.code == "provider.silent"
    assert proven(refused.value.receipt or b"").state is ReceiptState.UNANSWERED


async def test_the_firm_of_the_kit_is_the_firm_of_the_lookup(desk: Desk) -> None:
    """The register would name another firm than the one that was asked about."""
    await desk.ask(FIRM)
    assert [row["subject"] for row in await register_of(desk)] == [
        f"legal-id:{commerce_card.firm().legal_id}"
    ]
