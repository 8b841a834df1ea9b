"""The unsigned properties, written in canonical form by template.

Prefixes ``xades`` and ``ds`` are in scope where they stand; ``xades141`` and ``twin`` are not, so
that each element of theirs declares its own.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Final

from schemas.canonical.validation import ValidationData
from signing.canonicalize import EXCLUSIVE_C14N

_XADES141: Final = ' xmlns:xades141="http://uri.etsi.org/01903/v1.4.1#"'
_TWIN: Final = ' xmlns:twin="urn:peyvand:twin:1"'


def twin(digest: bytes) -> bytes:
    """Return the property that names the PDF twin by the SHA-256 of its first signed form."""
    return f'<twin:Twin{_TWIN} digest="{digest.hex()}"></twin:Twin>'.encode()


def signature_timestamp(token: bytes, element_id: str) -> bytes:
    """Return SignatureTimeStamp (EN 319 132-1, clause 5.3)."""
    return _timestamp("xades:SignatureTimeStamp", f' Id="{element_id}"', token)


def archive_timestamp(token: bytes, element_id: str) -> bytes:
    """Return xades141:ArchiveTimeStamp (EN 319 132-1, clause 5.5.2)."""
    return _timestamp("xades141:ArchiveTimeStamp", f'{_XADES141} Id="{element_id}"', token)


def timestamp_data(data: ValidationData, element_id: str) -> bytes:
    """Return TimeStampValidationData for the timestamp with ``element_id`` (clause 5.5.1)."""
    inside = certificate_values(data) + revocation_values(data)
    return (
        f'<xades141:TimeStampValidationData{_XADES141} URI="#{element_id}">'.encode()
        + inside
        + b"</xades141:TimeStampValidationData>"
    )


def certificate_values(data: ValidationData) -> bytes:
    """Return CertificateValues (clause 5.4.1), or nothing when there are none."""
    values = _values("EncapsulatedX509Certificate", data.certificates)
    return _wrapped("CertificateValues", values)


def revocation_values(data: ValidationData) -> bytes:
    """Return RevocationValues (clause 5.4.2): lists, then OCSP responses; nothing without any."""
    lists = _wrapped("CRLValues", _values("EncapsulatedCRLValue", data.crls))
    responses = _wrapped("OCSPValues", _values("EncapsulatedOCSPValue", data.ocsp_responses))
    return _wrapped("RevocationValues", lists + responses)


def _timestamp(name: str, attributes: str, token: bytes) -> bytes:
    """Return a container of one token whose covered octets are in exclusive canonical form."""
    return (
        f"<{name}{attributes}>"
        f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE_C14N}"></ds:CanonicalizationMethod>'
        f"<xades:EncapsulatedTimeStamp>{b64encode(token).decode()}</xades:EncapsulatedTimeStamp>"
        f"</{name}>"
    ).encode()


def _values(name: str, values: Iterable[bytes]) -> bytes:
    """Return DER values, each in an element of ``name``."""
    return b"".join(_wrapped(name, b64encode(value)) for value in values)


def _wrapped(name: str, inside: bytes) -> bytes:
    """Return ``inside`` in an element of ``name``, or nothing when there is nothing."""
    return b"<xades:%s>%s</xades:%s>" % (name.encode(), inside, name.encode()) if inside else b""
