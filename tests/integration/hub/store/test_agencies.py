"""The register of agencies: who, with which certificate, until when."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from psycopg import Connection

from hub.errors import HubUnavailable
from hub.store import agencies
from hub.store.agencies import CertificateTaken, UnknownAgency, certificates_in_force, list_agencies
from hub.store.database import Database, connect
from signing.keys.pki import new_key
from tests.kit import article37 as kit
from tests.kit.keys import authority, message_certificate

OLD, NEW, OTHER = (message_certificate(name) for name in ("old key", "new key", "other key"))
LATER = kit.NOW + timedelta(days=30)


@pytest.fixture
def register(database_url: str) -> Iterator[Connection]:
    """Give a connection to an empty register."""
    with connect(database_url) as connection:
        yield connection


def _add(
    connection: Connection,
    code: str = "notary-offices",
    certificate: bytes = OLD,
    title: str = "دفاتر اسناد رسمی",
) -> None:
    agencies.register(
        connection,
        code=code,
        title=title,
        certificate=certificate,
        now=kit.NOW,
    )


def _rotate(connection: Connection, certificate: bytes, code: str = "notary-offices") -> None:
    agencies.rotate(connection, code=code, certificate=certificate, now=kit.NOW, retire_at=LATER)


async def _in_force(database: Database, *, days: int = 0) -> dict[bytes, str]:
    rows = await certificates_in_force(database, kit.NOW + timedelta(days=days))
    assert all(row.fingerprint == sha256(row.certificate).digest() for row in rows)
    return {row.certificate: row.agency for row in rows}


async def test_a_registered_agency_is_known_by_its_certificate(
    register: Connection, database: Database
) -> None:
    """A registered agency would be a stranger."""
    _add(register)
    (row,) = await certificates_in_force(database, kit.NOW)
    assert (row.agency, row.certificate, row.retired_at) == ("notary-offices", OLD, None)
    (listed,) = list_agencies(register, kit.NOW)
    assert (listed.code, listed.title, listed.certificates) == (
        "notary-offices",
        "دفاتر اسناد رسمی",
        1,
    )


async def test_registering_again_renews_the_title_and_doubles_nothing(
    register: Connection, database: Database
) -> None:
    """An agency that was renamed would keep its old title, or be listed twice."""
    _add(register)
    _add(register, title="دفتر اسناد")
    assert [agency.title for agency in list_agencies(register, kit.NOW)] == ["دفتر اسناد"]
    assert await _in_force(database) == {OLD: "notary-offices"}


async def test_a_certificate_is_one_agencys(register: Connection, database: Database) -> None:
    """One agency could sign in another's name; and nothing of the attempt may stay."""
    _add(register)
    with pytest.raises(CertificateTaken):
        _add(register, "a-bank", OLD)
    assert [agency.code for agency in list_agencies(register, kit.NOW)] == ["notary-offices"]
    _add(register, "a-bank", OTHER)
    with pytest.raises(CertificateTaken):
        _rotate(register, OTHER)
    assert await _in_force(database, days=31) == {OLD: "notary-offices", OTHER: "a-bank"}


def test_a_key_is_one_agencys_under_any_certificate(register: Connection) -> None:
    """Another agency's certificate for the same key would let a message be replayed in its name."""
    key = new_key("p256")
    one, other = (
        x509.load_pem_x509_certificate(
            authority().certify(name, key, now=kit.NOW, days=30, use="messages").chain_pem
        ).public_bytes(Encoding.DER)
        for name in ("one", "other")
    )
    _add(register, "notary-offices", one)
    with pytest.raises(CertificateTaken):
        _add(register, "a-bank", other)
    _add(register, "notary-offices", other)
    assert [agency.certificates for agency in list_agencies(register, kit.NOW)] == [2]


async def test_both_keys_hold_while_one_follows_the_other(
    register: Connection, database: Database
) -> None:
    """An agency would be shut out between its old key and its new one, or the old hold on."""
    _add(register)
    _add(register, "a-bank", OTHER)
    _rotate(register, NEW)
    mine, bank = "notary-offices", "a-bank"
    assert await _in_force(database) == {OLD: mine, NEW: mine, OTHER: bank}
    assert await _in_force(database, days=30) == {NEW: mine, OTHER: bank}
    counts = {a.code: a.certificates for a in list_agencies(register, LATER)}
    assert counts == {mine: 1, bank: 1}


async def test_a_second_rotation_does_not_lengthen_the_first(
    register: Connection, database: Database
) -> None:
    """A key that was to end tomorrow would hold another month."""
    _add(register)
    agencies.rotate(
        register, code="notary-offices", certificate=NEW, now=kit.NOW, retire_at=kit.NOW
    )
    _rotate(register, OTHER)
    assert set(await _in_force(database)) == {NEW, OTHER}


async def test_a_stranger_has_nothing_to_rotate(register: Connection, database: Database) -> None:
    """A misspelt code would register a new agency."""
    with pytest.raises(UnknownAgency):
        _rotate(register, NEW, "notary-office")
    assert await _in_force(database) == {}


@pytest.mark.parametrize("code", ["", "A-Bank", "1bank", "a bank", "x", "بانک"])
def test_a_code_is_a_plain_word(register: Connection, code: str) -> None:
    """A code could carry what logs and receipts cannot."""
    with pytest.raises(psycopg.errors.CheckViolation):
        _add(register, code)
    assert list_agencies(register, kit.NOW) == []


async def test_without_a_database_nobody_is_known_and_that_is_said(database_url: str) -> None:
    """An outage would read as an empty register, and every consumer as a stranger."""
    closed = Database(database_url, min_size=1, max_size=1, patience=0.1)
    with pytest.raises(HubUnavailable):
        await certificates_in_force(closed, kit.NOW)
