"""The contracts of one release, field by field; pure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from hub.contracts.ocds import IDENTIFIERS, LEGAL_SCHEME, PERSON_SCHEME, Json
from hub.contracts.ocds_life_import import amount_of, life_of
from hub.contracts.ocds_reader import Broken, Reader, Steps, day, name, text
from hub.contracts.ocds_state import title, unnumbered
from schemas.canonical.identifiers import (
    LegalId,
    parse_branch_code,
    parse_contract_registration,
    parse_contract_row,
    parse_legal_id,
)
from schemas.canonical.money import Rials

_STATUSES = frozenset({"pending", "active", "cancelled", "terminated"})


def contracts_of(release: Json, base: Steps) -> Iterator[Json]:
    """Yield what a release tells of each of its contracts, which stands at ``base``.

    ``rest`` is what was not taken, as it stands in the release, ``extras`` the same by pointers.
    """
    for at in Reader(release, base).items(("contracts",)):
        reader = Reader(release, base)
        number = reader.take((*at, "id"), name)
        award = _award(reader, at)
        yield {
            "contract_id": number or "",
            "fields": _fields(reader, at, award, number),
            "names": dict(_names(reader)),
            "extras": reader.left(partial(_others, at, award)),
            "rest": reader.rest(partial(_others, at, award)),
            "slips": tuple(reader.slips),
        }


def _others(at: Steps, award: Steps | None, steps: Steps) -> bool:
    """Tell whether a place is another contract's, or its award's, or the release's own frame."""
    if steps[:1] == ("contracts",):
        return steps[:2] != at
    if steps[:1] == ("awards",):
        return steps[:2] != award
    return steps in {("ocid",), ("date",)}


def _award(reader: Reader, at: Steps) -> Steps | None:
    """Return where the contract's award stands; a release may leave the award out."""
    wanted = reader.take((*at, "awardID"), name)
    for place in reader.items(("awards",)):
        if wanted is not None and str(reader.node((*place, "id"))) == wanted:
            reader.mark((*place, "id"))
            return place
    return None


def _fields(reader: Reader, at: Steps, award: Steps | None, number: str | None) -> Json:
    """Return those fields of `RegisteredContract` that are told."""
    life = life_of(reader, at)
    starts = reader.take((*at, "period", "startDate"), day)
    ends = reader.take((*at, "period", "endDate"), day)
    if starts is not None and ends is not None and starts > ends:
        reader.wrong((*at, "period"), "dates.reversed")
        starts = ends = None
    told = {
        "number": _number(reader, at, number),
        "subject": _subject(reader, at, number),
        "assigner": _assigner(reader),
        "contractor": _contractor(reader, at, award),
        "amount": _first(life, amount_of(reader, (*at, "value"))),
        "signed_on": reader.take((*at, "dateSigned"), day),
        "starts_on": starts,
        "ends_on": _first_end(reader, award, life, ends),
        **{field: _identifier(reader, at, field) for field in IDENTIFIERS},
        "budget_code": reader.take(("planning", "budget", "id"), name, needed=False),
        "project": reader.take(("planning", "budget", "projectID"), name, needed=False),
        "withdrawn": _withdrawn(reader, at),
        **life,
    }
    return {field: value for field, value in told.items() if value is not None}


def _first(life: Json, amount: Rials | None) -> Rials | None:
    """Return the amount as first agreed: the contract's is as amended."""
    changes = sum(one.amount_change for one in life.get("amendments", ()))
    return None if amount is None else Rials(amount - changes)


def _first_end(reader: Reader, award: Steps | None, life: Json, ends: date | None) -> date | None:
    """Return the last day as first agreed: where it was moved, it is the award's."""
    if award is None or all(one.ends_on is None for one in life.get("amendments", ())):
        return ends
    return reader.take((*award, "contractPeriod", "endDate"), day)


def _number(reader: Reader, at: Steps, number: str | None) -> str | None:
    """Return the contract's number, its id; not the id that we write where nobody states one."""
    if number is not None and reader.node((*at, "title")) == title(number):
        reader.mark((*at, "title"))
    if number == unnumbered(reader.node(("ocid",))):
        reader.wrong((*at, "id"), "number.unknown")
        return None
    return number


