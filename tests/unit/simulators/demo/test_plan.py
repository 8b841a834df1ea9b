"""The plan asks what it says it asks, and knows the answer without the hub."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.demo import plan
from simulators.demo.acts import FIXED
from simulators.demo.country import Country
from simulators.demo.words import Inquiry, Kind
from simulators.kit.population import Population, population

WRITTEN = [kind for kind in plan.shares(200, FIXED) if kind is not Kind.REPEATED]


@pytest.fixture(scope="module")
def people() -> Population:
    return population(11, 2_000)


@given(st.integers(FIXED + 27, 5_000))
def test_shares_make_the_total(total: int) -> None:
    """A demonstration of so many inquiries would ask more or fewer, or leave a kind out."""
    found = plan.shares(total, FIXED)
    assert FIXED + sum(found.values()) == total
    assert min(found.values()) >= 1


@pytest.mark.parametrize("kind", WRITTEN)
def test_same_seed_same_inquiries(kind: Kind, people: Population) -> None:
    """A run that failed could not be repeated."""

    def written() -> list[Inquiry]:
        return plan.write(Country(people, 3), kind, 4)

    assert written() == written()
    assert {one.kind for one in written()} == {kind}


@pytest.mark.parametrize("kind", [Kind.CLEAR, Kind.OWING, Kind.LEGAL, Kind.SOAP12])
def test_debt_is_the_country_s(kind: Kind, people: Population) -> None:
    """The expected debt would be another workshop's, and a wrong answer pass for right."""
    for one in plan.write(Country(people, 5), kind, 10):
        asked = one.fields["Workshop"]["Registered"]
        shop = people.workshops[asked["WorkshopId"], asked["Branch"]]
        owed = (shop.definite, shop.divisible, shop.indivisible)
        assert one.expected.owed == (owed if any(owed) else None)
        assert one.expected.outcome == ("REFUSED" if any(owed) else "GRANTED")


def test_clear_and_owing_are_apart(people: Population) -> None:
    """The two ordinary kinds would be one, and one decision never be seen."""
    country = Country(people, 5)
    assert {one.expected.outcome for one in plan.write(country, Kind.CLEAR, 20)} == {"GRANTED"}
    assert {one.expected.outcome for one in plan.write(country, Kind.OWING, 20)} == {"REFUSED"}


def test_cards_are_asked_with_and_without_debt(people: Population) -> None:
    """A card would be expected to be cleared over a debt, or for a firm that is gone."""
    country = Country(people, 5)
    cards = {
        kind: plan.write(country, kind, 8)
        for kind in (Kind.CARD, Kind.CARD_OWING, Kind.CARD_DISSOLVED)
    }
    assert {one.expected.codes for one in cards[Kind.CARD]} == {("no-debt",)}
    assert {one.expected.codes for one in cards[Kind.CARD_OWING]} == {("debt",)}
    assert all(one.expected.codes[0] == "firm-dissolved" for one in cards[Kind.CARD_DISSOLVED])
    every = [one.fields for written in cards.values() for one in written]
    assert {fields["Purpose"] for fields in every} == {"issue", "renewal"}
    assert all(("CardNumber" in one) == (one["Purpose"] == "renewal") for one in every)
    assert {next(iter(fields["Applicant"])) for fields in every} == {"Legal", "Natural"}


def test_doubtful_ones_are_doubtful(people: Population) -> None:
    """A pending answer would be expected of an inquiry that nothing is wrong with."""
    country = Country(people, 7)
    for one in plan.write(country, Kind.DECEASED, 5):
        assert people.people[one.fields["Transferor"]["Natural"]["NationalId"]].died
    for one in plan.write(country, Kind.MISMATCH, 5):
        deed = one.fields["Transferor"]["Natural"]
        assert deed["FamilyName"] not in people.people[deed["NationalId"]].family_name
    for one in plan.write(country, Kind.SHARED, 5):
        assert len(people.at_postal_code[one.fields["Workshop"]["Located"]["PostalCode"]]) > 1
    for one in plan.write(country, Kind.LOCATED, 3):
        assert len(people.at_postal_code[one.fields["Workshop"]["Located"]["PostalCode"]]) == 1
    known = {number for number, _ in people.workshops}
    for one in plan.write(country, Kind.UNKNOWN, 5):
        assert one.fields["Workshop"]["Registered"]["WorkshopId"] not in known


def test_outages_are_of_three_agencies(people: Population) -> None:
    """An agency would never be seen to go and come back."""
    waiting = plan.write(Country(people, 9), Kind.OUTAGE, 8)
    assert {one.expected.codes for one in waiting} == {
        ("registry-silent",),
        ("ledger-unreadable",),
        ("firms-silent",),
    }
    assert all(one.later and one.later.outcome != "pending" for one in waiting)
