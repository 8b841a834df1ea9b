"""From settings to signers: the key that is meant, at the instant that is meant, or no start."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import ValidationError

from hub.config import KeySettings, NextKeySettings, Settings
from hub.errors import Misconfigured
from hub.keys import open_ring, open_signer
from signing.keys.pki import Authority, create_authority

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SINCE = NOW + timedelta(days=10)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return create_authority("Test root", now=NOW)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def key(authority: Authority, folder: Path, name: str, days: int = 30) -> dict[str, Path]:
    key, certificate = authority.issue(name, now=NOW, days=days).write(folder, name)
    return {"key": key, "certificate": certificate}


def ring_of(now: dict[str, Path], later: dict[str, Path]) -> Settings:
    return Settings(
        certificate_key=KeySettings(**now),
        next_certificate_key=NextKeySettings(**later, since=SINCE),
    )


def test_the_next_key_takes_over_at_its_instant(authority: Authority, folder: Path) -> None:
    """A rotation would need every process restarted at one moment."""
    old, new = key(authority, folder, "old"), key(authority, folder, "new")
    ring = open_ring(ring_of(old, new))
    assert ring.at(SINCE - timedelta(seconds=1)) is ring.signers[0]
    assert ring.at(SINCE) is ring.signers[1]
    alone = open_ring(Settings(certificate_key=KeySettings(**old)))
    assert alone.at(SINCE).certificate_der == ring.signers[0].certificate_der


def test_a_gap_between_two_certificates_is_refused(authority: Authority, folder: Path) -> None:
    """In the night of the rotation nothing could be signed, and nobody would know why."""
    short, long = key(authority, folder, "short", days=9), key(authority, folder, "long")
    with pytest.raises(Misconfigured, match=r"^certificate_key: .* not in force at 2026-12-02"):
        open_ring(ring_of(short, long))
    with pytest.raises(Misconfigured, match=r"^next_certificate_key: .* not in force"):
        open_ring(ring_of(long, short))


def test_each_key_that_cannot_sign_is_named(authority: Authority, folder: Path) -> None:
    """An operator would look for the fault at the wrong key."""
    good = key(authority, folder, "good")
    bad = {"key": folder / "none", "certificate": good["certificate"]}
    for settings, name in (
        (Settings(), "certificate_key is not set"),
        (ring_of(bad, good), r"certificate_key: the key cannot be used: key\.unreadable"),
        (ring_of(good, bad), r"next_certificate_key: the key cannot be used: key\.unreadable"),
    ):
        with pytest.raises(Misconfigured, match=f"^{name}"):
            open_ring(settings)


def test_the_password_is_the_one_line_of_its_file(authority: Authority, folder: Path) -> None:
    """A key would not open for the line end that an editor adds; or open for everybody."""
    files = key(authority, folder, "sealed")
    plain = load_pem_private_key(files["key"].read_bytes(), None)
    files["key"].write_bytes(
        plain.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"sesame"))
    )
    files["password"] = folder / "password"
    files["password"].touch(0o600)
    for text, mode, rule in (
        ("sesame\n", 0o600, None),
        ("sesame\n", 0o604, r"password\.open-to-others"),
        ("wrong", 0o600, r"key\.not-decipherable"),
        (" \n", 0o600, r"password\.empty"),
    ):
        files["password"].write_text(text)
        files["password"].chmod(mode)
        if rule is None:
            assert open_signer(KeySettings(**files), "key").sign(b"x")
            continue
        with pytest.raises(Misconfigured, match=rule) as caught:
            open_signer(KeySettings(**files), "key")
        assert "sesame" not in str(caught.value)


TOKEN = '[certificate_key.pkcs11]\nmodule = "m"\ntoken = "t"\npin = "p"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[certificate_key]\n", "either the key's file or the token"),
        ('[certificate_key]\nkey = "k"\n' + TOKEN + 'label = "l"\n', "either the key's file"),
        ('[certificate_key]\npassword = "k"\n' + TOKEN + 'label = "l"\n', "a PIN and no password"),
        (TOKEN, "label or its id"),
        (TOKEN + 'id = "0"\n', "pattern"),
        (TOKEN + 'id = "xy"\n', "pattern"),
        (TOKEN + 'label = "l"\npin_text = "1234"\n', "Extra inputs"),
        ('[next_certificate_key]\nkey = "k"\n', "Field required"),
        ('[next_certificate_key]\nkey = "k"\nsince = 2026-12-02T00:00:00\n', "timezone"),
    ],
)
def test_a_key_is_in_one_place(folder: Path, text: str, said: str) -> None:
    """Two places for one key: each reader would think of another."""
    (folder / "peyvand.toml").write_text(text)
    with pytest.raises(ValidationError, match=said):
        Settings()


def test_a_key_in_a_token_from_the_file(folder: Path) -> None:
    """A deployment that keeps its settings in a file could not name its token."""
    (folder / "peyvand.toml").write_text(TOKEN + 'label = "certificates"\nid = "0aFF"\n')
    found = Settings().certificate_key
    assert found is not None
    assert found.pkcs11 is not None
    assert (found.pkcs11.label, found.pkcs11.id, found.key) == ("certificates", "0aFF", None)
    with pytest.raises(Misconfigured, match=r"the token cannot be used: token\.module"):
        open_signer(found, "certificate_key")
