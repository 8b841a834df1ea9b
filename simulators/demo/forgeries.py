"""Forgeries: messages that somebody else made, or changed, or sends once more."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree

from simulators.demo.attacks import Attack
from simulators.demo.notaries import Notaries
from simulators.demo.words import Kind
from simulators.kit.wss.words import WSSE, only, soap_part
from simulators.notary_offices.client import NotaryOffice

FORGERIES = 8
_ELSEWHERE = "https://hub.elsewhere.example/soap/article37/v1"
_forged = partial(Attack, Kind.FORGED)


def forgeries(notaries: Notaries, fields: dict[str, Any], honest: bytes) -> Iterator[Attack]:
    """Yield the forgeries of one honest inquiry: its ``fields``, and the octets it was sent as."""
    fresh = partial(_signed, fields=fields)
    key, certificate = _stranger()
    hub = notaries.house.hub_certificate
    wsdl, own = notaries.house.notary.wsdl, notaries.house.notary.certificate
    office = notaries.office()
    yield _forged("sent once more", honest, ("message.replayed",))
    yield _forged("a digit changed", _flipped(fresh(office)), ("wss.digest",))
    yield _forged("signed Body moved away", _wrapped(fresh(office)), ("wss.foreign-header",))
    yield _forged("not signed", _unsigned(fresh(office)), ("wss.security-header",))
    late = notaries.new_office(clock=lambda: datetime.now(UTC) - timedelta(hours=1))
    yield _forged("an hour old", fresh(late), ("wss.expired",))
    unknown = NotaryOffice(wsdl, key, certificate, hub)
    yield _forged("an unknown certificate", fresh(unknown), ("wss.unknown-certificate",))
    borrowed = NotaryOffice(wsdl, key, own, hub)
    yield _forged("another's certificate", fresh(borrowed), ("wss.signature",))
    elsewhere = notaries.new_office(endpoint=_ELSEWHERE)
    yield _forged(
        "signed for another hub",
        fresh(elsewhere),
        ("request.addressee", "addressing.to", "To"),
    )


def _signed(office: NotaryOffice, fields: dict[str, Any]) -> bytes:
    """Return an inquiry that ``office`` signed and has not sent."""
    return office.build("InquireDebt", f"urn:demo:{datetime.now(UTC).timestamp()}", **fields)


def _flipped(message: bytes) -> bytes:
    """Return the message about another workshop: one digit of its number is another one."""
    head, mark, rest = message.partition(b"WorkshopId>")
    digit = b"%d" % ((int(rest[:1]) + 1) % 10)
    return head + mark + digit + rest[1:]


def _wrapped(message: bytes) -> bytes:
    """Return a message whose signed Body has moved into the Header, another in its place.

    The signature still finds what it covers, by its id: a verifier that looks for it there
    accepts the other Body unsigned.
    """
    root = etree.fromstring(message)
    header, body = soap_part(root, "Header"), soap_part(root, "Body")
    false = deepcopy(body)
    false.attrib.clear()
    root.replace(body, false)
    etree.SubElement(header, "{urn:demo}Wrapper").append(body)
    return etree.tostring(root)


def _unsigned(message: bytes) -> bytes:
    """Return the message without its Security header."""
    root = etree.fromstring(message)
    header = soap_part(root, "Header")
    header.remove(only(header, WSSE, "Security"))
    return etree.tostring(root)


def _stranger() -> tuple[bytes, bytes]:
    """Return a key of nobody's and a certificate that it signed itself, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Peyvand notary-offices")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem, certificate.public_bytes(Encoding.PEM)
