"""A certificate issued anew under the present key, and the old one superseded by it, at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from hub.evidence.leaf import SALT_OCTETS, leaf_of
from hub.receipts import World
from hub.status import leafing
from hub.store.cases import StoredCertificate
from hub.store.certificates import Certificates, IssuedCertificate
from schemas.canonical.certificate import (
    Certificate,
    CertificateNumber,
    CertificateType,
    certificate_number,
)
from schemas.canonical.dates import tehran_day
from schemas.canonical.evidence import LeafKind
from schemas.canonical.status import Act, ReasonCode, State
from schemas.canonical.steps import Signed
from signing.profile import ProfileViolation, prepare
from signing.read import read_certificate
from signing.signer import Signer
from signing.verify import OwnOutputInvalid, check_own
from signing.verify.document import proven
from signing.verify.envelope import kind_of, read_root
from signing.verify.report import Refused
from signing.xades import sign

Reissue = Callable[[Certificate, CertificateNumber, datetime], Certificate]
"""How a duty writes a certificate anew: the old one's words, the new number, the new instant."""


class NotReplaced(Exception):
    """A certificate that cannot be issued anew; ``rule`` is a stable word for what is wrong."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Replacer:
    """Issues certificates anew: with which key, in which duty's words, on whose behalf and why.

    A certificate is replaced in one transaction, or not at all, so a run that is ended half-way
    leaves nothing half done, and the next run goes on with what is left.
    """

    certificates: Certificates
    signer: Signer
    reissues: Mapping[CertificateType, Reissue]
    world: World
    by: str
    note: str

    async def replace(self, old: IssuedCertificate) -> CertificateNumber | None:
        """Return the number of the certificate in place of ``old``.

        None when it does not stand as issued any more. Raises `NotReplaced` for an old document
        that is not what was signed, ``NotLawful``, and ``HubUnavailable``.
        """
        now = self.world.clock()
        words = _words(old)
        serial = await self.certificates.draw_serial()
        number = certificate_number(words.type, tehran_day(now), serial)
        signed = self._sign(self.reissues[words.type](words, number, now), now)
        leaf = leaf_of(
            LeafKind.CERTIFICATE,
            self.world.new_id(),
            signed.xml,
            self.world.random(SALT_OCTETS),
        )
        successor = StoredCertificate(
            number=number,
            kind=words.type,
            document=signed.xml,
            digest=signed.digest,
            valid_until=words.valid_until,
            signer=signed.signer,
        )
        act = self._act(old.number, number, now)
        evidence = leafing(self.world.new_id, self.world.random)
        done = await self.certificates.replace(act, successor, leaf, evidence)
        return number if done else None

    def _sign(self, certificate: Certificate, now: datetime) -> Signed:
        """Return the new document signed and verified."""
        try:
            unchecked = sign(prepare(certificate), self.signer, now)
            return check_own(unchecked, self.signer.certificate_der)
        except ProfileViolation as violation:
            raise NotReplaced(violation.rule) from violation
        except OwnOutputInvalid as invalid:
            raise NotReplaced("own-output") from invalid

    def _act(self, old: CertificateNumber, new: CertificateNumber, now: datetime) -> Act:
        """Return the act that puts the new certificate in the place of the old."""
        return Act(
            number=old,
            state=State.SUPERSEDED,
            effective_at=now,
            recorded_at=now,
            reason=ReasonCode.KEY_COMPROMISE,
            note=self.note,
            by=self.by,
            superseded_by=new,
        )


def _words(old: IssuedCertificate) -> Certificate:
    """Return what an issued document says, once it is found to be whole and the stored one."""
    if sha256(old.document).digest() != old.digest:
        raise NotReplaced("document.digest")
    try:
        root = read_root(old.document)
        parts, content = proven(root, kind_of(root))
    except Refused as refused:
        raise NotReplaced(f"document.{refused.check}") from refused
    if parts.certificate_digest != old.signer or content.number != old.number:
        raise NotReplaced("document.another")
    return read_certificate(root)
