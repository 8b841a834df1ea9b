"""A public key infrastructure in memory: who signs, who stamps time, who answers for revocation.

`world` gives the good one, the same for a whole test run. The bad is composed from it: a `Node` of
any shape (`World.issue`, `tests.kit.nodes.node`) can sign, stamp (``tsa=``) or answer
(``responder=``), and every instant is an argument.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.hashes import HashAlgorithm

from schemas.canonical.validation import ValidationData
from signing.keys.file import FileSigner
from signing.keys.pki import Authority, KeyKind, create_authority
from simulators.certification_authority.lists import LIST_LASTS, revocation_list
from simulators.certification_authority.status import ANSWER_LASTS, Revocation, Subject, answer
from simulators.kit.keys import Holder
from simulators.timestamp_authority.token import ACCURACY, Question, token
from tests.kit.nodes import SIGNER, Extension, Key, Node, node, node_of
from tests.vectors.certificates.samples import NOW

__all__ = ["NOW", "World", "other_world", "world"]

_SIGNER_DAYS, _SERVICE_DAYS = 365, 1_825


@dataclass(frozen=True, repr=False)
class World:
    """Root, issuing authority, and what they certified; authorities last ten years from `NOW`."""

    root: Authority
    authority: Authority
    root_node: Node
    issuing: Node
    leaf: Node
    tsa: Node
    responder: Node

    @property
    def anchors(self) -> tuple[x509.Certificate, ...]:
        """What is trusted: the root alone."""
        return (self.root_node.certificate,)

    @property
    def signer(self) -> FileSigner:
        """The signer of certificates, with the issuing authority behind it."""
        return self.leaf.signer()

    def issue(
        self,
        name: str,
        extensions: tuple[Extension, ...] = SIGNER,
        *,
        key: Key | None = None,
        starts: datetime = NOW - timedelta(minutes=5),
        ends: datetime = NOW + timedelta(days=_SIGNER_DAYS),
    ) -> Node:
        """Return a certificate of the issuing authority, of any shape."""
        return node(name, self.issuing, extensions, key=key, starts=starts, ends=ends)

    def token(
        self,
        digest: bytes,
        at: datetime,
        *,
        tsa: Node | None = None,
        key: Key | None = None,
        algorithm: str = "sha256",
        nonce: int | None = None,
        certificates: bool = True,
        accuracy: timedelta | None = ACCURACY,
    ) -> bytes:
        """Return a TimeStampToken (DER) over ``digest`` by ``tsa``.

        A ``key`` that is not its own makes a token whose signature is false; ``algorithm`` says
        what made ``digest``.
        """
        by = tsa or self.tsa
        chain = tuple(one.certificate for one in by.chain)
        serial = int.from_bytes(sha256(digest + at.isoformat().encode()).digest()[:8], "big")
        return token(
            Holder(key or by.key, by.certificate, chain),
            Question(digest, algorithm, nonce),
            at,
            serial,
            certificates=certificates,
            accuracy=accuracy,
        )

    def ocsp(
        self,
        at: datetime,
        *,
        on: Node | None = None,
        revoked_at: datetime | None = None,
        reason: x509.ReasonFlags | None = None,
        known: bool = True,
        responder: Node | None = None,
        key: Key | None = None,
        lasts: timedelta | None = ANSWER_LASTS,
        hashed_by: HashAlgorithm | None = None,
        certificates: tuple[x509.Certificate, ...] | None = None,
    ) -> bytes:
        """Return an OCSP response (DER) on a node, the signer unless told, produced ``at``.

        ``responder`` answers for the node's issuer, with its own ``key`` unless told;
        ``hashed_by`` makes the CertID; ``certificates`` are what it carries.
        """
        asked, by = on or self.leaf, responder or self.responder
        issuer = asked.issuer or asked
        return answer(
            Holder(key or by.key, by.certificate),
            Subject.of(asked.certificate, issuer.certificate, hashed_by),
            at,
            revocation=Revocation(revoked_at, reason) if revoked_at else None,
            known=known,
            lasts=lasts,
            certificates=certificates,
        )

    def tsa_ocsp(self, at: datetime, *, revoked_at: datetime | None = None) -> bytes:
        """Return an OCSP response (DER) on the TSA's certificate."""
        return self.ocsp(at, on=self.tsa, revoked_at=revoked_at)

    def crls(
        self,
        at: datetime,
        *,
        revoked: Mapping[int, datetime] | None = None,
        lasts: timedelta = LIST_LASTS,
    ) -> tuple[bytes, ...]:
        """Return the lists of root and issuing authority (DER).

        ``revoked`` tells since when, by serial number; each authority lists its own, and numbers
        it knows nothing of stand on the issuing authority's.
        """
        entries = {serial: Revocation(since) for serial, since in (revoked or {}).items()}
        ours = {serial: one for serial, one in entries.items() if serial == self.issuing.serial}
        rest = {serial: one for serial, one in entries.items() if serial not in ours}
        return (
            crl(self.root_node, at, revoked=ours, lasts=lasts),
            crl(self.issuing, at, revoked=rest, lasts=lasts),
        )

    def validation_data(self, at: datetime) -> ValidationData:
        """Return what B-LT carries, fetched ``at``: all certificates below the root and status.

        OCSP on signer and TSA, the root's list for the issuing authority.
        """
        return ValidationData(
            certificates=(self.issuing.der, self.tsa.der, self.responder.der),
            ocsp_responses=(self.ocsp(at), self.tsa_ocsp(at)),
            crls=self.crls(at)[:1],
        )


def crl(
    issuer: Node,
    at: datetime,
    *,
    revoked: Mapping[int, Revocation] | None = None,
    key: Key | None = None,
    lasts: timedelta = LIST_LASTS,
) -> bytes:
    """Return a list (DER) of ``issuer``, thisUpdate ``at``, signed by its own ``key`` or another.

    Its number grows with time.
    """
    holder = Holder(key or issuer.key, issuer.certificate)
    return revocation_list(holder, int(at.timestamp()), at, revoked or {}, lasts=lasts)


def world(kind: KeyKind = "p256") -> World:
    """Return the world whose signer and TSA have keys of ``kind``, made once in a test run."""
    return _world(kind, "Test")


def other_world(kind: KeyKind = "p256") -> World:
    """Return a world of strangers: sound in itself, trusted by nobody of ours."""
    return _world(kind, "Other")


@cache
def _world(kind: KeyKind, name: str) -> World:
    root = create_authority(f"{name} root", now=NOW)
    authority = root.subordinate(f"{name} issuing authority", now=NOW)
    root_node = node_of(root)
    issuing = node_of(authority, root_node)
    signer = authority.issue(f"{name} signer", now=NOW, days=_SIGNER_DAYS, key=kind)
    tsa = authority.issue(f"{name} TSA", now=NOW, days=_SERVICE_DAYS, key=kind, use="timestamps")
    responder = authority.issue(f"{name} responder", now=NOW, days=_SERVICE_DAYS, use="ocsp")
    return World(
        root,
        authority,
        root_node,
        issuing,
        node_of(signer, issuing),
        node_of(tsa, issuing),
        node_of(responder, issuing),
    )
