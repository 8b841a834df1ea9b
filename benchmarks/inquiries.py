"""Inquiries about the simulated country, signed as a notary's client signs them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from uuid import uuid4

from hub.usecases.article37.messages import NAMESPACE
from schemas.soap import SoapVersion
from signing.signer import Signer
from signing.wss import seal
from simulators.kit.people import Person, Workshop
from simulators.kit.population import Population

ACTION = f"{NAMESPACE}:InquireDebt"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: ``address`` is the To of WS-Addressing."""

    host: str
    port: int
    path: str
    address: str


def signed(population: Population, signer: Signer, target: Target, count: int) -> list[bytes]:
    """Return ``count`` HTTP requests, each with its own MessageID and signature.

    Every one is about a workshop of a living natural person, found by its number, so that each
    needs both agencies and ends in a certificate or a debt statement. They hold for five minutes.
    """
    bodies = list(islice(cycle(_bodies(population)), count))
    return [_http(target, _sealed(body, signer, target)) for body in bodies]


def _bodies(population: Population) -> Iterator[bytes]:
    """Yield the request of every workshop that a living person owns."""
    transferees = [one for one in population.people.values() if not one.died]
    for number, workshop in enumerate(population.workshops.values()):
        owner = workshop.owner
        if isinstance(owner, Person) and not owner.died:
            yield _body(number, owner, transferees[number], workshop)


def _body(number: int, owner: Person, transferee: Person, workshop: Workshop) -> bytes:
    """Return an ``InquireDebtRequest`` in canonical form."""
    return (
        f'<a:InquireDebtRequest xmlns:a="{NAMESPACE}"><a:NotaryOffice>T1234</a:NotaryOffice>'
        f"<a:RequestNumber>1405/{number}</a:RequestNumber>"
        f"<a:RequestDate>1405/09/01</a:RequestDate>"
        f"<a:Transfer><a:Kind>definite</a:Kind><a:Registered>true</a:Registered>"
        f"<a:Object>corpus</a:Object></a:Transfer>"
        f"<a:Transferor><a:Natural><a:NationalId>{owner.national_id}</a:NationalId>"
        f"<a:BirthDate>{_day(owner.born)}</a:BirthDate>"
        f"<a:GivenName>{owner.given_name}</a:GivenName>"
        f"<a:FamilyName>{owner.family_name}</a:FamilyName></a:Natural></a:Transferor>"
        f"<a:Transferee><a:Natural><a:NationalId>{transferee.national_id}</a:NationalId>"
        f"<a:BirthDate>{_day(transferee.born)}</a:BirthDate></a:Natural></a:Transferee>"
        f"<a:Workshop><a:Registered><a:WorkshopId>{workshop.workshop_id}</a:WorkshopId>"
        f"<a:Branch>{workshop.branch}</a:Branch></a:Registered></a:Workshop>"
        f"</a:InquireDebtRequest>"
    ).encode()


def _day(number: int) -> str:
    """Return a Jalali integer as the contract writes days."""
    text = f"{number:08}"
    return f"{text[:4]}/{text[4:6]}/{text[6:]}"


def _sealed(body: bytes, signer: Signer, target: Target) -> bytes:
    return seal(
        body,
        signer=signer,
        action=ACTION,
        message_id=f"urn:uuid:{uuid4()}",
        to=target.address,
        relates_to=None,
        version=SoapVersion.V11,
        now=datetime.now(UTC),
    )


def _http(target: Target, envelope: bytes) -> bytes:
    """Return the envelope as an HTTP/1.1 request that keeps its connection."""
    head = (
        f"POST {target.path} HTTP/1.1\r\nHost: {target.host}:{target.port}\r\n"
        f'Content-Type: text/xml; charset=utf-8\r\nSOAPAction: "{ACTION}"\r\n'
        f"Content-Length: {len(envelope)}\r\n\r\n"
    )
    return head.encode() + envelope
