import os
import pwd
from pathlib import Path

import pytest

from hub.store.database import DatabaseUnavailable
from hub.store.embedded.account import server_account

OURS = pwd.getpwuid(os.getuid())


def _known(monkeypatch: pytest.MonkeyPatch, names: set[str]) -> None:
    def find(name: str) -> pwd.struct_passwd:
        if name not in names:
            raise KeyError(name)
        return pwd.struct_passwd((name, "x", 4711, 4712, "", "/", "/bin/false"))

    monkeypatch.setattr(pwd, "getpwnam", find)


@pytest.mark.parametrize(
    ("names", "chosen"), [({"postgres", "nobody"}, "postgres"), ({"nobody"}, "nobody")]
)
def test_root_borrows_an_unprivileged_user(
    monkeypatch: pytest.MonkeyPatch, names: set[str], chosen: str
) -> None:
    """PostgreSQL refuses to run as root, so the hub would not start in most containers."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    _known(monkeypatch, names)
    account = server_account()
    assert (account.name, account.uid, account.gid, account.switch) == (chosen, 4711, 4712, True)


def test_plain_user_stays_himself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain user would be asked for rights he does not have."""
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: OURS)
    _known(monkeypatch, {OURS.pw_name, "postgres"})
    assert (server_account().name, server_account().switch) == (OURS.pw_name, False)


def test_user_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container with an arbitrary user id would show initdb's riddle."""

    def unknown(_: int) -> pwd.struct_passwd:
        raise KeyError

    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    with pytest.raises(DatabaseUnavailable, match="user id 4711 has no name"):
        server_account()


def test_commands_get_a_bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PGDATA or PGOPTIONS of the operator's shell would steer our server."""
    monkeypatch.setenv("PGDATA", "/elsewhere")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() or 0)
    ended = server_account().run(["env"], Path("/"), 10)
    assert ended.returncode == 0
    assert "PGDATA" not in ended.stdout
    assert "LC_ALL=C\n" in ended.stdout
