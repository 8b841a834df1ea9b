"""What signs: one loaded key with its certificate, wherever the key lives."""

from typing import Protocol

ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


class Signer(Protocol):
    """A private key that is loaded once and signs many times.

    ``algorithm`` is the XML Signature method URI (RFC 9231), ``certificate_der`` the signer's
    X.509 certificate and ``chain_der`` its issuers below the root.
    """

    @property
    def algorithm(self) -> str: ...  # noqa: D102 - the class says it

    @property
    def certificate_der(self) -> bytes: ...  # noqa: D102 - the class says it

    @property
    def chain_der(self) -> tuple[bytes, ...]: ...  # noqa: D102 - the class says it

    def sign(self, data: bytes) -> bytes:
        """Return the SignatureValue octets over ``data``: r||s for ECDSA, PKCS#1 v1.5 for RSA."""
        ...
