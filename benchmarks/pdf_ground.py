"""Certificates for `benchmarks.pdf`: issued as the hub issues them, no two about the same anybody.

Persons, firms, workshops, debts and dossiers are a synthetic country's and change with every
certificate, and its instants by a second: a page shares with the next one what the law and the form
say, and nothing that an agency said.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import count, cycle
from uuid import UUID

from adapters.base.ports import Attested
from hub.clock.deadlines import Deadlines
from hub.usecases.article37.documents import write_certificate
from hub.usecases.article37.rules import Findings, decide
from schemas.canonical.certificate import Certificate, CertificateType, certificate_number
from schemas.canonical.dates import parse_jalali
from schemas.canonical.identifiers import parse_branch_code, parse_workshop_id
from schemas.canonical.money import Rials
from schemas.canonical.workshop import DebtPosition, WorkshopRef
from simulators.kit.people import Firm, Person, Workshop
from simulators.kit.population import population
from tests.kit import article37 as kit
from tests.vectors.certificates.samples import NOW, clearance

_SEED = 37
_TERMS = Deadlines(answer_days=15, valid_days=30)


def issued() -> Iterator[Certificate]:
    """Yield certificates of Article 37: clearances, and statements of debt for who owes.

    After a thousand workshops the first comes again, under another number and with another buyer.
    """
    made = population(_SEED)
    sellers = [one for one in made.people.values() if len(one.national_id) == 10]
    places, firms = cycle(made.workshops.values()), cycle(made.firms.values())
    for serial, seller in zip(count(1), cycle(sellers), strict=False):
        yield _certificate(serial, seller, next(firms), next(places))


def long() -> Iterator[Certificate]:
    """Yield certificates with long texts on two pages; only number and case change."""
    for serial in count(1):
        number = certificate_number(CertificateType.ARTICLE37, NOW.date(), serial)
        yield replace(clearance(), number=number, case_id=UUID(int=serial))


def _certificate(serial: int, seller: Person, buyer: Firm, place: Workshop) -> Certificate:
    """Return what the hub writes when ``seller`` transfers ``place`` to ``buyer``."""
    at = NOW + timedelta(seconds=serial)
    born = str(seller.born)
    fields = kit.NAMED_REQUEST | {
        "Transferor/Natural/NationalId": seller.national_id,
        "Transferor/Natural/BirthDate": f"{born[:4]}/{born[4:6]}/{born[6:]}",
        "Transferor/Natural/GivenName": seller.given_name,
        "Transferor/Natural/FamilyName": seller.family_name,
        "Transferee/Legal/LegalId": buyer.legal_id,
        "Workshop/Registered/WorkshopId": place.workshop_id,
        "Workshop/Registered/Branch": place.branch,
    }
    asked = kit.inquiry(fields)
    known = replace(kit.person(seller.given_name, seller.family_name), birth_date=_day(seller.born))
    debt = Attested(_debt(place), "insurance_ledger", at - timedelta(seconds=2), bytes(32))
    person = Attested(known, "civil_registry", at - timedelta(seconds=3), bytes(32))
    return write_certificate(
        replace(kit.case(fields, serial), id=UUID(int=serial)),
        asked,
        decide(asked, Findings(person, None, debt)),
        dossier_digest=sha256(serial.to_bytes(8, "big")).digest(),
        issued=at,
        deadlines=_TERMS,
    )


def _day(jalali: int) -> date:
    """Return the day of a Jalali integer YYYYMMDD."""
    text = str(jalali)
    return parse_jalali(f"{text[:4]}/{text[4:6]}/{text[6:]}")


def _debt(place: Workshop) -> DebtPosition:
    """Return what is owed for ``place``, in rials."""
    return DebtPosition(
        workshop=WorkshopRef(parse_workshop_id(place.workshop_id), parse_branch_code(place.branch)),
        workshop_name=place.name,
        as_of=NOW.date(),
        definite=Rials(place.definite),
        divisible=Rials(place.divisible),
        indivisible=Rials(place.indivisible),
    )
