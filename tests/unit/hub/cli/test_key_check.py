"""``peyvand key check``: a key that will not do is found before it is needed."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.cli import app
from signing.keys.pki import Authority, Use, create_authority

NOW = datetime.now(UTC)
"""The command looks at the real clock, so the keys here hold now."""


@pytest.fixture(scope="module")
def authority() -> Authority:
    return create_authority("Test root", now=NOW - timedelta(days=30))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(
    monkeypatch: pytest.MonkeyPatch,
    authority: Authority,
    setting: str,
    *,
    use: Use = "certificates",
    start: datetime = NOW,
) -> None:
    """Issue a key and name its files in the environment."""
    issued = authority.issue(f"{setting} [one]", now=start, days=20, use=use)
    key, certificate = issued.write(Path.cwd(), setting)
    monkeypatch.setenv(f"PEYVAND_{setting}__KEY", str(key))
    monkeypatch.setenv(f"PEYVAND_{setting}__CERTIFICATE", str(certificate))


def check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["peyvand", "key", "check", *words])
    with pytest.raises(SystemExit) as left:
        app.main()
    return int(left.value.code or 0), capsys.readouterr().out


def found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, dict[str, Any]]:
    return {one["setting"]: one for one in json.loads(check(monkeypatch, capsys, "--json")[1])}


def test_good_keys_sign_and_say_where_they_live(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    authority: Authority,
    folder: Path,
) -> None:
    """An operator would learn at the first request which key it was."""
    configure(monkeypatch, authority, "CERTIFICATE_KEY")
    configure(monkeypatch, authority, "MESSAGE_KEY", use="messages")
    code, said = check(monkeypatch, capsys)
    assert code == 0
    assert str(folder / "CERTIFICATE_KEY.key.pem") in said
    assert "CERTIFICATE_KEY [one]" in said
    assert "ECDSA P-256" in said
    assert {one["ok"] for one in found(monkeypatch, capsys).values()} == {True}


def test_what_is_wrong_with_a_key_is_said_of_it_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], authority: Authority
) -> None:
    """A message key could sign certificates, or a next key be out of time when its turn comes."""
    configure(monkeypatch, authority, "CERTIFICATE_KEY", use="messages")
    configure(monkeypatch, authority, "MESSAGE_KEY", start=NOW - timedelta(days=25))
    configure(monkeypatch, authority, "NEXT_CERTIFICATE_KEY")
    since = NOW + timedelta(days=21)
    monkeypatch.setenv("PEYVAND_NEXT_CERTIFICATE_KEY__SINCE", since.isoformat())
    assert check(monkeypatch, capsys)[0] == 1
    problems = {name: one["problem"] for name, one in found(monkeypatch, capsys).items()}
    assert problems == {
        "certificate_key": "its certificate is not meant for this use",
        "message_key": "its certificate is not in force when it signs",
        "next_certificate_key": "its certificate is not in force when it signs",
    }


def test_a_key_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """A first look at an empty installation would be a traceback."""
    code, said = check(monkeypatch, capsys, "--data-dir", str(folder / "none"))
    assert code == 1
    assert said.count("key.unreadable") == 2
