"""Inquiries of both use cases, what becomes of each, and their agreements mutated."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from adapters.base.errors import AgencyBrokeContract, AgencyUnavailable
from hub.policy.fields import Kind
from schemas.canonical.dates import jalali
from tests.kit import article37, commerce_card, policy
from tests.taint import world
from tests.taint.house import CHAMBERS, NOTARIES, Hub
from tests.taint.variants import Variant, lettered, mutants, shipped

_NATURAL: Final = {
    "Transferor/Natural/NationalId": world.INSURED,
    "Transferor/Natural/BirthDate": jalali(world.BORN_AS_ASKED),
}
_OTHER_NAMES: Final = {
    "Transferor/Natural/GivenName": "کسی",
    "Transferor/Natural/FamilyName": "دیگر",
}
_APPLICANT: Final = {
    "Applicant/Natural/NationalId": world.INSURED,
    "Applicant/Natural/BirthDate": jalali(world.BORN_AS_ASKED),
}
_FIRM: Final = {"Applicant/Legal/LegalId": world.FIRM_ID}
_TRANSFER: Final = article37.REQUEST
_TO: Final = article37.TRANSFEREE
_PLACE: Final = article37.BY_NUMBER

DEED: Final = _TRANSFER | _NATURAL | _TO | _PLACE
_DEED_OF_A_FIRM: Final = _TRANSFER | {"Transferor/Legal/LegalId": world.FIRM_ID} | _TO | _PLACE
_DEED_OF_ANOTHER: Final = _TRANSFER | _NATURAL | _OTHER_NAMES | _TO | _PLACE
_DEED_BY_ADDRESS: Final = _TRANSFER | _NATURAL | _TO | article37.BY_ADDRESS
CARD: Final = commerce_card.RENEWAL | _FIRM | _PLACE
_CARD_OF_A_PERSON: Final = commerce_card.RENEWAL | _APPLICANT | _PLACE

NAMES: Final = frozenset({"person.given_name", "person.family_name"})
WORKSHOP: Final = frozenset({"workshop.name"})
DEBT: Final = frozenset({"debt.definite", "debt.divisible", "debt.indivisible", "debt.total"})
FIRM: Final = frozenset({"firm.name"})
NOTHING: Final[frozenset[str]] = frozenset()
OF_DUTY: Final = {"article37": (NOTARIES, DEED), "commerce-card": (CHAMBERS, CARD)}
Scene = Callable[[Hub], None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """An inquiry, how things stand with the agencies, and the marks that its answer states."""

    name: str
    duty: str
    fields: Mapping[str, str]
    scene: Scene
    states: frozenset[str]


def as_before(hub: Hub) -> None:
    """Let everybody know what `world` has, the transferor being alive and owing nothing."""
    hub.registry.failure = hub.ledger.failure = hub.firms.failure = None
    hub.registry.people[world.INSURED] = world.ALIVE
    hub.ledger.debts[article37.WORKSHOP] = world.CLEAR
    hub.firms.firms[world.FIRM_ID] = world.FIRM


def _owing(hub: Hub) -> None:
    hub.ledger.debts[article37.WORKSHOP] = world.OWING


def _dead(hub: Hub) -> None:
    hub.registry.people[world.INSURED] = world.DEAD


def _unknown(hub: Hub) -> None:
    hub.registry.people.clear()
    hub.firms.firms.clear()


def _broken(hub: Hub) -> None:
    hub.registry.failure = hub.firms.failure = AgencyBrokeContract("agency", "schema")


def _silent(hub: Hub) -> None:
    hub.ledger.failure = AgencyUnavailable("agency", "timeout")


SCENARIOS: Final = (
    Scenario("clear", "article37", DEED, as_before, NAMES | WORKSHOP),
    Scenario("owing", "article37", DEED, _owing, NAMES | WORKSHOP | DEBT),
    Scenario("firm", "article37", _DEED_OF_A_FIRM, as_before, WORKSHOP),
    Scenario("address", "article37", _DEED_BY_ADDRESS, as_before, NAMES | WORKSHOP),
    Scenario("other-name", "article37", _DEED_OF_ANOTHER, as_before, NOTHING),
    Scenario("dead", "article37", DEED, _dead, NOTHING),
    Scenario("unknown", "article37", DEED, _unknown, NOTHING),
    Scenario("broken", "article37", DEED, _broken, NOTHING),
    Scenario("silent", "article37", DEED, _silent, NOTHING),
    Scenario("card", "commerce-card", CARD, as_before, WORKSHOP | FIRM),
    Scenario("card-owing", "commerce-card", CARD, _owing, WORKSHOP | DEBT | FIRM),
    Scenario("card-person", "commerce-card", _CARD_OF_A_PERSON, as_before, WORKSHOP | NAMES),
    Scenario("card-unknown", "commerce-card", CARD, _unknown, NOTHING),
    Scenario("card-broken", "commerce-card", CARD, _broken, NOTHING),
    Scenario("card-silent", "commerce-card", CARD, _silent, NOTHING),
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A consumer whose agreements are those of a use case, one of them mutated."""

    consumer: str
    duty: str
    change: str
    answered: bool
    texts: Mapping[str, str]


def mutated() -> Iterator[Mutant]:
    """Yield a consumer for every field that is removed from an agreement, or told otherwise."""
    numbers = count(1)
    for duty in OF_DUTY:
        own = [one for one in shipped() if one.table.get("use_case") == duty]
        for one in own:
            for mutant in mutants(one):
                consumer = f"taint-{lettered(next(numbers))}"
                rest = [each for each in own if each is not one]
                texts = {
                    f"{consumer}-{each.file}": each.text(consumer=consumer)
                    for each in (mutant, *rest)
                }
                yield Mutant(consumer, duty, mutant.change, _enough(duty, mutant), texts)


def _enough(duty: str, mutant: Variant) -> bool:
    """Tell whether a mutant still grants all that the use case states, as it states it."""
    (passport,) = (one for one in policy.in_force().passports if one.code == duty)
    kinds = policy.fields().of(mutant.provider)
    needed = {
        name for need in passport.needs if need.agency == mutant.provider for name in need.fields
    }
    whole = {name for name, form in mutant.fields.items() if form == "whole"}
    flags = {name for name in mutant.fields if kinds[name].kind is Kind.FLAG}
    return needed <= whole | flags
