"""A lost key, and everything that was ever signed with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hub.errors import Misconfigured
from hub.store.database import Database
from hub.store.keys import UnknownKey, published_keys
from hub.store.signers import Signers, Signings
from schemas.canonical.signing_key import PublishedKey
from signing.verify.document import proven
from signing.verify.envelope import kind_of, read_root
from signing.verify.report import Refused


@dataclass(frozen=True, slots=True)
class Incident:
    """A key that may have been in other hands from ``instant`` on.

    ``key`` is the SHA-256 of the public key, ``signers`` those of every certificate it had, and
    ``certificates`` counts what they signed, with the documents that do not show their signer.
    """

    key: bytes
    signers: tuple[bytes, ...]
    certificates: int
    instant: datetime


async def open_incident(database: Database, fingerprint: bytes, instant: datetime) -> Incident:
    """Return what is to be looked at when the key of a certificate is lost.

    ``fingerprint`` is the SHA-256 of the certificate; the key's other certificates count too.
    Raises ``UnknownKey`` for one that neither is registered nor signed anything.
    """
    signings = await Signers(database).all()
    known = _seen(signings) | _registered(await published_keys(database))
    if fingerprint not in known:
        raise UnknownKey(fingerprint.hex())
    key = known[fingerprint]
    signers = tuple(sorted(one for one, its_key in known.items() if its_key == key))
    count = sum(one.certificates for one in signings if one.signer in {None, *signers})
    return Incident(key, signers, count, instant)


async def refuse_lost_key(database: Database, incident: Incident, certificate: bytes) -> None:
    """Raise `Misconfigured` when the signing ``certificate`` (DER) has a key that is lost.

    The key of the incident, or any other that is recorded as compromised.
    """
    lost = {one for one in await published_keys(database) if one.compromised_at is not None}
    keys = {incident.key, *_registered(lost).values()}
    if key_of(certificate) in keys:
        raise Misconfigured("certificate_key is the lost key itself: set another, then issue anew")


def key_of(certificate: bytes) -> bytes:
    """Return the SHA-256 of a certificate's public key (SubjectPublicKeyInfo, RFC 5280)."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()


def _registered(keys: Iterable[PublishedKey]) -> dict[bytes, bytes]:
    """Return the keys of registered certificates, by the SHA-256 of the certificate."""
    return {one.fingerprint: key_of(one.certificates[0]) for one in keys}


def _seen(signings: Iterable[Signings]) -> dict[bytes, bytes]:
    """Return the keys of the certificates that documents show."""
    return {
        one.signer: _key_in(one.document, one.signer) for one in signings if one.signer is not None
    }


def _key_in(document: bytes, signer: bytes) -> bytes:
    """Return the key of a ``signer``, as one of its documents shows it.

    A document that is not whole, or another's, shows nothing: the signer stands for itself then.
    """
    try:
        root = read_root(document)
        parts, _ = proven(root, kind_of(root))
    except Refused:
        return signer
    return key_of(parts.certificates[0]) if parts.certificate_digest == signer else signer
