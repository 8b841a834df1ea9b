"""The plan: how many inquiries of each kind, and which, each with the answer it must get."""

from collections.abc import Callable
from dataclasses import replace

from simulators.civil_registry.people import MAGIC as PEOPLE
from simulators.demo.country import (
    Country,
    debt_of,
    decided,
    located,
    natural,
    pending,
    refused_as_dissolved,
    registered,
)
from simulators.demo.words import Inquiry, Kind
from simulators.insurance_ledger.people import MAGIC as WORKSHOPS
from simulators.kit.people import Firm, Person, Workshop
from simulators.legal_person_registry.people import MAGIC as FIRMS
from simulators.legal_person_registry.records import ACTIVE, record_of

_SHARES = {
    Kind.OWING: 36,
    Kind.LEGAL: 16,
    Kind.LOCATED: 12,
    Kind.SOAP12: 12,
    Kind.ZEROS: 2,
    Kind.DECEASED: 6,
    Kind.MISMATCH: 6,
    Kind.STRANGER: 4,
    Kind.UNKNOWN: 6,
    Kind.SHARED: 4,
    Kind.MESSAGE: 5,
    Kind.WITHHELD: 4,
    Kind.CARD: 10,
    Kind.CARD_OWING: 6,
    Kind.CARD_DISSOLVED: 3,
    Kind.OUTAGE: 12,
    Kind.REPEATED: 9,
}
_WHOLE = 200  # of which these are the shares; the rest is the ordinary case
_LEAST = {Kind.OUTAGE: 4, Kind.REPEATED: 2}  # three agencies, and two ways of repeating


