"""What a door says in ``WWW-Authenticate`` to who has not proven who he is."""

from typing import Final

from hub.api.identity.jose import ALGORITHMS
from hub.errors import Refusal

_ALGORITHMS: Final = f'algs="{" ".join(ALGORITHMS)}"'


def challenge(error: Refusal) -> str:
    """Return the challenge of a REST door (RFC 6750 section 3, RFC 9449 section 7.1).

    Who showed nothing is told only what to show.
    """
    if error.code == "identity.token-missing":
        return f"DPoP {_ALGORITHMS}"
    proof = error.code.startswith("identity.proof-")
    return error_challenge("invalid_dpop_proof" if proof else "invalid_token")


def error_challenge(said: str) -> str:
    """Return the challenge that names an error of OAuth."""
    return f'DPoP error="{said}", {_ALGORITHMS}'
