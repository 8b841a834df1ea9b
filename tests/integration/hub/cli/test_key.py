"""``peyvand key``: an operator's acts on keys, as he types them."""

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from hub.cli import app
from hub.store.database import Database
from hub.store.keys import published_keys, register_keys
from signing.keys.file import FileSigner, load_signer
from signing.keys.pki import create_authority
from signing.keys.ring import Ring

Run = Callable[..., tuple[int, str, str]]
NOW = datetime.now(UTC)
"""The commands record by the real clock, so the keys here hold now."""


@pytest.fixture
def signer(tmp_path: Path) -> FileSigner:
    authority = create_authority("Test root", now=NOW)
    issued = authority.issue("Signer", now=NOW - timedelta(days=2), days=30)
    return load_signer(*issued.write(tmp_path, "signer"))


@pytest.fixture
def run(
    database_url: str,
    signer: FileSigner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Give a way to run a command on a register that knows one key."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    asyncio.run(_register(database_url, signer))

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["peyvand", "key", *words])
        with pytest.raises(SystemExit) as left:
            app.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


async def _register(url: str, signer: FileSigner) -> None:
    async with Database(url, min_size=1, max_size=1) as database:
        await register_keys(database, Ring([(None, signer)]), NOW)
        assert len(await published_keys(database)) == 1


def name(signer: FileSigner) -> str:
    return sha256(signer.certificate_der).hexdigest()


def listed(run: Run) -> dict[str, object]:
    code, out, _ = run("list", "--json")
    assert code == 0
    (found,) = json.loads(out)
    return dict(found)


def test_a_key_is_listed_and_ended(run: Run, signer: FileSigner) -> None:
    """After a loss an operator would have to write SQL."""
    assert listed(run)["fingerprint"] == name(signer)
    assert name(signer)[:16] in run("list")[1]
    at = (NOW - timedelta(days=1)).isoformat()
    words = ("--at", at, "--reason", "the card is gone", "--by", "A. Operator")
    code, out, _ = run("compromised", name(signer)[:12], *words)
    assert code == 0
    assert f"drill --key {name(signer)}" in out
    found = listed(run)
    assert found["compromised_at"] == at
    assert found["reason"] == "the card is gone"
    assert found["retired_at"] is None
    assert run("retire", name(signer), "--by", "A. Operator")[0] == 0
    assert listed(run)["retired_at"] is not None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("retire", "77", "--by", "x"), "names no key"),
        (("compromised", "KEY", "--at", "yesterday", "--reason", "x", "--by", "x"), "not an inst"),
        (
            ("compromised", "KEY", "--at", "2026-01-01T00:00:00", "--reason", "x", "--by", "x"),
            "not",
        ),
        (
            ("compromised", "KEY", "--at", "2020-01-01T00:00Z", "--reason", "x", "--by", "x"),
            "befor",
        ),
        (
            ("compromised", "KEY", "--at", "2999-01-01T00:00Z", "--reason", "x", "--by", "x"),
            "futur",
        ),
        (("compromised", "KEY", "--at", "NOW", "--reason", " ", "--by", "x"), "a reason"),
        (("retire", "KEY", "--by", ""), "a reason and a name"),
    ],
)
def test_a_slip_is_one_clear_line(
    run: Run, signer: FileSigner, words: tuple[str, ...], said: str
) -> None:
    """A slip in the worst hour would be a traceback, or a record that is wrong for good."""
    given = {"KEY": name(signer), "NOW": NOW.isoformat()}
    code, _, err = run(*(given.get(word, word) for word in words))
    assert code == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert (listed(run)["retired_at"], listed(run)["compromised_at"]) == (None, None)


def test_a_key_in_use_is_not_retired(
    run: Run, signer: FileSigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every process would refuse to start, and the hub stand still at its next restart."""
    monkeypatch.setenv("PEYVAND_CERTIFICATE_KEY__KEY", str(tmp_path / "signer.key.pem"))
    monkeypatch.setenv("PEYVAND_CERTIFICATE_KEY__CERTIFICATE", str(tmp_path / "signer.pem"))
    code, _, err = run("retire", name(signer)[:10], "--by", "A. Operator")
    assert code == 2
    assert "still signs here" in err
    assert listed(run)["retired_at"] is None


def test_a_register_without_keys_says_so(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """An empty table would leave an operator in doubt; a database of old, in a traceback."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", empty_database_url)
    code, _, err = run("list")
    assert code == 2
    assert "peyvand migrate" in err