def shares(total: int, fixed: int) -> dict[Kind, int]:
    """Return how many of each kind make ``total``, ``fixed`` ones being spoken for.

    At least one of every kind; what is left over is the ordinary case.
    """
    found = {kind: max(1, share * (total - fixed) // _WHOLE) for kind, share in _SHARES.items()}
    for kind, least in _LEAST.items():
        found[kind] = max(least, found[kind])
    return {Kind.CLEAR: max(2, total - fixed - sum(found.values()))} | found


def write(country: Country, kind: Kind, count: int) -> list[Inquiry]:
    """Return ``count`` inquiries of one kind; forged, malformed and repeated ones are not here."""
    return [_WRITERS[kind](country, number) for number in range(count)]


def _ordinary(kind: Kind, wanted: Callable[[Workshop], bool], *, soap12: bool = False) -> "_Writer":
    """Return the writer of inquiries about a workshop by its number, by its owner."""

    def write_one(country: Country, _: int) -> Inquiry:
        shop = country.pick(wanted)
        fields = country.inquiry(country.party(shop.owner), _by_number(shop))
        return Inquiry(kind, fields, decided(debt_of(shop)), soap12=soap12)

    return write_one


def _located(country: Country, number: int) -> Inquiry:
    """Ask about the one workshop at a postal code, or the one of several with this address."""
    shop = WORKSHOPS["owing"].workshop if number % 4 == 3 else country.pick(country.alone)
    fields = country.inquiry(country.party(shop.owner), located(shop))
    return Inquiry(Kind.LOCATED, fields, decided(debt_of(shop)))


def _shared(country: Country, _: int) -> Inquiry:
    shop = country.neighbour()
    fields = country.inquiry(country.party(shop.owner), located(shop))
    return Inquiry(Kind.SHARED, fields, pending("workshop-ambiguous"))


def _zeros(country: Country, _: int) -> Inquiry:
    """Ask with numbers that have lost their leading zeros."""
    magic = WORKSHOPS["lost-zeros"].workshop
    workshop = registered(magic.workshop_id.lstrip("0"), magic.branch.lstrip("0"))
    fields = country.inquiry(natural(PEOPLE["lost-zeros"].person), workshop)
    return Inquiry(Kind.ZEROS, fields, decided(debt_of(magic)))


def _deceased(country: Country, _: int) -> Inquiry:
    shop = country.pick(_owned)
    fields = country.inquiry(natural(country.dead()), _by_number(shop))
    return Inquiry(Kind.DECEASED, fields, pending("transferor-deceased"))


def _mismatch(country: Country, _: int) -> Inquiry:
    shop = country.pick(_owned)
    fields = country.inquiry(natural(_person(shop)), _by_number(shop))
    fields["Transferor"]["Natural"]["FamilyName"] = country.other_family(_person(shop))
    return Inquiry(Kind.MISMATCH, fields, pending("transferor-name-mismatch"))


def _stranger(country: Country, _: int) -> Inquiry:
    """Write a sound number with a birth date that is not its bearer's."""
    shop = country.pick(_owned)
    fields = country.inquiry(natural(_person(shop), named=False), _by_number(shop))
    fields["Transferor"]["Natural"]["BirthDate"] = "1299/01/01"
    return Inquiry(Kind.STRANGER, fields, pending("transferor-unknown"))


def _unknown(country: Country, _: int) -> Inquiry:
    owner = country.pick(_owned).owner
    fields = country.inquiry(country.party(owner), country.strange_workshop())
    return Inquiry(Kind.UNKNOWN, fields, pending("workshop-unknown"))


def _message(country: Country, number: int) -> Inquiry:
    """Ask where the ledger writes a sentence, or nothing, in the place of an amount."""
    magic = WORKSHOPS[("message", "empty-amount")[number % 2]].workshop
    fields = country.inquiry(natural(_person(magic)), _by_number(magic))
    return Inquiry(Kind.MESSAGE, fields, pending("ledger-unreadable"))


def _withheld(country: Country, number: int) -> Inquiry:
    """Ask where a quota is used up, hours are kept, or the answer cannot be read."""
    key, code = (
        ("quota", "registry-closed"),
        ("out-of-hours", "registry-closed"),
        ("garbled", "registry-unreadable"),
        ("other-person", "registry-unreadable"),
    )[number % 4]
    fields = country.inquiry(natural(PEOPLE[key].person, named=False), _by_number(_clear(country)))
    return Inquiry(Kind.WITHHELD, fields, pending(code))


def _outage(country: Country, number: int) -> Inquiry:
    """Meet a registry that is down, or, for a firm, a ledger that shows an error page."""
    if number % 4 == 3:
        return _card_outage(country)
    at_ledger = number % 4 == 2
    shop = country.pick(_by_firm if at_ledger else _owned)
    code = "ledger-unreadable" if at_ledger else "registry-silent"
    fields = country.inquiry(country.party(shop.owner), _by_number(shop))
    return Inquiry(Kind.OUTAGE, fields, pending(code), decided(debt_of(shop)))


def _card(kind: Kind, *, owing: bool) -> "_Writer":
    """Return the writer of inquiries about the head office of a firm that stands, or a person."""

    def write_one(country: Country, number: int) -> Inquiry:
        owner = _owned if number % 4 == 3 else _standing_firm
        shop = country.pick(lambda one: owner(one) and _owes(one) is owing)
        fields = country.card_inquiry(shop.owner, _by_number(shop))
        return Inquiry(kind, fields, decided(debt_of(shop)), soap12=number % 3 == 2)

    return write_one


def _card_dissolved(country: Country, number: int) -> Inquiry:
    """Ask for a firm that is no more, with a debt or without."""
    record = FIRMS[("dissolved", "liquidated")[number % 2]].record
    shop = country.pick(_by_firm)
    firm = replace(_firm(shop), legal_id=record.legal_id, name=record.name)
    fields = country.card_inquiry(firm, _by_number(shop))
    return Inquiry(Kind.CARD_DISSOLVED, fields, refused_as_dissolved(debt_of(shop)))


def _card_outage(country: Country) -> Inquiry:
    """Meet a registry of legal persons that is down."""
    shop = country.pick(_standing_firm)
    fields = country.card_inquiry(shop.owner, _by_number(shop))
    return Inquiry(Kind.OUTAGE, fields, pending("firms-silent"), decided(debt_of(shop)))


def _by_number(shop: Workshop) -> dict[str, object]:
    return registered(shop.workshop_id, shop.branch)


def _person(shop: Workshop) -> Person:
    """Return the owner of a workshop that one person owns."""
    if isinstance(shop.owner, Firm):
        raise TypeError("a firm owns it")
    return shop.owner


def _firm(shop: Workshop) -> Firm:
    """Return the owner of a workshop that a firm owns."""
    if isinstance(shop.owner, Person):
        raise TypeError("a person owns it")
    return shop.owner


def _standing_firm(shop: Workshop) -> bool:
    """Tell whether a firm owns it that the registry of legal persons has not struck off."""
    return isinstance(shop.owner, Firm) and record_of(shop.owner).state == ACTIVE


def _clear(country: Country) -> Workshop:
    return country.pick(lambda shop: _owned(shop) and not _owes(shop))


def _owned(shop: Workshop) -> bool:
    return isinstance(shop.owner, Person)


def _by_firm(shop: Workshop) -> bool:
    return isinstance(shop.owner, Firm)


def _owes(shop: Workshop) -> bool:
    return sum(debt_of(shop)) > 0


_Writer = Callable[[Country, int], Inquiry]
_WRITERS: dict[Kind, _Writer] = {
    Kind.CLEAR: _ordinary(Kind.CLEAR, lambda shop: _owned(shop) and not _owes(shop)),
    Kind.OWING: _ordinary(Kind.OWING, lambda shop: _owned(shop) and _owes(shop)),
    Kind.LEGAL: _ordinary(Kind.LEGAL, _by_firm),
    Kind.SOAP12: _ordinary(Kind.SOAP12, lambda _: True, soap12=True),
    Kind.LOCATED: _located,
    Kind.SHARED: _shared,
    Kind.ZEROS: _zeros,
    Kind.DECEASED: _deceased,
    Kind.MISMATCH: _mismatch,
    Kind.STRANGER: _stranger,
    Kind.UNKNOWN: _unknown,
    Kind.MESSAGE: _message,
    Kind.WITHHELD: _withheld,
    Kind.CARD: _card(Kind.CARD, owing=False),
    Kind.CARD_OWING: _card(Kind.CARD_OWING, owing=True),
    Kind.CARD_DISSOLVED: _card_dissolved,
    Kind.OUTAGE: _outage,
}
