"""What a lookup is refused for, each by its own name, and what is kept of a refusal."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hub.errors import InvalidRequest, MessageReplayed, NotPermitted, QuotaSpent
from hub.lookups import LOOKUPS
from hub.lookups.base import Lookup
from hub.lookups.persons import MOBILE, PERSON, REGISTRATION, RELATION
from schemas.canonical.disclosure import Telling
from schemas.canonical.identifiers import parse_national_id
from schemas.canonical.receipt import ReceiptState
from simulators.kit import identifiers
from tests.kit import article37 as kit
from tests.kit import policy
from tests.kit.lookups import BODIES, Desk, admit, opened, proven, register_of
from tests.kit.messages import BANK
from tests.unit.hub.policy.agreement_files import written

FILE = "identity-inquiry-civil-registry.toml"
IDENTITY = {"service": '"identity-inquiry"', "purpose": '"identity-inquiry"'}
ASKED = BODIES[PERSON.name]

WANTED = {
    "persons.lookup": "person.alive",
    "persons.mobile-ownership": "mobile.owned",
    "persons.relation": "relation.holds",
    "persons.registration-check": "person.birth_date",
    "firms.lookup": "firm.active",
}


def agreement(**changes: str) -> dict[str, str]:
    """Return the agreement of the identity inquiry, with changes."""
    return {FILE: written(IDENTITY | changes)}


@pytest.fixture
async def desk(shared_database_url: str) -> AsyncIterator[Desk]:
    """Give a desk under the shipped policy."""
    async with opened(shared_database_url) as desk:
        yield desk


async def refused(desk: Desk, code: str, body: dict[str, Any], **how: Any) -> NotPermitted:
    """Return the refusal of a person's lookup; nobody is asked, and it is kept with its receipt."""
    with pytest.raises(NotPermitted) as denied:
        await desk.ask(PERSON, body, **how)
    assert denied.value.code == code
    assert desk.registry.asked == 0
    assert denied.value.receipt is not None
    receipt = proven(denied.value.receipt)
    assert (receipt.state, receipt.answer_digest) == (ReceiptState.REFUSED, None)
    (one,) = receipt.disclosed
    assert (one.outcome, one.reason, one.told) == (Telling.REFUSED, code, {})
    (row,) = await register_of(desk)
    assert (row["outcome"], row["reason"], row["agreement"]) == ("refused", code, None)
    assert row["subject"] == f"national-id:{body['person']['national_id']}"
    assert tuple(row["asked"]) == one.asked.fields == tuple(body.get("fields", ()))
    return denied.value


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"service": "no-such-service"}, "service.unknown"),
        ({"purpose": "no-such-purpose"}, "purpose.unknown"),
        ({"purpose": "dependant-enrolment"}, "purpose.other-service"),
        ({"service": "workshop-debt", "purpose": "debt-view"}, "agreement.none"),
        ({"fields": ["person.death_date"]}, "agreement.field"),
        ({"fields": ["person.alive", "relative.given_name"]}, "agreement.field"),
    ],
    ids=["service", "purpose", "purpose-of-another", "provider", "field", "one-of-two-fields"],
)
async def test_what_is_not_agreed_is_refused_by_name(
    desk: Desk, changes: dict[str, Any], code: str
) -> None:
    """A consumer would be told something, or not know what is missing."""
    denied = await refused(desk, code, ASKED | changes)
    assert denied.field == (changes["fields"][-1] if "fields" in changes else None)


