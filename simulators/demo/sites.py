"""Contracts of the country that can have a file: both parties have a workshop without debt."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulators.kit.contracts import Contract, contracts
from simulators.kit.people import Firm, Person, Workshop
from simulators.kit.population import Population
from simulators.tax_authority.followed import Followed

_ACCOUNT_SINCE = "2024-05-01"


@dataclass(frozen=True, slots=True)
class Site:
    """A contract by the hub's name of it, its amount in rials, and its parties' workshops."""

    ocid: str
    gross: int
    contractor: Workshop
    assigner: Workshop

    def allocation(self, row: str, on: str) -> dict[str, Any]:
        """Return the act that allocates a contract row to it on a day."""
        return {
            "act": "row-allocated",
            "row": row,
            "branch": self.contractor.branch,
            "contractor": _party(self.contractor),
            "assigner": _party(self.assigner),
            "postal_code": self.assigner.postal_code,
            "address": self.assigner.address,
            "on": on,
        }


def sites(country: Population, followed: Followed, *, natural: bool) -> Iterator[Site]:
    """Yield contracts, of firms or of ``natural`` persons, that the feed told of."""
    told = {
        name: (ocid, one)
        for ocid, one in followed.contracts.items()
        if (name := one.names.get("tax_authority"))
    }
    at_work = {_id(one.owner): one for one in country.workshops.values() if not one.definite}
    for one in contracts(country):
        known = told.get(one.tax.key) if one.tax and not one.tax.withdrawn else None
        parties = [at_work.get(_id(party)) for party in (one.contractor, one.assigner)]
        if known and all(parties) and _fits(one, natural=natural):
            contractor, assigner = (party for party in parties if party)
            yield Site(known[0], known[1].fields["amount"]["value"], contractor, assigner)


def _fits(one: Contract, *, natural: bool) -> bool:
    return isinstance(one.contractor, Person) is natural and one.contractor != one.assigner


def _id(party: Firm | Person) -> str:
    return party.legal_id if isinstance(party, Firm) else party.national_id


def _party(workshop: Workshop) -> dict[str, Any]:
    return {
        "workshop": {"workshop_id": workshop.workshop_id, "branch": workshop.branch},
        "account_since": _ACCOUNT_SINCE,
    }
