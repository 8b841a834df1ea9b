"""What a verifier trusts and brings along: anchors, more validation data, and its strictness."""

from dataclasses import dataclass, field

from cryptography import x509

from schemas.canonical.validation import ValidationData
from signing.verify.keyset import KeySet
from signing.verify.status import VerifiedStatusList


@dataclass(frozen=True, slots=True)
class Policy:
    """The verifier's own side of a validation (ETSI EN 319 102-1, clause 5.1.4).

    ``anchors`` are trusted for signers, timestamps and revocation alike. ``given`` is validation
    data from elsewhere, such as a mirrored CRL. A document that carries no revocation data, and
    for which none is given, passes unless ``revocation_required``; the report then says so.
    ``keys`` are the published keys: seals are judged by them alone, and who signs a document must
    be among them; without them, whoever an anchor certifies for non-repudiation counts as a signer.
    ``status_lists`` tell which certificates are void; without any, a certificate's status is not
    checked.
    """

    anchors: tuple[x509.Certificate, ...]
    given: ValidationData = field(default_factory=ValidationData)
    revocation_required: bool = False
    keys: KeySet | None = None
    status_lists: tuple[VerifiedStatusList, ...] = ()
