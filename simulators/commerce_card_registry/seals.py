"""Signatures of requests, as Standard Webhooks 1.0 has them, written from that text alone."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

TOLERANCE = timedelta(minutes=5)


class Unsealed(ValueError):
    """A request is not signed with the secret, not wholly, or not now; the text says which."""


def check(headers: Mapping[bytes, bytes], body: bytes, secret: str, now: datetime) -> str:
    """Return the id of the event when its request is signed with ``secret``; `Unsealed`."""
    name, stamp, signatures = (
        headers.get(f"webhook-{one}".encode(), b"") for one in ("id", "timestamp", "signature")
    )
    if not name or not stamp.isdigit() or len(stamp) > 12:
        raise Unsealed("webhook-id or webhook-timestamp is missing")
    if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > TOLERANCE:
        raise Unsealed("webhook-timestamp is not of now")
    key = b64decode(secret.partition("_")[2])
    expected = b"v1," + b64encode(hmac.digest(key, name + b"." + stamp + b"." + body, "sha256"))
    if not any(hmac.compare_digest(expected, one) for one in signatures.split(b" ")):
        raise Unsealed("no webhook-signature is right")
    return name.decode("ascii", "replace")
