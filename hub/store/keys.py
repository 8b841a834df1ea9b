"""The register of signing keys: told of by every process that signs, ended by an operator's act."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from psycopg import Connection
from psycopg.rows import dict_row

from hub.errors import Misconfigured
from hub.store.database import Database, Row
from hub.store.sql import load
from schemas.canonical.evidence import Leaf
from schemas.canonical.signing_key import KeyAct, KeyEvent, PublishedKey
from signing.keys.ring import Ring


@dataclass(frozen=True, slots=True)
class _Statements:
    register_key: str
    published_keys: str
    lock_keys: str
    record_key_act: str


_SQL = load(_Statements, "keys")


class UnknownKey(ValueError):
    """No signing key has a fingerprint that begins so, or more than one has."""


class KeyActRefused(ValueError):
    """An act that the key's history does not allow; the message says why."""


async def register_keys(database: Database, ring: Ring, now: datetime) -> None:
    """Register the keys of a process before it signs; any number may do so at once.

    Raises `Misconfigured` for a retired or lost one that would still sign, and
    ``DatabaseUnavailable``.
    """
    for signer in ring.signers:
        chain = (signer.certificate_der, *signer.chain_der)
        await database.rows(_SQL.register_key, _row(chain, now))
    known = {one.fingerprint: one for one in await published_keys(database)}
    for signer in ring.from_now(now):
        _check_signs(known[sha256(signer.certificate_der).digest()])


async def published_keys(database: Database) -> tuple[PublishedKey, ...]:
    """Return every key that ever was to sign, in the order in which they were registered."""
    return tuple(map(_published, await database.rows(_SQL.published_keys, {})))


def list_keys(connection: Connection) -> list[PublishedKey]:
    """Return what `published_keys` does."""
    cursor = connection.cursor(row_factory=dict_row)
    return [_published(row) for row in cursor.execute(_SQL.published_keys).fetchall()]


def find_key(connection: Connection, beginning: str) -> PublishedKey:
    """Return the key whose fingerprint (hex, colons or not) begins so; else `UnknownKey`."""
    wanted = beginning.replace(":", "").lower()
    found = [one for one in list_keys(connection) if one.fingerprint.hex().startswith(wanted)]
    if not wanted or len(found) != 1:
        raise UnknownKey(beginning)
    return found[0]


def record_act(connection: Connection, act: KeyAct, leafing: Callable[[KeyAct], Leaf]) -> None:
    """Record an act on a key with its evidence, in one transaction.

    Raises `KeyActRefused` for one that says nothing new or cannot be true, and `UnknownKey`.
    """
    with connection.transaction():
        connection.execute(_SQL.lock_keys)
        _check_act(find_key(connection, act.fingerprint.hex()), act)
        leaf = leafing(act)
        arguments = asdict(act) | {
            "leaf_id": leaf.document_id,
            "leaf_kind": leaf.kind,
            "entry": leaf.entry,
            "leaf_hash": leaf.leaf_hash,
            "salt": leaf.salt,
            "document": leaf.document,
        }
        connection.execute(_SQL.record_key_act, arguments)


def _check_act(key: PublishedKey, act: KeyAct) -> None:
    """Raise `KeyActRefused` unless the act adds to what is known of its key."""
    if act.effective_at > act.recorded_at:
        raise KeyActRefused("the instant lies in the future")
    if act.effective_at < key.not_before:
        raise KeyActRefused("the instant lies before the key's certificate")
    if act.event is KeyEvent.RETIRED and key.retired_at is not None:
        raise KeyActRefused(f"it was retired on {key.retired_at:%Y-%m-%d} already")
    if act.event is KeyEvent.COMPROMISED and key.compromised_at == act.effective_at:
        raise KeyActRefused("it is recorded as compromised from that instant already")


def _check_signs(key: PublishedKey) -> None:
    """Raise `Misconfigured` for a key that must sign no more."""
    ends = {"compromised": key.compromised_at, "retired": key.retired_at}
    for word, since in ends.items():
        if since is not None:
            name = key.fingerprint.hex()[:16]
            raise Misconfigured(f"signing key {name}: {word} since {since.isoformat()}")


def _row(chain: tuple[bytes, ...], now: datetime) -> Row:
    """Return a key as it is registered."""
    key = x509.load_der_x509_certificate(chain[0]).public_key()
    public = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "fingerprint": sha256(chain[0]).digest(),
        "key_id": sha256(public).digest(),
        "certificates": list(chain),
        "now": now,
    }


def _published(row: Row) -> PublishedKey:
    """Return the key in a row of the register."""
    certificates = tuple(map(bytes, row.pop("certificates")))
    leaf = x509.load_der_x509_certificate(certificates[0])
    return PublishedKey(
        certificates=certificates,
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
        **row,
    )
