"""Whose chain a certificate, an OCSP response or a CRL speaks of: the signer's or a stamper's."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import new as new_hash

from asn1crypto import cms, core, crl, ocsp, x509

from schemas.canonical.validation import ValidationData
from signing.augment.values import without


@dataclass(frozen=True, slots=True)
class Path:
    """Certificates from leaves upward, as far as they are known."""

    certificates: tuple[x509.Certificate, ...] = ()

    def __or__(self, other: "Path") -> "Path":
        """Return both."""
        return Path((*self.certificates, *other.certificates))

    def holds(self, certificate: bytes) -> bool:
        """Tell whether ``certificate`` (DER) is on the path."""
        return any(one.dump() == certificate for one in self.certificates)

    def issued_by(self, name: x509.Name) -> bool:
        """Tell whether ``name`` issued a certificate on the path."""
        return any(one.issuer.dump() == name.dump() for one in self.certificates)

    def answered_by(self, response: bytes) -> bool:
        """Tell whether an OCSP response (RFC 6960, section 4.2.1) is on one of the path."""
        basic = ocsp.OCSPResponse.load(response).basic_ocsp_response
        asked = [one["cert_id"] for one in basic["tbs_response_data"]["responses"]]
        return any(_is(name, one) for name in asked for one in self.certificates)


def path_of(leaf: bytes, known: Iterable[bytes]) -> Path:
    """Return the path from ``leaf`` upward through ``known`` certificates (DER), by their names.

    Who really issued whom is the verifier's to find; here values are only put in their place.
    """
    pool = [x509.Certificate.load(one) for one in known]
    path = [x509.Certificate.load(leaf)]
    while above := next((one for one in pool if _above(one, path)), None):
        path.append(above)
    return Path(tuple(path))


def stamper_of(token: bytes, known: Iterable[bytes]) -> bytes | None:
    """Return the certificate (DER) that ``token`` names as its signer's, where it is known."""
    signer = cms.ContentInfo.load(token)["content"]["signer_infos"][0]["sid"].chosen
    return next((one for one in known if _named(x509.Certificate.load(one), signer)), None)


def split(
    data: ValidationData, signer: Path, stampers: Path
) -> tuple[ValidationData, ValidationData]:
    """Return ``data`` in two: the signer's with what both need, and what only the stampers need."""
    alone = ValidationData(
        tuple(one for one in data.certificates if _certificate_of(one, stampers, signer)),
        tuple(one for one in data.ocsp_responses if _response_of(one, stampers, signer)),
        tuple(one for one in data.crls if _list_of(one, stampers, signer)),
    )
    return without(data, alone), alone


def _certificate_of(der: bytes, path: Path, other: Path) -> bool:
    """Tell whether a certificate is on ``path`` alone, or answers for its issuers alone."""
    if path.holds(der) or other.holds(der):
        return not other.holds(der)
    issuer = x509.Certificate.load(der).issuer
    return path.issued_by(issuer) and not other.issued_by(issuer)


def _response_of(response: bytes, path: Path, other: Path) -> bool:
    return path.answered_by(response) and not other.answered_by(response)


def _list_of(der: bytes, path: Path, other: Path) -> bool:
    issuer = crl.CertificateList.load(der).issuer
    return path.issued_by(issuer) and not other.issued_by(issuer)


def _above(candidate: x509.Certificate, path: list[x509.Certificate]) -> bool:
    """Tell whether ``candidate`` has the name of the last one's issuer and is not on the path."""
    return bool(candidate.subject.dump() == path[-1].issuer.dump()) and candidate not in path


def _named(
    certificate: x509.Certificate, signer: cms.IssuerAndSerialNumber | core.OctetString
) -> bool:
    """Tell whether a SignerIdentifier (RFC 5652, section 5.3) names this certificate."""
    if isinstance(signer, core.OctetString):
        return bool(certificate.key_identifier == signer.native)
    same_issuer = certificate.issuer.dump() == signer["issuer"].dump()
    return bool(same_issuer and certificate.serial_number == signer["serial_number"].native)


def _is(asked: ocsp.CertId, certificate: x509.Certificate) -> bool:
    """Tell whether a CertID (RFC 6960, section 4.1.1) names this certificate."""
    algorithm = asked["hash_algorithm"]["algorithm"].native
    name = new_hash(algorithm, certificate.issuer.dump(), usedforsecurity=False).digest()
    return bool(
        asked["serial_number"].native == certificate.serial_number
        and asked["issuer_name_hash"].native == name
    )
