"""Events pushed to a receiver over REST: CloudEvents 1.0 under Standard Webhooks signatures; pure.

What the next receiver over REST shares with the first: how an event is written, how it is signed,
and what a status says of it.
"""

import binascii
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from adapters.base.answer import Answer, failed_status
from adapters.base.errors import AgencyBrokeContract, NoSuchRecord
from schemas.canonical.dates import utc_stamp

MEDIA_TYPE: Final = b"application/cloudevents+json; charset=utf-8"
_PREFIX: Final = "whsec_"
_SHORTEST, _LONGEST = 24, 64


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: CloudEvents 1.0, section 3.

    ``id`` and ``source`` (a URI reference) name the event once and for all; ``type`` is a
    reverse-DNS word; ``subject`` is what it is about; ``time`` is aware. ``data`` is a JSON object.
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Secret:
    """A key that we and one receiver share; it never prints."""

    key: bytes = field(repr=False)


def parse_secret(text: str) -> Secret:
    """Return the secret in ``text``: ``whsec_`` and base64 of 24 to 64 octets.

    Raises ``ValueError`` without a word of it (Standard Webhooks 1.0, "Signature scheme").
    """
    try:
        key = b64decode(text.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not text.startswith(_PREFIX) or not _SHORTEST <= len(key) <= _LONGEST:
        raise ValueError("a secret is whsec_ and base64 of 24 to 64 octets")
    return Secret(key)


def structured(event: Event) -> bytes:
    """Return ``event`` in structured mode: one JSON object, UTF-8 (CloudEvents JSON Format)."""
    attributes = {
        "specversion": "1.0",
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "time": utc_stamp(event.time),
        "datacontenttype": "application/json",
        "data": event.data,
    }
    return json.dumps(attributes, ensure_ascii=False, separators=(",", ":")).encode()


def signed_fields(
    secret: Secret, event_id: str, body: bytes, now: datetime
) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers that carry ``body`` to its receiver, signed at ``now`` (aware).

    Signed is ``id.timestamp.body`` with HMAC-SHA256; the id is the same at every attempt, the
    timestamp (Unix seconds) that of this one (Standard Webhooks 1.0, "Webhook headers").
    """
    if not event_id or "." in event_id or not event_id.isascii() or not event_id.isprintable():
        raise ValueError("an event's id is printable ASCII without a full stop")
    name, stamp = event_id.encode(), str(int(now.timestamp())).encode()
    signature = hmac.digest(secret.key, b".".join((name, stamp, body)), sha256)
    return (
        (b"Content-Type", MEDIA_TYPE),
        (b"Accept", b"application/json"),
        (b"webhook-id", name),
        (b"webhook-timestamp", stamp),
        (b"webhook-signature", b"v1," + b64encode(signature)),
    )


def taken(agency: str, answer: Answer) -> bytes:
    """Return the acknowledgement in ``answer``; any 2xx says that the event was taken.

    Raises `NoSuchRecord` (``gone``) for 410, by which a receiver wants no more of it, what
    `failed_status` says for another status, and `AgencyBrokeContract` (``not-json``).
    """
    if answer.status == 410:
        raise NoSuchRecord(agency, "gone")
    if not 200 <= answer.status < 300:
        raise failed_status(agency, answer.status)
    if answer.media_type != "application/json":
        raise AgencyBrokeContract(agency, "not-json")
    return answer.body
