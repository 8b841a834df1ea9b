"""What the demonstration knows of the synthetic country: whom to ask about, and what is true."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from random import Random
from typing import Any

from simulators.demo.words import Debt, Told
from simulators.kit import names
from simulators.kit.clock import jalali_today
from simulators.kit.people import Firm, Person, Workshop
from simulators.kit.population import Population

_KINDS = ("definite", "conditional", "mortgage", "settlement", "lease")
_LETTERS = str.maketrans({"ی": "ي", "ک": "ك"})


class Country:
    """Picks workshops and people by seed and writes inquiries about them."""

    def __init__(self, population: Population, seed: int) -> None:
        self._population = population
        self._rng = Random(f"demo {seed}")
        self._serial = 0

    def pick(self, wanted: Callable[[Workshop], bool]) -> Workshop:
        """Return a workshop that is ``wanted``; ``IndexError`` when the country has none."""
        return self._rng.choice([one for one in self._workshops if wanted(one)])

    def dead(self) -> Person:
        """Return somebody who has died."""
        return self._rng.choice([one for one in self._population.people.values() if one.died])

    def neighbour(self) -> Workshop:
        """Return a workshop that shares its address, to the number of the house, with another."""
        shared = [one for one in self._population.at_postal_code.values() if _same_address(one)]
        return self._rng.choice(self._rng.choice(shared))

    def alone(self, workshop: Workshop) -> bool:
        """Tell whether no other workshop stands at the postal code."""
        return len(self._population.at_postal_code[workshop.postal_code]) == 1

    def strange_workshop(self) -> dict[str, Any]:
        """Return a workshop number that the ledger does not know."""
        known = {number for number, _ in self._population.workshops}
        numbers: Iterator[str] = (f"98{self._rng.randrange(10**8):08}" for _ in range(1_000))
        return registered(next(one for one in numbers if one not in known), "0210")

    def inquiry(self, transferor: Mapping[str, Any], workshop: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of an inquiry on one transfer of a workshop, to somebody living."""
        rng = self._rng
        self._serial += 1
        return {
            "NotaryOffice": f"{rng.randrange(100, 99_999):05}",
            "RequestNumber": f"1405/{self._serial:05}",
            "RequestDate": jalali(jalali_today()),
            "Transfer": {
                "Kind": _KINDS[self._serial % len(_KINDS)],
                "Registered": rng.random() < 0.8,
                "Object": rng.choice(("corpus", "benefits")),
            },
            "Transferor": dict(transferor),
            "Transferee": natural(rng.choice(self._adults), named=False),
            "Workshop": dict(workshop),
        }

    def card_inquiry(self, applicant: Person | Firm, workshop: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of a chamber's inquiry; three in four renew a card they name."""
        rng = self._rng
        self._serial += 1
        renewal = {"Purpose": "renewal", "CardNumber": f"1400{rng.randrange(10**7):07}"}
        party = (
            {"Legal": {"LegalId": applicant.legal_id}}
            if isinstance(applicant, Firm)
            else natural(applicant, named=False)
        )
        return {
            "Chamber": f"{rng.randrange(1, 40):04}",
            "RequestNumber": f"1405/{self._serial:05}",
            "RequestDate": jalali(jalali_today()),
            **(renewal if self._serial % 4 else {"Purpose": "issue"}),
            "Applicant": party,
            "Workshop": dict(workshop),
        }

    def party(self, owner: Person | Firm) -> dict[str, Any]:
        """Return an owner as a deed names him: with a name or without, in either alphabet."""
        if isinstance(owner, Firm):
            return {"Legal": {"LegalId": owner.legal_id, "Name": owner.name}}
        found = natural(owner, named=self._rng.random() < 0.7)
        if self._rng.random() < 0.5:
            texts = found["Natural"]
            found["Natural"] = {name: text.translate(_LETTERS) for name, text in texts.items()}
        return found

    def other_family(self, person: Person) -> str:
        """Return a family name that is not the person's."""
        return self._rng.choice([one for one in names.FAMILIES if one not in person.family_name])

    @cached_property
    def _workshops(self) -> list[Workshop]:
        return list(self._population.workshops.values())

    @cached_property
    def _adults(self) -> list[Person]:
        return [one.owner for one in self._workshops if isinstance(one.owner, Person)]


def _same_address(workshops: list[Workshop]) -> bool:
    return len(workshops) > 1 and len({one.address for one in workshops}) == 1


def jalali(day: int) -> str:
    """Return a Jalali integer YYYYMMDD as the contract's ten characters."""
    return f"{day // 10_000}/{day // 100 % 100:02}/{day % 100:02}"


def natural(person: Person, *, named: bool = True) -> dict[str, Any]:
    """Return a natural party as the contract has it."""
    fields = {"NationalId": person.national_id, "BirthDate": jalali(person.born)}
    if named:
        fields |= {"GivenName": person.given_name, "FamilyName": person.family_name}
    return {"Natural": fields}


def registered(workshop_id: str, branch: str) -> dict[str, Any]:
    """Return a workshop by its number and branch."""
    return {"Registered": {"WorkshopId": workshop_id, "Branch": branch}}


def located(workshop: Workshop) -> dict[str, Any]:
    """Return a workshop by where it stands."""
    return {"Located": {"PostalCode": workshop.postal_code, "Address": workshop.address}}


def debt_of(workshop: Workshop) -> Debt:
    """Return what a workshop owes, in rials."""
    return workshop.definite, workshop.divisible, workshop.indivisible


def decided(owed: Debt) -> Told:
    """Return what Article 37 makes of a debt."""
    if sum(owed):
        return Told("REFUSED", ("debt",), owed)
    return Told("GRANTED", ("no-debt",))


def refused_as_dissolved(owed: Debt) -> Told:
    """Return what becomes of a dissolved firm's inquiry; a debt is told beside it."""
    if sum(owed):
        return Told("REFUSED", ("firm-dissolved", "debt"), owed)
    return Told("REFUSED", ("firm-dissolved",))


def pending(*codes: str) -> Told:
    """Return the answer that leaves a case open."""
    return Told("pending", codes)
