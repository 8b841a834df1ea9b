"""RSA keys for the authority and for the client that it knows; made once in a process."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from simulators.tax_authority.seals import encode

_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True, repr=False)
class ServerPairs:
    """What the authority decrypts and signs with; a generation has kids of its own."""

    generation: int
    decrypts: rsa.RSAPrivateKey
    signs: rsa.RSAPrivateKey

    @property
    def encryption_kid(self) -> str:
        """The id of the key that is encrypted for."""
        return f"enc-{self.generation}"

    @property
    def signing_kid(self) -> str:
        """The id of the key that signs."""
        return f"sig-{self.generation}"


@cache
def server_pairs(generation: int) -> ServerPairs:
    """Return the authority's keys of a generation."""
    return ServerPairs(generation, _rsa(), _rsa())


@cache
def short_pair() -> rsa.RSAPrivateKey:
    """Return a key of 1024 bits, which nobody may trust any more."""
    return rsa.generate_private_key(65_537, 1_024)  # noqa: S505 - weak on purpose


@cache
def client_pair() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """Return the key of the registered client, and its certificate."""
    key = _rsa()
    return key, certificate_of(key)


def certificate_of(key: rsa.RSAPrivateKey) -> x509.Certificate:
    """Return a certificate that ``key`` signs for itself, as the authority's forms want it."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Peyvand at the tax authority")])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .sign(key, SHA256())
    )


def thumbprint(der: bytes) -> str:
    """Return the kid of what is encrypted for the holder of a certificate (DER)."""
    return encode(sha256(der).digest())


def spki(key: rsa.RSAPrivateKey) -> str:
    """Return the public half as server-information has it."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(public).decode()


def _rsa() -> rsa.RSAPrivateKey:
    """Return a new key of 2048 bits."""
    return rsa.generate_private_key(65_537, 2_048)