async def test_another_consumer_has_no_agreement(desk: Desk, shared_database_url: str) -> None:
    """An agency would be told what the organization's own services are."""
    admit(shared_database_url, BANK.code)
    await refused(desk, "agreement.none", ASKED, consumer=BANK.code)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_until": "2026-11-21"}, "agreement.not-in-force"),
        ({"valid_from": "2026-11-23"}, "agreement.not-in-force"),
        ({"allowed_hours": '["12:00-13:00"]'}, "agreement.hours"),
        ({"signed": "true"}, "agreement.signature"),
    ],
    ids=["over", "to-come", "hours", "unsigned"],
)
async def test_an_agreement_that_does_not_hold_is_none(
    desk: Desk, changes: dict[str, str], code: str
) -> None:
    """What was agreed once, for other hours or under a signature, would be told for good."""
    await policy.load(desk.database, agreement(**changes))
    await refused(desk, code, ASKED)


async def test_a_signed_request_is_answered_under_such_an_agreement(desk: Desk) -> None:
    """Nobody could ask under an agreement that wants signatures."""
    await policy.load(desk.database, agreement(signed="true"))
    assert (await desk.ask(PERSON, signed=True)).answer


@pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda one: one.name)
async def test_only_the_wanted_fields_are_told(desk: Desk, lookup: Lookup[Any]) -> None:
    """A service that wants one field would be told all of them."""
    body, name = BODIES[lookup.name], WANTED[lookup.name]
    answer = await desk.ask(lookup, body | {"fields": [name]})
    receipt = proven(answer.receipt)
    assert {told for one in receipt.disclosed for told in one.told} == {name}
    assert answer.answer.count(b'"form":') == 1
    assert all(one.asked.fields == (name,) for one in receipt.disclosed)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        (["person.alive", "person.alive"], "fields.twice"),
        (["person.photograph"], "fields.unknown"),
        (["firm.name"], "fields.unknown"),
        (["debt.total", "person.alive"], "fields.unknown"),
    ],
    ids=["twice", "nobodys", "anothers", "one-of-two"],
)
async def test_fields_are_of_the_provider_and_each_once(
    desk: Desk, fields: list[str], rule: str
) -> None:
    """A slip in a name would be taken for a field that nobody has."""
    with pytest.raises(InvalidRequest) as refused:
        await desk.ask(PERSON, ASKED | {"fields": fields})
    assert (refused.value.field, refused.value.rule) == ("fields", rule)
    assert await register_of(desk) == []


@pytest.mark.parametrize(
    ("lookup", "change", "field", "rule"),
    [
        (PERSON, {"person": {"national_id": "9980000000"}}, "person.national_id", "national-id."),
        (PERSON, {"person": {"birth_date": "1360/13/01"}}, "person.birth_date", "day.no-such-day"),
        (PERSON, {"person": {"birth_date": "1981-02-30"}}, "person.birth_date", "day.no-such-day"),
        (MOBILE, {"mobile": "02188880000"}, "mobile", "mobile.form"),
        (RELATION, {"relative": {"national_id": "1"}}, "relative.national_id", "national-id."),
    ],
)
async def test_a_slip_is_named_by_its_field_and_rule(
    desk: Desk, lookup: Lookup[Any], change: dict[str, Any], field: str, rule: str
) -> None:
    """A clerk would not know which of his entries is wrong, or an agency be asked for nobody."""
    body = dict(BODIES[lookup.name])
    for member, value in change.items():
        body[member] = body[member] | value if isinstance(value, dict) else value
    with pytest.raises(InvalidRequest) as refused:
        await desk.ask(lookup, body)
    assert refused.value.field == field
    assert (refused.value.rule or "").startswith(rule)
    assert desk.registry.asked == desk.mobiles.asked == 0


