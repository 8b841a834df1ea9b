"""The client certificate of the connection, as a proxy that ends TLS hands it on (RFC 9440)."""

import binascii
from base64 import b64decode
from hashlib import sha256
from typing import Final

from hub.api.identity.jose import Place

PLACE: Final = Place("certificate", "Client-Cert")
_LONGEST: Final = 8_192


def client_fingerprint(texts: list[str]) -> bytes:
    """Return the fingerprint of the certificate in ``texts``, the values of the header.

    It is one Byte Sequence with the DER (RFC 9440 section 2.2). Raises `IdentityRefused`:
    ``missing``, ``repeated``, ``unreadable``.
    """
    if not texts:
        raise PLACE.refusal("missing")
    if len(texts) > 1:
        raise PLACE.refusal("repeated")
    text = texts[0].strip()
    if len(text) > _LONGEST or len(text) < 3 or (text[0], text[-1]) != (":", ":"):
        raise PLACE.refusal("unreadable")
    try:
        return sha256(b64decode(text[1:-1], validate=True)).digest()
    except binascii.Error:
        raise PLACE.refusal("unreadable") from None
