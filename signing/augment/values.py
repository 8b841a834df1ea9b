"""The values in unsigned properties, read back."""

from base64 import b64decode
from collections.abc import Iterable

from asn1crypto import cms, ocsp
from lxml import etree

from schemas.canonical.validation import ValidationData
from signing.canonicalize import XMLDSIG

_XADES = "{http://uri.etsi.org/01903/v1.3.2#}"


def carried(elements: Iterable[etree._Element]) -> ValidationData:
    """Return the validation data that stands in unsigned properties, in order."""
    found = list(elements)
    return ValidationData(
        certificates=_values(found, f"{_XADES}EncapsulatedX509Certificate"),
        ocsp_responses=_values(found, f"{_XADES}EncapsulatedOCSPValue"),
        crls=_values(found, f"{_XADES}EncapsulatedCRLValue"),
    )


def tokens_in(elements: Iterable[etree._Element]) -> tuple[bytes, ...]:
    """Return the timestamp tokens (DER) in unsigned properties, in order."""
    return _values(elements, f"{_XADES}EncapsulatedTimeStamp")


def key_info_of(signature: etree._Element) -> tuple[bytes, ...]:
    """Return the certificates (DER) of KeyInfo, the signer's first."""
    return _values([signature], f"{{{XMLDSIG}}}X509Certificate")


def certificates_in_token(token: bytes) -> tuple[bytes, ...]:
    """Return the certificates (DER) that came with a token (RFC 5652, section 5.1)."""
    included = cms.ContentInfo.load(token)["content"]["certificates"]
    return tuple(one.chosen.dump() for one in included)


def certificates_in_response(response: bytes) -> tuple[bytes, ...]:
    """Return the certificates (DER) that came with an OCSP response (RFC 6960, section 4.2.1)."""
    included = ocsp.OCSPResponse.load(response).basic_ocsp_response["certs"]
    return tuple(one.dump() for one in included)


def without(data: ValidationData, other: ValidationData) -> ValidationData:
    """Return what of ``data`` is not in ``other``, in order."""
    return ValidationData(
        tuple(one for one in data.certificates if one not in other.certificates),
        tuple(one for one in data.ocsp_responses if one not in other.ocsp_responses),
        tuple(one for one in data.crls if one not in other.crls),
    )


def _values(elements: Iterable[etree._Element], name: str) -> tuple[bytes, ...]:
    return tuple(b64decode(one.text or "") for element in elements for one in element.iter(name))
