"""Who takes part in an acceptance test: the hub's keys, agencies, and what a notary asks.

Every person here is one of the stand-ins' magic inputs: nobody real.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from hub.cli.agency import read_certificate
from hub.config import KeySettings
from hub.store.agencies import register
from hub.store.database import connect
from signing.keys.pki import Authority, Use, create_authority
from simulators.commerce_card_registry.client import ChamberOffice
from simulators.insurance_ledger.people import MAGIC as WORKSHOPS
from simulators.kit import cast
from simulators.kit.people import Firm, Person, Workshop
from simulators.notary_offices.client import NotaryOffice

_CONTRACTS = Path(__file__).parents[2] / "schemas" / "hub" / "v1"
WSDL, CARD_WSDL = _CONTRACTS / "article37.wsdl", _CONTRACTS / "commerce-card.wsdl"
NOTARIES, OTHERS, RETIRING = "notary-offices", "other-offices", "retiring-offices"
TAX = "tax-organization"
CHAMBERS = "commerce-card-registry"
CLEAR, OWING, FIRM = (WORKSHOPS[key].workshop for key in ("clear", "owing", "firm"))

Fields = dict[str, Any]
_TICKS = count()
_USES: dict[str, Use] = {
    "certificates": "certificates",
    "timestamps": "timestamps",
    "ocsp": "ocsp",
}


class Keyring:
    """The keys of one deployment below one root, each made when it is first asked for.

    The stand-ins find theirs in ``folder``, and the certificate of the hub that writes to them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        root = create_authority("Acceptance root", now=datetime.now(UTC))
        _, self.trust = root.write(folder, "trust")
        self._authority: Authority = root.subordinate("Acceptance", now=datetime.now(UTC))
        self._authority.write(folder, "issuing")
        for name in ("timestamps", "ocsp", NOTARIES, "messages"):
            self.key(name)

    def key(self, name: str) -> KeySettings:
        """Return the files of the key ``name``, which says what it is for; else for messages."""
        key, certificate = self.folder / f"{name}.key.pem", self.folder / f"{name}.pem"
        if not key.exists():
            use = _USES.get(name, "messages")
            issued = self._authority.issue(name, now=datetime.now(UTC), days=30, use=use)
            issued.write(self.folder, name)
        return KeySettings(key=key, certificate=certificate)

    def office(self, address: str, name: str = NOTARIES, **how: Any) -> NotaryOffice:
        """Return a notary's programme that signs with the key ``name``."""
        own, hub = self.key(name), self.key("messages")
        return NotaryOffice(
            str(WSDL),
            own.key.read_bytes(),
            own.certificate.read_bytes(),
            hub.certificate.read_bytes(),
            endpoint=f"{address}/soap/article37/v1",
            clock=ticking_now,
            **how,
        )

    def chamber(self, address: str, name: str = CHAMBERS, **how: Any) -> ChamberOffice:
        """Return a chamber's programme that signs with the key ``name``."""
        own, hub = self.key(name), self.key("messages")
        return ChamberOffice(
            str(CARD_WSDL),
            own.key.read_bytes(),
            own.certificate.read_bytes(),
            hub.certificate.read_bytes(),
            endpoint=f"{address}/soap/commerce-card/v1",
            clock=ticking_now,
            **how,
        )

    def enrol(self, url: str, *, code: str = NOTARIES) -> None:
        """Register the agency ``code`` with its key's certificate in the database at ``url``."""
        with connect(url) as connection:
            register(
                connection,
                code=code,
                title="دفاتر اسناد رسمی",
                certificate=read_certificate(self.key(code).certificate),
                now=datetime.now(UTC),
            )


def ticking_now() -> datetime:
    """Return an instant of the last minutes, each at least a second after the one before it.

    A client that writes its Timestamp to the second would otherwise sign the very same message
    when it repeats one within the second, and that is a replay.
    """
    return datetime.now(UTC) + timedelta(seconds=next(_TICKS) % 100 - 100)


@dataclass(frozen=True, slots=True)
class Deed:
    """One inquiry: who transfers which workshop to whom."""

    transferor: Person | Firm = field(default_factory=lambda: cast.CLEAR_EMPLOYER)
    transferee: Person | Firm = field(default_factory=lambda: cast.OTHER_NAME)
    workshop: Workshop = CLEAR
    located: bool = False

    def fields(self) -> Fields:
        """Return the inquiry's fields for the client, under a request number of its own."""
        return {
            "NotaryOffice": "10A25",
            "RequestNumber": f"1405/{uuid4().hex[:12]}",
            "RequestDate": "1405/09/01",
            "Transfer": {"Kind": "definite", "Registered": True, "Object": "corpus"},
            "Transferor": _party(self.transferor),
            "Transferee": _party(self.transferee),
            "Workshop": _place(self.workshop, located=self.located),
        }

    def personal(self) -> Iterator[str]:
        """Yield every value that says something of a person and must stand in no log."""
        for party in (self.transferor, self.transferee):
            yield from _personal(party)
        yield from (self.workshop.postal_code, self.workshop.address, self.workshop.name)


@dataclass(frozen=True, slots=True)
class Card:
    """One inquiry of a chamber: who applies for a card, and his head office."""

    applicant: Person | Firm = field(default_factory=lambda: cast.FIRM)
    workshop: Workshop = FIRM
    number: str | None = "14001234567"
    located: bool = False

    def fields(self) -> Fields:
        """Return the inquiry's fields for the client, under a request number of its own."""
        renewal = {"Purpose": "renewal", "CardNumber": self.number}
        return {
            "Chamber": "0021",
            "RequestNumber": f"1405/{uuid4().hex[:12]}",
            "RequestDate": "1405/09/01",
            **({"Purpose": "issue"} if self.number is None else renewal),
            "Applicant": _unnamed(_party(self.applicant)),
            "Workshop": _place(self.workshop, located=self.located),
        }


def _unnamed(party: Fields) -> Fields:
    """Return a party as the commerce card's contract names it: by its number alone."""
    names = {"GivenName", "FamilyName", "Name"}
    return {
        kind: {name: text for name, text in fields.items() if name not in names}
        for kind, fields in party.items()
    }


OF_A_FIRM = Deed(transferor=cast.FIRM, workshop=FIRM)
"""A firm's: the civil registry is never asked."""
IN_DEBT = Deed(transferor=cast.OWING_EMPLOYER, workshop=OWING)


def _place(shop: Workshop, *, located: bool) -> Fields:
    if located:
        return {"Located": {"PostalCode": shop.postal_code, "Address": shop.address}}
    return {"Registered": {"WorkshopId": shop.workshop_id, "Branch": shop.branch}}


def _party(party: Person | Firm) -> Fields:
    if isinstance(party, Firm):
        return {"Legal": {"LegalId": party.legal_id, "Name": party.name}}
    return {
        "Natural": {
            "NationalId": party.national_id,
            "BirthDate": jalali(party.born),
            "GivenName": party.given_name,
            "FamilyName": party.family_name,
        }
    }


def _personal(party: Person | Firm) -> tuple[str, ...]:
    if isinstance(party, Firm):
        return party.legal_id, party.name
    return party.national_id, jalali(party.born), party.given_name, party.family_name


def jalali(day: int) -> str:
    """Return the Jalali integer YYYYMMDD as the contract writes it."""
    return f"{day // 10_000}/{day // 100 % 100:02}/{day % 100:02}"


def new_message_id() -> str:
    return f"urn:uuid:{uuid4()}"
