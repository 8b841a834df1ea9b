"""The gate: what no agreement allows does not pass, and who is refused is told by what."""

from functools import cache

import pytest

from hub.errors import NotPermitted
from hub.policy.agreements import INTERNAL
from hub.policy.agreements_model import Key, Task
from hub.policy.authorize import authorize, permit
from hub.policy.in_force import InForce
from schemas.canonical.case import Allowance
from tests.kit import article37 as kit
from tests.kit.policy import changed, in_force
from tests.unit.hub.policy.gate import CHAMBERS, NOTARIES, Refused, refusal, request


@cache
def rules() -> InForce:
    """Return the shipped policy."""
    return in_force()


@pytest.mark.parametrize(
    ("consumer", "duty", "providers"),
    [
        (NOTARIES, "article37", ["civil_registry", "insurance_ledger"]),
        (
            CHAMBERS,
            "commerce-card",
            ["civil_registry", "legal_person_registry", "insurance_ledger"],
        ),
    ],
)
def test_what_passes_bears_its_agreements(consumer: str, duty: str, providers: list[str]) -> None:
    """A receipt would name other agreements than those that let a request pass."""
    passed = authorize(request(consumer, duty), rules())
    signed = {one.key.provider: one for one in rules().agreements.all if one.key.task[1] == duty}
    assert [one.provider for one in passed.agreements] == providers
    for one in passed.agreements:
        agreement = signed[one.provider]
        assert one.purpose == agreement.key.purpose
        assert one.basis.agreement.hex() == agreement.digest
        assert one.basis.article == agreement.article
    assert list(passed.allowances) == sorted(
        (Allowance(one.key.words, *one.quota) for one in signed.values()),
        key=lambda one: one.words,
    )


NEAR = ["article3", "article377", "Article37", "article37 ", "*", ""]


@pytest.mark.parametrize("near", NEAR)
def test_a_duty_is_a_whole_word(near: str) -> None:
    """A right to one duty would open another of a like name."""
    assert refusal(request(duty=near), rules()) == Refused("service.unknown")


@pytest.mark.parametrize("near", ["notary-office", "notary-offices ", "NOTARY-OFFICES", "*", ""])
def test_a_consumer_is_a_whole_word(near: str) -> None:
    """What was agreed with one agency would be told to another of a like name."""
    assert refusal(request(near), rules()) == Refused("agreement.none")


def test_a_use_case_that_needs_nothing_is_none() -> None:
    """A passport without needs would open its use case to whoever is registered."""
    idle = [one.code for one in rules().passports if not one.needs]
    assert idle
    for code in idle:
        assert refusal(request(duty=code), rules()) == Refused("service.unknown")


REGISTRY = "article37-civil-registry"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ({"valid_until": "2026-11-22"}, None),
        ({"valid_until": "2026-11-21"}, "agreement.not-in-force"),
        ({"valid_from": "2026-11-22"}, None),
        ({"valid_from": "2026-11-23"}, "agreement.not-in-force"),
        ({"allowed_hours": '["11:30-11:31"]'}, None),
        ({"allowed_hours": '["00:00-11:30", "11:31-24:00"]'}, "agreement.hours"),
        ({"purpose": '"premium-clearance"'}, "agreement.none"),
    ],
)
def test_days_and_hours_are_those_of_tehran(lines: dict[str, str], why: str | None) -> None:
    """An agreement would hold a day or an hour longer than was signed; it is half past eleven."""
    assert (refusal(request(), in_force(changed(REGISTRY, **lines))) or (None,))[0] == why


def key(service: str, purpose: str) -> Key:
    """Return under which words a service of the organization asks the civil registry."""
    return Key(INTERNAL, Task("service", service), purpose, "civil_registry")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (key("no-such-service", "identity-inquiry"), "service.unknown"),
        (key("identity-inquiry", "no-such-purpose"), "purpose.unknown"),
        (key("identity-inquiry", "account-registration"), "purpose.other-service"),
        (key("identity-inquiry", "identity-inquiry")._replace(consumer="x"), "agreement.none"),
        (
            key("identity-inquiry", "identity-inquiry")._replace(provider="tax_authority"),
            "agreement.none",
        ),
    ],
)
def test_who_is_refused_is_told_by_what(asked: Key, why: str) -> None:
    """A service that misspells its purpose would look for an agreement that is there."""
    with pytest.raises(NotPermitted) as caught:
        permit(asked, rules(), signed=True, at=kit.NOW)
    assert caught.value.code == why


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("needed", [True, False])
def test_a_signature_is_asked_for_where_it_was_agreed(signed: bool, needed: bool) -> None:
    """A consumer could deny what he asked, or be refused for what nobody agreed with him."""
    agreed = in_force(changed("identity-inquiry-civil-registry", signed=str(needed).lower()))
    asked = key("identity-inquiry", "identity-inquiry")
    if needed and not signed:
        with pytest.raises(NotPermitted, match=r"agreement\.signature"):
            permit(asked, agreed, signed=signed, at=kit.NOW)
        return
    assert permit(asked, agreed, signed=signed, at=kit.NOW).agreement.key == asked


def test_what_is_agreed_in_batches_answers_no_single_question() -> None:
    """A list that was agreed to be brought once a day could be asked person by person."""
    agreed = in_force(changed("identity-inquiry-civil-registry", delivery='"batch"'))
    with pytest.raises(NotPermitted, match=r"agreement\.delivery"):
        permit(key("identity-inquiry", "identity-inquiry"), agreed, signed=True, at=kit.NOW)
