"""The register of signing keys: published before they sign, ended for good, never rewritten."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest
from cryptography import x509
from psycopg import Connection

from hub.errors import Misconfigured
from hub.evidence.leaf import key_act_leaf
from hub.store import keys
from hub.store.database import Database, DatabaseUnavailable, connect
from hub.store.keys import KeyActRefused, UnknownKey, published_keys, record_act, register_keys
from schemas.canonical.evidence import Leaf
from schemas.canonical.signing_key import KeyAct, KeyEvent, PublishedKey
from signing.keys.file import FileSigner, load_signer
from signing.keys.pki import Issued
from signing.keys.ring import Ring
from tests.kit import article37 as kit
from tests.kit.keys import authority

TURN = kit.NOW + timedelta(days=1)
LATER = kit.NOW + timedelta(days=2)


@cache
def signer(name: str) -> FileSigner:
    return _signer(authority().issue(name, now=kit.NOW, days=365))


def _signer(issued: Issued) -> FileSigner:
    with TemporaryDirectory() as folder:
        return load_signer(*issued.write(Path(folder), "signer"))


def renewed(name: str) -> FileSigner:
    """Return the key called ``name`` with a second certificate."""
    key = signer(name).key
    return _signer(authority().certify(name, key, now=kit.NOW, days=700, use="certificates"))


@pytest.fixture
def register(database_url: str) -> Iterator[Connection]:
    with connect(database_url) as connection:
        yield connection


def ring() -> Ring:
    return Ring([(None, signer("old")), (TURN, signer("new"))])


def name_of(one: PublishedKey) -> str:
    (common,) = x509.load_der_x509_certificate(one.certificates[0]).subject.get_attributes_for_oid(
        x509.NameOID.COMMON_NAME
    )
    return str(common.value)


def end(
    connection: Connection,
    key: PublishedKey,
    event: KeyEvent,
    at: datetime = kit.NOW,
    *,
    reason: str = "a test",
) -> None:
    act = KeyAct(key.fingerprint, event, at, LATER, reason, "operator")
    record_act(connection, act, lambda settled: key_act_leaf(uuid4(), settled, bytes(32)))


async def test_the_next_key_is_published_before_its_turn(database: Database) -> None:
    """A verifier with yesterday's key set would refuse what the new key signs today."""
    await register_keys(database, ring(), kit.NOW)
    found = {name_of(one): one for one in await published_keys(database)}
    assert set(found) == {"old", "new"}
    assert found["new"].certificates == (signer("new").certificate_der, *signer("new").chain_der)
    assert found["new"].until == found["new"].not_after
    assert found["new"].not_before <= kit.NOW == found["new"].registered_at
    assert (found["new"].retired_at, found["new"].compromised_at) == (None, None)


async def test_processes_that_start_together_register_once(database: Database) -> None:
    """A rolling restart would fail, or publish a key twice with two beginnings."""
    starts = [kit.NOW + timedelta(seconds=n) for n in range(4)]
    await register_keys(database, ring(), kit.NOW)
    await asyncio.gather(*(register_keys(database, ring(), start) for start in starts))
    assert [one.registered_at for one in await published_keys(database)] == [kit.NOW, kit.NOW]


@pytest.mark.parametrize("event", KeyEvent)
async def test_a_key_that_ended_signs_nothing_more(
    database: Database, register: Connection, event: KeyEvent
) -> None:
    """A process started after the drill would go on signing with the lost key."""
    await register_keys(database, ring(), kit.NOW)
    by_name = {name_of(one): one for one in keys.list_keys(register)}
    end(register, by_name["old"], event)
    with pytest.raises(Misconfigured, match=f"{event} since"):
        await register_keys(database, ring(), kit.NOW)
    await register_keys(database, ring(), TURN)
    end(register, by_name["new"], event)
    for now in (kit.NOW, TURN):
        with pytest.raises(Misconfigured):
            await register_keys(database, ring(), now)


async def test_what_became_of_a_key_is_published(database: Database, register: Connection) -> None:
    """A reader of seals would trust a lost key, or distrust what a retired one signed."""
    await register_keys(database, ring(), kit.NOW)
    old, new = keys.list_keys(register)
    if name_of(old) != "old":
        old, new = new, old
    end(register, old, KeyEvent.RETIRED, LATER)
    end(register, new, KeyEvent.COMPROMISED, TURN, reason="the laptop is gone")
    found = {name_of(one): one for one in await published_keys(database)}
    assert found["old"].until == found["old"].retired_at == LATER
    assert found["old"].compromised_at is None
    assert found["new"].compromised_at == TURN
    assert found["new"].reason == "the laptop is gone"
    assert found["new"].until == found["new"].not_after
    end(register, new, KeyEvent.COMPROMISED, kit.NOW, reason="it was gone the day before")
    assert {one.compromised_at for one in await published_keys(database)} == {None, kit.NOW}