def _subject(reader: Reader, at: Steps, number: str | None) -> str | None:
    """Return what the contract is about: its description, or where there is none its title.

    A title that is the one we write says no more than the number.
    """
    titled = reader.node((*at, "description")) is None
    says = titled and reader.node((*at, "title")) not in (None, title(number))
    return reader.take((*at, "title" if says else "description"), text)


def _withdrawn(reader: Reader, at: Steps) -> bool | None:
    """Return whether the contract was cancelled; without a status it was not."""

    def read(value: Any) -> bool:
        if text(value) not in _STATUSES:
            raise Broken("status.unknown")
        return bool(value == "cancelled")

    steps = (*at, "status")
    return False if reader.node(steps) is None else reader.take(steps, read)


_PARSERS: Mapping[str, Callable[[str], str]] = {
    "crn": parse_contract_registration,
    "row": parse_contract_row,
    "branch": parse_branch_code,
}


def _identifier(reader: Reader, at: Steps, field: str) -> str | None:
    """Return a register's own name of the contract, where it is told."""
    for place in reader.items((*at, "identifiers")):
        if reader.node((*place, "scheme")) == IDENTIFIERS[field]:
            reader.mark((*place, "scheme"))
            return reader.take((*place, "id"), lambda id_: _PARSERS[field](name(id_)))
    return None


def _assigner(reader: Reader) -> LegalId | None:
    """Return the buyer: the release's own word for him, or else the one party of that role."""
    if reader.node(("buyer", "id")) is not None:
        return _legal(reader, ("buyer",))
    buyers = [place for place in reader.items(("parties",)) if _plays(reader, place, "buyer")]
    if len(buyers) != 1:
        reader.wrong(("buyer",), "buyer.several" if buyers else "missing")
        return None
    return _legal(reader, buyers[0])


def _plays(reader: Reader, place: Steps, role: str) -> bool:
    roles = reader.node((*place, "roles"))
    return isinstance(roles, list) and role in roles


def _contractor(reader: Reader, at: Steps, award: Steps | None) -> LegalId | None:
    """Return the one supplier of the contract's award."""
    if award is None:
        reader.wrong((*at, "awardID"), "award.missing")
        return None
    suppliers = list(reader.items((*award, "suppliers")))
    if len(suppliers) != 1:
        rule = "supplier.several" if suppliers else "missing"
        reader.wrong((*award, "suppliers"), rule)
        return None
    return _legal(reader, suppliers[0])


def _legal(reader: Reader, reference: Steps) -> LegalId | None:
    """Return the legal id of the party that a reference names.

    A natural person is published by a hash, from which nobody can tell who it is.
    """
    told = reader.take((*reference, "id"), name)
    if told is None:
        return None
    if told.startswith(f"{PERSON_SCHEME}-"):
        reader.wrong((*reference, "id"), "person.hidden")
        return None
    party = _party(reader, told)
    if party is None:
        reader.wrong((*reference, "id"), "party.missing")
        return None
    if reader.node((*party, "identifier", "scheme")) != LEGAL_SCHEME:
        reader.wrong((*party, "identifier", "scheme"), "party.scheme")
        return None
    for step in (("id",), ("identifier", "scheme")):
        reader.mark((*party, *step))
    return reader.take((*party, "identifier", "id"), lambda id_: parse_legal_id(name(id_)))


def _party(reader: Reader, told: str) -> Steps | None:
    """Return where the party of that id stands."""
    places = reader.items(("parties",))
    return next((one for one in places if str(reader.node((*one, "id"))) == told), None)


def _names(reader: Reader) -> Iterator[tuple[LegalId, str]]:
    """Yield the names of the parties that are legal persons of ours."""
    for place in reader.items(("parties",)):
        firm, called = reader.node((*place, "identifier", "id")), reader.node((*place, "name"))
        ours = reader.node((*place, "identifier", "scheme")) == LEGAL_SCHEME
        if ours and isinstance(firm, str) and isinstance(called, str):
            yield LegalId(firm), called
