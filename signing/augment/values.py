"""The values in unsigned properties, read back."""

from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from lxml import etree

from schemas.canonical.validation import ValidationData
from signing.canonicalize import XMLDSIG
from signing.verify.chain import UNREADABLE
from signing.verify.message import TST_INFO, Message, read_message
from signing.verify.report import Refused

_XADES = "{http://uri.etsi.org/01903/v1.3.2#}"


def carried(elements: Iterable[etree._Element]) -> ValidationData:
    """Return the validation data that stands in unsigned properties, in order."""
    found = list(elements)
    return ValidationData(
        certificates=_values(found, f"{_XADES}EncapsulatedX509Certificate"),
        ocsp_responses=_values(found, f"{_XADES}EncapsulatedOCSPValue"),
        crls=_values(found, f"{_XADES}EncapsulatedCRLValue"),
    )


def tokens_in(elements: Iterable[etree._Element]) -> tuple[Message, ...]:
    """Return the timestamp tokens in unsigned properties, in order, as `token_of` reads them."""
    return tuple(map(token_of, _values(elements, f"{_XADES}EncapsulatedTimeStamp")))


def key_info_of(signature: etree._Element) -> tuple[bytes, ...]:
    """Return the certificates (DER) of KeyInfo, the signer's first."""
    return _values([signature], f"{{{XMLDSIG}}}X509Certificate")


def token_of(der: bytes) -> Message:
    """Return a timestamp token (RFC 3161); ``signing.verify`` would read no other."""
    try:
        return read_message(der, TST_INFO, "timestamp")
    except (Refused, ValueError) as error:
        raise ValueError("not a timestamp token") from error


@lru_cache(maxsize=64)
def certificates_in_response(response: bytes) -> tuple[bytes, ...]:
    """Return the certificates (DER) that came with an OCSP response (RFC 6960, section 4.2.1)."""
    with readable():
        included = ocsp.load_der_ocsp_response(response).certificates
        return tuple(one.public_bytes(Encoding.DER) for one in included)


@contextmanager
def readable() -> Iterator[None]:
    """Raise ``ValueError`` for whatever the library says of what it cannot read."""
    try:
        yield
    except UNREADABLE as error:
        raise ValueError("validation data that cannot be read") from error


def without(data: ValidationData, other: ValidationData) -> ValidationData:
    """Return what of ``data`` is not in ``other``, in order."""
    return ValidationData(
        tuple(one for one in data.certificates if one not in other.certificates),
        tuple(one for one in data.ocsp_responses if one not in other.ocsp_responses),
        tuple(one for one in data.crls if one not in other.crls),
    )


def _values(elements: Iterable[etree._Element], name: str) -> tuple[bytes, ...]:
    return tuple(b64decode(one.text or "") for element in elements for one in element.iter(name))
