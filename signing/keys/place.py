"""Where a key is that never leaves its token."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A private key in a PKCS#11 token, by ``label`` or ``id`` or both (CKA_LABEL, CKA_ID).

    ``module`` is the vendor's library, ``token`` the token's label, ``pin`` a file whose one line
    is the user's PIN.
    """

    module: Path
    token: str
    pin: Path
    label: str | None = None
    id: bytes | None = None
