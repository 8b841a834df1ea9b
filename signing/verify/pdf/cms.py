"""The CMS of a PDF signature, read strictly: the one form of the profile, in DER (RFC 5652).

Whatever else CMS allows is refused, so that no octet of it can change and go unnoticed: those that
are not under the signature have one spelling, or are compared with what is.
"""

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from signing.verify.algorithms import holds
from signing.verify.chain import UNREADABLE
from signing.verify.der import read_issuer_serial, take
from signing.verify.proof import load, public_key
from signing.verify.report import Refused

_OCTETS, _OID, _SEQUENCE, _SET, _CONTEXT = 0x04, 0x06, 0x30, 0x31, 0xA0
_VERSION: Final = bytes.fromhex("020101")
_DATA: Final = bytes.fromhex("06092a864886f70d010701")
_SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
_CONTENT_TYPE: Final = bytes.fromhex("06092a864886f70d010903")
_MESSAGE_DIGEST: Final = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE: Final = bytes.fromhex("060b2a864886f70d010910022f")
_SHA256: Final = bytes.fromhex("300b0609608648016503040201")
_ECDSA: Final = bytes.fromhex("300a06082a8648ce3d040302")
_RSA: Final = bytes.fromhex("300d06092a864886f70d01010b0500")

MAX_CERTIFICATES: Final = 8


@dataclass(frozen=True, slots=True)
class Message:
    """What a CMS says: its certificates (DER) as they come, signed attributes, and value.

    ``signer`` is issuer and serial number (DER), ``named`` what signing-certificate-v2 says of each
    certificate, the signer's first: SHA-256 and IssuerSerial (DER). ``attributes`` are the octets
    that are signed, under the tag of a SET (section 5.4).
    """

    certificates: tuple[bytes, ...]
    signer: bytes
    digest: bytes
    named: tuple[tuple[bytes, bytes], ...]
    attributes: bytes
    elliptic: bool
    value: bytes


def read_message(der: bytes) -> Message:
    """Return what the ContentInfo in ``der`` says; raises `Refused` (algorithms, well-formed)."""
    try:
        return _content_info(der)
    except ValueError:
        raise Refused("well-formed", "cms") from None


def prove_message(message: Message, digest: bytes) -> tuple[bytes, ...]:
    """Return the signer's chain, leaf first, once the signature over ``digest`` holds.

    Raises `Refused` (signing-certificate, digest, signature). Whether the chain leads anywhere is
    another question.
    """
    chain = _chain(message)
    key = public_key(chain[0])
    if isinstance(key, ec.EllipticCurvePublicKey) != message.elliptic:
        raise Refused("signature", "key-kind")
    if not compare_digest(message.digest, digest):
        raise Refused("digest", "content")
    if not holds(key, message.value, message.attributes, SHA256()):
        raise Refused("signature", "value")
    return chain


def _content_info(der: bytes) -> Message:
    """Read ContentInfo and SignedData (RFC 5652 sections 3 and 5.1)."""
    body = _only(_CONTEXT, _after(_SIGNED_DATA, _only(_SEQUENCE, der)))
    body = _after(_VERSION, _only(_SEQUENCE, body))
    algorithms, body = take(_SET, body)
    _check_algorithm(algorithms == _SHA256, "digest")
    content, body = take(_SEQUENCE, body)
    certificates, signers = take(_CONTEXT, body)
    if content != _DATA:
        raise ValueError("the content is not detached data")
    return _signer_info(_only(_SEQUENCE, _only(_SET, signers)), _elements(certificates))


def _signer_info(body: bytes, certificates: tuple[bytes, ...]) -> Message:
    """Read SignerInfo (section 5.3), which has no unsigned attributes."""
    signer, body = take(_SEQUENCE, _after(_VERSION, body))
    _check_algorithm(body.startswith(_SHA256), "digest")
    start = body[len(_SHA256) :]
    attributes, body = take(_CONTEXT, start)
    octets = start[: len(start) - len(body)]
    elliptic = body.startswith(_ECDSA)
    _check_algorithm(elliptic or body.startswith(_RSA), "signature")
    value = _only(_OCTETS, body[len(_ECDSA if elliptic else _RSA) :])
    content_type, digest, named = _elements(attributes)
    if _value(_CONTENT_TYPE, content_type) != _DATA:
        raise ValueError("the content type is another")
    ess = _only(_SEQUENCE, _only(_SEQUENCE, _value(_SIGNING_CERTIFICATE, named)))
    return Message(
        certificates=certificates,
        signer=signer,
        digest=_only(_OCTETS, _value(_MESSAGE_DIGEST, digest)),
        named=tuple(take(_OCTETS, _only(_SEQUENCE, one)) for one in _sequences(ess)),
        attributes=bytes((_SET,)) + octets[1:],
        elliptic=elliptic,
        value=value,
    )


def _chain(message: Message) -> tuple[bytes, ...]:
    """Return the certificates in the order in which they are named, each of them named."""
    held = {sha256(one).digest(): one for one in message.certificates}
    chain = tuple(held.get(digest, b"") for digest, _ in message.named)
    if not chain or sorted(chain) != list(message.certificates):
        raise Refused("signing-certificate", "digest")
    try:
        named = [_issuer_and_serial(one) for one in chain]
        if named != [read_issuer_serial(one) for _, one in message.named]:
            raise Refused("signing-certificate", "issuer-serial")
    except (*UNREADABLE, TypeError):
        raise Refused("signing-certificate", "unreadable") from None
    if not _names(message.signer, *named[0]):
        raise Refused("signing-certificate", "issuer-serial")
    return chain


def _issuer_and_serial(der: bytes) -> tuple[bytes, int]:
    certificate = load(der)
    return certificate.issuer.public_bytes(), certificate.serial_number


def _names(signer: bytes, issuer: bytes, serial: int) -> bool:
    """Tell whether IssuerAndSerialNumber (section 10.2.4) is these two."""
    number = serial.to_bytes(serial.bit_length() // 8 + 1, "big")
    return signer == issuer + bytes((0x02, len(number))) + number


def _elements(content: bytes) -> tuple[bytes, ...]:
    """Return the SEQUENCEs of a SET OF, sorted and each once as DER has them."""
    found = _sequences(content)
    if sorted(set(found)) != list(found):
        raise ValueError("not a SET OF in DER")
    return found


def _sequences(content: bytes) -> tuple[bytes, ...]:
    """Return the SEQUENCEs that ``content`` is made of, each with its head."""
    found: list[bytes] = []
    while content:
        _, rest = take(_SEQUENCE, content)
        found.append(content[: len(content) - len(rest)])
        content = rest
        if len(found) > MAX_CERTIFICATES:
            raise ValueError("more than any message of ours has")
    return tuple(found)


def _value(kind: bytes, attribute: bytes) -> bytes:
    """Return the only value of an attribute of this ``kind``."""
    return _only(_SET, _after(kind, _only(_SEQUENCE, attribute)))


def _after(prefix: bytes, data: bytes) -> bytes:
    if not data.startswith(prefix):
        raise ValueError("another element was expected")
    return data[len(prefix) :]


def _only(tag: int, data: bytes) -> bytes:
    """Return the content of the one element with ``tag`` that ``data`` is."""
    content, rest = take(tag, data)
    if rest:
        raise ValueError("nothing may follow")
    return content


def _check_algorithm(known: bool, detail: str) -> None:
    if not known:
        raise Refused("algorithms", detail)
