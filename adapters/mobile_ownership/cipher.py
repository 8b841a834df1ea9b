"""Numbers that only the register reads: compact JWE by its public key (RFC 7516, RFC 7518)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc.jwe import encrypt_compact
from joserfc.jwk import RSAKey

from adapters.base.accounts import WrongAccount

_HEADER: Final = {"alg": "RSA-OAEP-256", "enc": "A256GCM"}
_SHORTEST: Final = 2048


class Cipher:
    """Who encrypts for the holder of ``key``."""

    def __init__(self, key: RSAPublicKey) -> None:
        self._key = RSAKey.import_key(key)

    def seal(self, name: str, value: str, now: datetime) -> str:
        """Return the JWE of ``{name: value, "iat": now}``, the instant in seconds since 1970."""
        claims = json.dumps({name: value, "iat": int(now.timestamp())})
        return encrypt_compact(dict(_HEADER), claims, self._key, algorithms=[*_HEADER.values()])


def read_cipher(path: Path) -> Cipher:
    """Return the cipher by the public key in the PEM file at ``path``; `WrongAccount`."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        raise WrongAccount("encryption_key is no PEM file of a public key") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < _SHORTEST:
        raise WrongAccount(f"encryption_key is not RSA of {_SHORTEST} bits or more")
    return Cipher(key)