async def test_a_quota_is_spent_and_comes_back(desk: Desk) -> None:
    """A service that has gone wild would ask about everybody there is."""
    desk.clock.now = desk.registry.as_of = kit.NOW + timedelta(days=30)  # nobody else asks then
    await policy.load(desk.database, agreement(quota="{per_minute = 2, per_day = 3}"))
    used = [(await desk.ask(PERSON)).usages for _ in range(2)]
    assert [[(one.span, one.remaining) for one in each] for each in used] == [
        [("minute", 1), ("day", 2)],
        [("minute", 0), ("day", 1)],
    ]
    with pytest.raises(QuotaSpent) as spent:
        await desk.ask(PERSON)
    assert 0 < spent.value.retry_after <= 60
    assert desk.registry.asked == 2
    desk.clock.now += timedelta(minutes=1)
    desk.registry.as_of = desk.clock.now
    assert (await desk.ask(PERSON)).usages[1].remaining == 0
    with pytest.raises(QuotaSpent) as spent:
        await desk.ask(PERSON)
    assert spent.value.retry_after > 3600
    desk.clock.now += timedelta(days=1)
    await policy.load(desk.database, agreement())
    desk.registry.as_of = desk.clock.now
    assert (await desk.ask(PERSON)).answer


async def test_a_proof_is_good_for_one_question(desk: Desk) -> None:
    """Whoever overhears a question could ask it again, or another one in its place."""
    await desk.ask(PERSON, proof=1)
    with pytest.raises(MessageReplayed):
        await desk.ask(PERSON, proof=1)
    with pytest.raises(MessageReplayed):
        await desk.ask(REGISTRATION, proof=1)
    assert desk.registry.asked == 1


async def test_a_refused_question_is_kept_once(desk: Desk) -> None:
    """Whoever sends a refused question again and again would fill the evidence with receipts."""
    body = ASKED | {"purpose": "no-such-purpose"}
    await refused(desk, "purpose.unknown", body, proof=1_000_001)
    with pytest.raises(MessageReplayed):
        await desk.ask(PERSON, body, proof=1_000_001)
    assert len(await register_of(desk)) == 1


async def test_of_many_with_one_proof_one_is_answered(desk: Desk) -> None:
    """Two processes that get the same proof at the same time would both answer."""
    asked = (desk.ask(PERSON, proof=2) for _ in range(4))
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(isinstance(one, MessageReplayed) for one in found) == [False, True, True, True]
    assert desk.registry.asked == 1


async def test_a_policy_holds_from_the_next_question_on(desk: Desk) -> None:
    """A field that is not agreed any more would be told until the next restart."""
    assert b"person.family_name" in (await desk.ask(PERSON)).answer
    await policy.load(
        desk.database, agreement(fields='[{name = "person.given_name", transform = "masked"}]')
    )
    answer = (await desk.ask(PERSON)).answer.decode()
    assert '"form":"masked"' in answer
    assert kit.person().family_name not in answer
    assert kit.person().given_name not in answer
    await policy.load(desk.database, agreement(valid_until="2026-11-21"))
    with pytest.raises(NotPermitted, match=r"agreement\.not-in-force"):
        await desk.ask(PERSON)
    assert len(await register_of(desk)) == 3


async def test_a_refused_check_names_both_questions(desk: Desk) -> None:
    """The register would know only half of what somebody was after."""
    shipped = policy.shipped("agreements")["registration-mobile-ownership.toml"]
    over = shipped.replace("2028-03-19", "2026-11-21")
    await policy.load(desk.database, {"registration-mobile-ownership.toml": over})
    with pytest.raises(NotPermitted, match=r"agreement\.not-in-force") as denied:
        await desk.ask(REGISTRATION)
    receipt = proven(denied.value.receipt or b"")
    providers = [one.asked.provider for one in receipt.disclosed]
    assert sorted(providers) == ["civil_registry", "mobile_ownership"]
    assert desk.registry.asked == desk.mobiles.asked == 0


async def test_lost_zeros_are_the_same_person(desk: Desk) -> None:
    """A person would have two entries in the register, by how his number was typed."""
    short = parse_national_id(identifiers.short_national_id(900_001))
    body = ASKED | {"person": ASKED["person"] | {"national_id": short[2:]}}
    person = replace(kit.person(), national_id=short)
    desk.registry.people[person.national_id] = person
    await desk.ask(PERSON, body)
    (row,) = await register_of(desk)
    assert row["subject"] == f"national-id:{short}"
