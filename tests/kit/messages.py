"""Requests and answers as the road hands them to the store."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from hub.evidence.leaf import leaf_of
from hub.policy.authorize import authorize
from hub.store.cases import StoredAnswer, StoredCertificate
from schemas.canonical.case import AuthorizedRequest, Consumer, InboundRequest
from schemas.canonical.evidence import LeafKind
from tests.kit import article37 as kit
from tests.kit.policy import permitting

NOTARIES = Consumer("notary-offices")
BANK = Consumer("a-bank")
CHAMBERS = Consumer("commerce-card-registry")


def number(value: int) -> UUID:
    """Return the ``value``-th UUID."""
    return UUID(int=value)


def inbound(
    signature: int,
    *,
    message: int = 1,
    fields: Mapping[str, str] = kit.NAMED_REQUEST,
    consumer: Consumer = NOTARIES,
    operation: str = "InquireDebt",
    received_at: datetime = kit.NOW,
) -> InboundRequest:
    """Return a verified request; ``signature`` tells signed messages apart, ``message`` requests.

    It can be accepted for five minutes from its entry.
    """
    octets = kit.octets(fields)
    return InboundRequest(
        consumer=consumer,
        duty="article37",
        operation=operation,
        message_id=f"urn:uuid:{number(message)}",
        document=octets,
        digest=sha256(octets).digest(),
        replay_key=sha256(b"signature %d" % signature).digest(),
        expires_at=received_at + timedelta(minutes=5),
        received_at=received_at,
        signed=True,
    )


def authorized(signature: int, **words: object) -> AuthorizedRequest:
    """Return `inbound` past the gate, by version 1 of a policy that its consumer may ask by."""
    request = inbound(signature, **words)  # type: ignore[arg-type]  # handed on
    return authorize(request, permitting(request.consumer.code))


def answer(receipt: int, outcome: str = "GRANTED", body: bytes = b"<body/>") -> StoredAnswer:
    """Return an answer with the ``receipt``-th receipt as its evidence."""
    leaf = leaf_of(LeafKind.RECEIPT, number(receipt), b"<Receipt>%d</Receipt>" % receipt, bytes(32))
    return StoredAnswer(outcome, body, b'{"dossier":1}', kit.NOW, leaf)


def certificate(serial: int) -> StoredCertificate:
    """Return a certificate with a number made of ``serial``."""
    document = b"<Certificate>%d</Certificate>" % serial
    return StoredCertificate(
        number=f"37-1405-{serial:010}-0",
        kind="article37",
        document=document,
        digest=sha256(document).digest(),
        valid_until=kit.NOW + timedelta(days=30),
        signer=sha256(b"signer").digest(),
    )
