"""The authority's words: OCSP (RFC 6960, section 4) and revocation lists (RFC 5280, section 5)."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from adapters.base.answer import Answer, failed_status
from adapters.base.errors import AgencyBrokeContract, NoSuchRecord

AGENCY = "certification_authority"
QUERY, REPLY = b"application/ocsp-request", "application/ocsp-response"
LIST = "application/pkix-crl"
_UNREADABLE = (
    ValueError,
    TypeError,
    NotImplementedError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
"""What cryptography raises of octets that are not what they should be."""

CertId = tuple[str, bytes, bytes, int]
"""Hash algorithm, hash of the issuer's name, of its key, and the serial number."""


@dataclass(frozen=True, slots=True)
class Single:
    """What a response says of one certificate; instants are UTC."""

    certificate: CertId
    known: bool
    this_update: datetime
    next_update: datetime | None


@dataclass(frozen=True, slots=True)
class Response:
    """An OCSP response: its status, and where that is successful, its nonce and what it says."""

    status: ocsp.OCSPResponseStatus
    nonce: bytes | None
    singles: tuple[Single, ...]


@dataclass(frozen=True, slots=True)
class RevocationList:
    """What the hub reads of a CRL; ``whole`` is false for a delta."""

    issuer: x509.Name
    this_update: datetime
    next_update: datetime | None
    whole: bool


def query(certificate: bytes, issuer: bytes, nonce: bytes) -> tuple[bytes, CertId]:
    """Return the OCSPRequest (DER) about a certificate (DER), and the CertID in it, by SHA-256."""
    request = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(
            x509.load_der_x509_certificate(certificate),
            x509.load_der_x509_certificate(issuer),
            SHA256(),
        )
        .add_extension(x509.OCSPNonce(nonce), critical=False)
        .build()
    )
    return request.public_bytes(Encoding.DER), _cert_id(request)


def read_status(answer: Answer) -> Response:
    """Return the response in ``answer``; raises `AgencyError` with a code that holds no data."""
    _check(answer, REPLY)
    try:
        response = ocsp.load_der_ocsp_response(answer.body)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return Response(response.response_status, None, ())
        singles = tuple(_single(one) for one in response.responses)
        return Response(response.response_status, _nonce(response), singles)
    except _UNREADABLE:
        raise AgencyBrokeContract(AGENCY, "unreadable-answer") from None


def read_list(answer: Answer) -> RevocationList:
    """Return the list in ``answer``; raises as `read_status`, `NoSuchRecord` for HTTP 404."""
    if answer.status == 404:
        raise NoSuchRecord(AGENCY, "no-list")
    _check(answer, LIST)
    try:
        found = x509.load_der_x509_crl(answer.body)
        delta = any(isinstance(one.value, x509.DeltaCRLIndicator) for one in found.extensions)
        return RevocationList(
            found.issuer, found.last_update_utc, found.next_update_utc, whole=not delta
        )
    except _UNREADABLE:
        raise AgencyBrokeContract(AGENCY, "unreadable-answer") from None


def _check(answer: Answer, media_type: str) -> None:
    """Refuse an answer of another status or kind."""
    if answer.status != 200:
        raise failed_status(AGENCY, answer.status)
    if answer.media_type != media_type:
        raise AgencyBrokeContract(AGENCY, "not-der")


def _single(single: ocsp.OCSPSingleResponse) -> Single:
    """Return one SingleResponse."""
    return Single(
        _cert_id(single),
        single.certificate_status is not ocsp.OCSPCertStatus.UNKNOWN,
        single.this_update_utc,
        single.next_update_utc,
    )


def _cert_id(named: ocsp.OCSPRequest | ocsp.OCSPSingleResponse) -> CertId:
    """Return the CertID of a request or of what answers it."""
    return (
        named.hash_algorithm.name,
        named.issuer_name_hash,
        named.issuer_key_hash,
        named.serial_number,
    )


def _nonce(response: ocsp.OCSPResponse) -> bytes | None:
    """Return the response's nonce (RFC 9654), None without one."""
    values = (one.value for one in response.extensions)
    return next((one.nonce for one in values if isinstance(one, x509.OCSPNonce)), None)
