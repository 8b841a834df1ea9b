"""Seals of the synthetic certificates, and the key sets that judge them."""

from datetime import timedelta
from functools import cache

from schemas.canonical.certificate import Certificate
from signing.keys.pki import KeyKind
from signing.keyset import KeyEntry, write_keyset
from signing.profile import prepare
from signing.seal import make_seal
from signing.verify.keyset import KeySet, read_keyset
from signing.verify.seal import claims_of
from signing.xades import sign
from tests.vectors.certificates.samples import NOW, clearance, pki

BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=300)


def xml(kind: KeyKind = "p256") -> bytes:
    """Return the clearance as issued, signed by a key of ``kind``."""
    return _clearance(kind)[0]


def seal(kind: KeyKind = "p256") -> str:
    """Return the seal of `xml`."""
    return _clearance(kind)[1]


@cache
def _clearance(kind: KeyKind) -> tuple[bytes, str]:
    document = signed(clearance(), kind)
    return document, seal_of(document, kind)


def seal_of(document: bytes, kind: KeyKind = "p256") -> str:
    """Return the seal of a certificate's XML."""
    return make_seal(claims_of(document), pki(kind).signer)


def signed(certificate: Certificate, kind: KeyKind = "p256") -> bytes:
    """Return a certificate as issued."""
    return sign(prepare(certificate), pki(kind).signer, NOW).xml


def entry(kind: KeyKind = "p256") -> KeyEntry:
    """Return the published entry of the signer of ``kind``."""
    signer = pki(kind).signer
    return KeyEntry((signer.certificate_der, *signer.chain_der), BEFORE, AFTER)


def keys(*entries: KeyEntry) -> KeySet:
    """Return the key set of ``entries``, written and read again; else of the P-256 signer."""
    return read_keyset(write_keyset(entries or (entry(),)))
