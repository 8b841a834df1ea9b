"""The authority asked over HTTP: the `RevocationSource` of the hub."""

import secrets
from hashlib import sha256

from cryptography import x509

from adapters.base.connection import Connection
from adapters.base.ports import RevocationSource
from adapters.certification_authority import translate, wire

_STATUS = ((b"Accept", wire.REPLY.encode()), (b"Content-Type", wire.QUERY))
_LIST = ((b"Accept", wire.LIST.encode()),)
_NONCE_OCTETS = 32
"""As RFC 9654, section 2.1, has it."""


class RevocationGateway:
    """`RevocationSource` by OCSP and by the authority's published lists.

    Signatures are the caller's to check. ``ValueError`` is raised of a certificate that is none.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def status_of(self, certificate: bytes, issuer: bytes) -> bytes:
        """Return the OCSP response (DER) on a certificate; `NoSuchRecord` when it is not known."""

        async def ask() -> bytes:
            nonce = secrets.token_bytes(_NONCE_OCTETS)
            content, asked = wire.query(certificate, issuer, nonce)
            answer = await self._connection.http.post("/ocsp", _STATUS, content)
            response = wire.read_status(answer)
            translate.check_status(response, asked, nonce, self._connection.now())
            return answer.body

        return await self._connection.conduct.read(ask)

    async def revocation_list(self, issuer: bytes) -> bytes:
        """Return the newest CRL (DER) of the issuer; `NoSuchRecord` when it has none."""
        name = x509.load_der_x509_certificate(issuer).subject
        path = f"/crl/{sha256(issuer).hexdigest()}.crl"

        async def ask() -> bytes:
            answer = await self._connection.http.get(path, _LIST)
            translate.check_list(wire.read_list(answer), name, self._connection.now())
            return answer.body

        return await self._connection.conduct.read(ask)


def build(connection: Connection) -> RevocationSource:
    """Return the authority behind ``connection``."""
    return RevocationGateway(connection)
