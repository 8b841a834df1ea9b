"""How the register's gateway is built: what of the account it uses, and what it refuses."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from adapters.base import catalog
from adapters.base.catalog import AgencySettings, CatalogError
from adapters.mobile_ownership.cipher import Cipher, read_cipher

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ACCOUNT = {"user": "hub", "password": "s3cret", "provider_code": "1234"}


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


async def _open(folder: Path, entries: Mapping[str, str]) -> object:
    """Return the gateway that the catalog opens with an account of ``entries``."""
    path = folder / "account.toml"
    path.write_text("".join(f'{name} = "{one}"\n' for name, one in entries.items()), "utf-8")
    settings = AgencySettings("http://agency.invalid", enabled=True, credentials=path)

    def transport() -> httpx.AsyncBaseTransport:
        return httpx.MockTransport(lambda _: httpx.Response(500))

    opened = catalog.open_gateways(
        {"mobile_ownership": settings}, lambda: NOW, transport_factory=transport
    )
    async with opened as gateways:
        return gateways.ports["MobileOwnership"]


async def test_whole_account(tmp_path: Path) -> None:
    """With everything it may have, it opens."""
    path = tmp_path / "register.pem"
    path.write_bytes(_pem(rsa.generate_private_key(65537, 2048)))
    assert await _open(tmp_path, ACCOUNT | {"encryption_key": str(path)})


@pytest.mark.parametrize("code", ["123", "12345", "12a4", "۱۲۳۴", "12 4"])
async def test_wrong_provider_code(tmp_path: Path, code: str) -> None:
    """An id that begins with another form of code would be refused at every question."""
    with pytest.raises(CatalogError, match="mobile_ownership: provider_code is not four digits"):
        await _open(tmp_path, ACCOUNT | {"provider_code": code})


async def test_account_without_provider_code(tmp_path: Path) -> None:
    """A provider without its code is found at the start, not at the first citizen."""
    with pytest.raises(CatalogError, match="provider_code"):
        await _open(tmp_path, {"user": "hub", "password": "s3cret"})


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN PUBLIC KEY-----"])
async def test_key_that_is_none(tmp_path: Path, content: bytes | None) -> None:
    """A key that cannot be read stops the start; asking in clear instead would betray everybody."""
    path = tmp_path / "register.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CatalogError, match="encryption_key is no PEM file of a public key"):
        await _open(tmp_path, ACCOUNT | {"encryption_key": str(path)})


def test_weak_keys(tmp_path: Path) -> None:
    """A short RSA key, or one of another kind, protects nobody by this contract."""
    path = tmp_path / "register.pem"
    short = rsa.generate_private_key(65537, 1024)  # noqa: S505 - it is to be refused
    for key in (short, ec.generate_private_key(ec.SECP256R1())):
        path.write_bytes(_pem(key))
        with pytest.raises(ValueError, match="not RSA of 2048 bits or more"):
            read_cipher(path)


def test_sealed_differs_every_time() -> None:
    """The same number sealed twice is two texts, or who listens could count a citizen's visits."""
    cipher = Cipher(rsa.generate_private_key(65537, 2048).public_key())
    sealed = {cipher.seal("serviceNumber", "09898001002", NOW) for _ in range(5)}
    assert len(sealed) == 5
    assert all(one.count(".") == 4 for one in sealed)
