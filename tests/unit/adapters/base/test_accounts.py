"""A credentials file is read whole or refused by the name of an entry, never by its value."""

from pathlib import Path

import pytest

from adapters.base.accounts import (
    Account,
    AccountEntries,
    EsbAccount,
    PublicBusAccount,
    Way,
    WrongAccount,
    read_account,
)
from adapters.base.connection import NOBODY, Credentials

ENTRIES = AccountEntries(required=("user", "password", "code"), optional=("key",))
DIRECT = 'user = "hub"\npassword = "s3cret"\ncode = "1234"\n'
ESB = '[esb]\nuser = "hub"\npassword = "s3cret"\n'
PUBLIC = (
    '[public_bus]\nuser = "hub"\npassword = "s3cret"\nclient = "c"\nclient_secret = "cs3cret"\n'
    'provider = "p"\nprovider_secret = "ps3cret"\npid = "7"\n'
)


def _read(tmp_path: Path, text: str, way: Way = "direct") -> Account:
    path = tmp_path / "account.toml"
    path.write_text(text, "utf-8")
    return read_account(path, ENTRIES, way)


def test_direct(tmp_path: Path) -> None:
    """What the manifest lists beside user and password reaches the gateway by its name."""
    account = _read(tmp_path, DIRECT)
    assert account.credentials == Credentials("hub", "s3cret", {"code": "1234"})
    assert account.buses == {}
    assert _read(tmp_path, DIRECT + 'key = "k"').credentials.details == {"code": "1234", "key": "k"}


def test_nobody() -> None:
    """An agency that knows us without an account is asked without one."""
    assert read_account(None, ENTRIES, "direct") == Account(NOBODY, {})


def test_one_file_for_every_way(tmp_path: Path) -> None:
    """A deployment changes the way by one word, not by another file."""
    text = DIRECT + ESB + PUBLIC
    for way in ("direct", "esb", "public-bus"):
        account = _read(tmp_path, text, way)  # type: ignore[arg-type]
        assert account.credentials.user == "hub"
        assert account.buses == {
            "esb": EsbAccount("hub", "s3cret"),
            "public-bus": PublicBusAccount("hub", "s3cret", "c", "cs3cret", "p", "ps3cret", "7"),
        }


def test_a_bus_vouches_for_us(tmp_path: Path) -> None:
    """Behind a bus user and password may be missing, what else the agency wants may not."""
    account = _read(tmp_path, 'code = "1"\n' + ESB, "esb")
    assert account.credentials == Credentials("", "", {"code": "1"})
    with pytest.raises(WrongAccount, match="missing: code"):
        _read(tmp_path, ESB, "esb")


@pytest.mark.parametrize(
    ("text", "way", "said"),
    [
        ('user = "hub"', "direct", "missing: password"),
        (DIRECT + 'more = "x"', "direct", "knows no entry more"),
        (DIRECT.replace('"1234"', "1234"), "direct", "code is not a text"),
        (DIRECT.replace('"1234"', '""'), "direct", "code is not a text"),
        (DIRECT + PUBLIC, "esb", "no table esb"),
        (DIRECT + ESB, "public-bus", "no table public_bus"),
        (DIRECT + PUBLIC.replace("pid", "pdi"), "public-bus", "missing: pid"),
        (DIRECT + ESB + 'pid = "s3cret"', "esb", "knows no entry pid"),
        (DIRECT + ESB.replace('"hub"', "7"), "direct", "esb in the credentials file: user"),
        ('esb = "s3cret"\n' + DIRECT, "direct", "esb in the credentials file is not a table"),
        ("user = s3cret", "direct", "is not TOML"),
    ],
)
def test_refused(tmp_path: Path, text: str, way: Way, said: str) -> None:
    """The entry is named, and no secret stands in what is said of it."""
    with pytest.raises(WrongAccount, match=said) as caught:
        _read(tmp_path, text, way)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_no_file(tmp_path: Path) -> None:
    """A path that leads nowhere, octets that are no text, and a bus without a file: one line."""
    with pytest.raises(WrongAccount, match="cannot be read"):
        read_account(tmp_path / "nothing.toml", ENTRIES, "direct")
    (tmp_path / "octets.toml").write_bytes(b"\xff")
    with pytest.raises(WrongAccount, match="cannot be read"):
        read_account(tmp_path / "octets.toml", ENTRIES, "direct")
    with pytest.raises(WrongAccount, match="public-bus wants a credentials file"):
        read_account(None, ENTRIES, "public-bus")


def test_secrets_do_not_print(tmp_path: Path) -> None:
    """An account in a log or a traceback would be everybody's."""
    assert "s3cret" not in repr(_read(tmp_path, DIRECT + 'key = "s3cret"\n' + ESB + PUBLIC))
