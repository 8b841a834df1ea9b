"""The forms of one certificate in one house of keys: XML, grown XML, PDF twin, seal, key set."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from schemas.canonical.certificate import Certificate
from schemas.canonical.status import ReasonCode, State
from schemas.canonical.status_list import Listed, StatusList
from signing.augment import add_signature_timestamp, add_twin, signature_imprint
from signing.keyset import KeyEntry, write_keyset
from signing.pades import sign_pdf
from signing.page.render import render
from signing.profile import prepare, prepare_status_list
from signing.seal import make_seal
from signing.verify.keyset import read_keyset
from signing.verify.pdf.verify import twin_digest_of
from signing.verify.policy import Policy
from signing.verify.seal import claims_of
from signing.xades import sign
from tests.kit.pki import world
from tests.vectors.certificates.samples import NOW, clearance, statement

STAMPED = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)
"""When the documents are looked at."""


@dataclass(frozen=True)
class Papers:
    """A certificate as issued, as grown to B-T with the name of its twin, its twin, its seal."""

    xml: bytes
    grown: bytes
    pdf: bytes
    seal: str


def papers() -> Papers:
    """Return the forms of the clearance, made once in a test run."""
    return _papers(clearance())


def others() -> Papers:
    """Return the forms of a debt statement, another certificate of the same house."""
    return _papers(statement())


def reissued() -> Papers:
    """Return forms of the clearance's number that are not of the same document."""
    return _papers(clearance(), again=True)


@cache
def _papers(certificate: Certificate, *, again: bool = False) -> Papers:
    house = world()
    signed_at = NOW + timedelta(seconds=1) if again else NOW
    xml = sign(prepare(certificate), house.signer, signed_at).xml
    seal = make_seal(claims_of(xml), house.signer)
    pdf = sign_pdf(render(xml, seal), house.signer, signed_at)
    stamped = add_signature_timestamp(xml, house.token(signature_imprint(xml), STAMPED))
    return Papers(xml, add_twin(stamped, twin_digest_of(pdf)), pdf, seal)


def key_set() -> bytes:
    """Return the published keys of the house."""
    signer = world().signer
    window = (NOW - timedelta(days=1), NOW + timedelta(days=365))
    return write_keyset([KeyEntry((signer.certificate_der, *signer.chain_der), *window)])


def anchors() -> bytes:
    """Return the trust anchors of the house, PEM."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in world().anchors)


def policy() -> Policy:
    """Return the policy of a verifier who trusts the house and has its published keys."""
    return Policy(world().anchors, keys=read_keyset(key_set()))


def status_list() -> bytes:
    """Return a signed list that says the clearance was revoked when it was an hour old."""
    since, number = NOW + timedelta(minutes=30), clearance().number
    entry = Listed(number, State.REVOKED, since, ReasonCode.FRAUD)
    listed = StatusList("peyvand", 1, since, NOW + timedelta(days=1), (entry,))
    return sign(prepare_status_list(listed), world().signer, since).xml


def lay_out(folder: Path) -> Path:
    """Write the forms, anchors and keys into ``folder`` as a person would keep them."""
    mine = papers()
    for name, content in {
        "a.xml": mine.xml,
        "a.pdf": mine.pdf,
        "a.qr.txt": f"{mine.seal}\n".encode(),
        "trust.pem": anchors(),
        "keys.json": key_set(),
    }.items():
        (folder / name).write_bytes(content)
    return folder
