"""The shipped agreements are sound, cover what the duties read, and tell no more."""

from datetime import date
from importlib.resources import files

import pytest

from hub.policy.agreements import Agreements, load_agreements
from hub.policy.agreements_model import Key, Task, Transform
from hub.policy.fields import Kind
from tests.unit.hub.policy.agreement_files import NOON, fields

_DEBT = {"debt.definite", "debt.divisible", "debt.indivisible", "debt.total"}
_WORKSHOP = {"workshop.name", "workshop.address"}
_NAMES = {"person.given_name", "person.family_name", "person.alive"}
_TRANSFER = ("notary-offices", Task("use_case", "article37"), "transfer-of-workshop")
_CARD = ("commerce-card-registry", Task("use_case", "commerce-card"), "premium-clearance")


@pytest.fixture(scope="module")
def shipped() -> Agreements:
    """Give the agreements of the package."""
    folder = files("hub.policy") / "agreements"
    texts = {one.name: one.read_text("utf-8") for one in folder.iterdir()}
    return load_agreements(texts, fields())


@pytest.mark.parametrize(
    ("key", "granted"),
    [
        (Key(*_TRANSFER, "civil_registry"), _NAMES),
        (Key(*_TRANSFER, "insurance_ledger"), _DEBT | _WORKSHOP),
        (Key(*_CARD, "civil_registry"), _NAMES),
        (Key(*_CARD, "legal_person_registry"), {"firm.name", "firm.active"}),
        (Key(*_CARD, "insurance_ledger"), _DEBT | _WORKSHOP),
    ],
)
def test_a_duty_is_told_what_its_rules_read(
    shipped: Agreements, key: Key, granted: set[str]
) -> None:
    """A duty would miss a fact that it decides on, or be told one that it does not need."""
    assert shipped.grant(key, NOON).agreement.fields.keys() == granted


def test_each_file_is_named_for_what_it_says(shipped: Agreements) -> None:
    """A deployment would override another agreement than it meant."""
    for one in shipped.all:
        if one.key.provider == "shared_contracts":
            way = one.key.purpose.removeprefix("contract-")
            assert one.name == f"contracts-{one.key.consumer}-{way}"
        else:
            assert one.name == f"{one.key.task.code}-{one.key.provider.replace('_', '-')}"


def test_what_agencies_and_courts_rely_on_is_signed(shipped: Agreements) -> None:
    """An agency could deny its own question, or a service would have to sign each lookup."""
    signed = {one.key.task.code for one in shipped.all if one.signed}
    assert signed == {
        "article37",
        "article38",
        "article38-clearance",
        "article38-file",
        "commerce-card",
        "contract-sync",
    }
    plain = {one.name for one in shipped.all if not one.signed and one.key.task.code in signed}
    assert plain == {"contracts-tax-authority-batch"}  # a stream has no end to be signed


@pytest.mark.parametrize(
    ("task", "per_minute", "per_day"),
    [("article37", 6000, 400_000), ("commerce-card", 1200, 40_000)],
)
def test_a_quota_is_for_all_offices_together(
    shipped: Agreements, task: str, per_minute: int, per_day: int
) -> None:
    """The offices of a whole country would share what one of them asks."""
    quotas = {one.quota for one in shipped.all if one.key.task.code == task}
    assert quotas == {(per_minute, per_day)}


def test_none_ends_unseen(shipped: Agreements) -> None:
    """A release would be shipped whose agreements end within two months."""
    assert all(one.holds(NOON.date()) for one in shipped.all)
    assert not any(shipped.ends_within(one, NOON.date()) for one in shipped.all)
    late = date(2028, 3, 15)
    assert {shipped.ends_within(one, late) for one in shipped.all} == {7}


def test_flags_are_told_by_yes_or_no(shipped: Agreements) -> None:
    """A life or a relation would be told in a form that says more than it is."""
    for one in shipped.all:
        for name, told in one.fields.items():
            flag = fields().of(one.key.provider)[name].kind is Kind.FLAG
            assert not flag or told is Transform.YES_NO