async def test_a_lost_key_is_lost_under_all_its_certificates(
    database: Database, register: Connection
) -> None:
    """A thief would use the key under the certificate nobody thought of."""
    again = renewed("old")
    await register_keys(database, Ring([(None, signer("old"))]), kit.NOW)
    await register_keys(database, Ring([(None, again)]), kit.NOW)
    first = keys.find_key(register, sha(signer("old")))
    end(register, first, KeyEvent.COMPROMISED)
    assert {one.compromised_at for one in await published_keys(database)} == {kit.NOW}
    with pytest.raises(Misconfigured):
        await register_keys(database, Ring([(None, again)]), kit.NOW)
    assert keys.find_key(register, sha(again)).retired_at is None


def sha(one: FileSigner) -> str:
    """Return the fingerprint as operators copy it from other tools: capitals and colons."""
    return sha256(one.certificate_der).digest().hex(":").upper()


async def test_a_key_is_found_by_the_beginning_of_its_name(
    database: Database, register: Connection
) -> None:
    """An operator would end another key than the one he means."""
    await register_keys(database, ring(), kit.NOW)
    new = keys.find_key(register, sha(signer("new"))[:23])
    assert name_of(new) == "new"
    for unclear in ("", ":", "zz", "00" * 32):
        with pytest.raises(UnknownKey):
            keys.find_key(register, unclear)


async def test_acts_that_cannot_be_true_are_refused(
    database: Database, register: Connection
) -> None:
    """A slip of the pen would stand in the record for good."""
    await register_keys(database, ring(), kit.NOW)
    key = keys.list_keys(register)[0]
    end(register, key, KeyEvent.RETIRED)
    end(register, key, KeyEvent.COMPROMISED)
    for event, at, why in (
        (KeyEvent.COMPROMISED, LATER + timedelta(seconds=1), "future"),
        (KeyEvent.COMPROMISED, key.not_before - timedelta(seconds=1), "before the key's"),
        (KeyEvent.COMPROMISED, kit.NOW, "already"),
        (KeyEvent.RETIRED, LATER, "already"),
    ):
        with pytest.raises(KeyActRefused, match=why):
            end(register, key, event, at)
    with pytest.raises(psycopg.errors.CheckViolation):
        end(register, key, KeyEvent.COMPROMISED, LATER, reason="")
    assert len(acts(register)) == 2


async def test_an_act_has_its_evidence_and_neither_changes(
    database: Database, register: Connection
) -> None:
    """What was known of a lost key, and when, could be written anew afterwards."""
    await register_keys(database, ring(), kit.NOW)
    key = keys.list_keys(register)[0]
    end(register, key, KeyEvent.COMPROMISED, reason="کارت گم شد")
    (document,) = register.execute("SELECT document FROM evidence WHERE kind = 'key'").fetchone()
    assert key.fingerprint.hex().encode() in document
    assert "کارت گم شد".encode() in document
    for statement in (
        "UPDATE key_acts SET reason = 'x'",
        "DELETE FROM key_acts",
        "TRUNCATE key_acts",
        "UPDATE signing_keys SET registered_at = now()",
        "DELETE FROM signing_keys",
    ):
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            register.execute(statement)


async def test_no_act_without_its_evidence(database: Database, register: Connection) -> None:
    """An act would stand of which the log knows nothing."""
    await register_keys(database, ring(), kit.NOW)
    key = keys.list_keys(register)[0]
    act = KeyAct(key.fingerprint, KeyEvent.RETIRED, kit.NOW, kit.NOW, "a test", "operator")

    def broken(settled: KeyAct) -> Leaf:
        raise RuntimeError("no chance to be had")

    with pytest.raises(RuntimeError):
        record_act(register, act, broken)
    assert acts(register) == []


def acts(connection: Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT event FROM key_acts").fetchall()


async def test_without_a_database_nothing_is_promised(database: Database) -> None:
    """A process would sign with a key that nobody can look up."""
    await database.close()
    with pytest.raises(DatabaseUnavailable):
        await register_keys(database, ring(), kit.NOW)
