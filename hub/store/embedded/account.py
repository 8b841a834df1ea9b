"""The account the server runs under: our own, or an unprivileged one when we are root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.store.database import DatabaseUnavailable

_ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}
_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the machine; ``switch`` when it is not the one we are."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run(
        self, command: Sequence[str], folder: Path, patience: float
    ) -> subprocess.CompletedProcess[str]:
        """Run ``command`` as this user in ``folder`` with a bare environment, and return its end.

        Raises ``subprocess.TimeoutExpired`` after ``patience`` seconds and ``OSError`` when it
        cannot be run at all.
        """
        return subprocess.run(
            command,
            cwd=folder,
            env=_ENVIRONMENT,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=patience,
            check=False,
            text=True,
            errors="replace",
        )

    def may(self, test: str, path: Path) -> bool:
        """Tell whether the shell's ``test -r`` or ``test -x`` on ``path`` holds for this user.

        The kernel is asked, so every parent folder, access lists and mount options count.
        """
        command = ["/bin/sh", "-c", 'test "$0" "$1"', test, str(path)]
        return self.run(command, Path("/"), patience=10).returncode == 0

    def own(self, path: Path) -> None:
        """Give ``path``, which we have just made, to this user alone."""
        if self.switch:
            os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def server_account() -> Account:
    """Return the account to run the server under.

    PostgreSQL refuses to run as root, and initdb wants a user that the machine knows by name. So
    root borrows ``postgres``, whose one duty is to own such clusters, where a distribution has
    made it, else ``nobody``; no user is created. Raises `DatabaseUnavailable` when there is none.
    """
    uid = os.geteuid()
    names = _CANDIDATES if uid == 0 else (own_name(),)
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=uid == 0)
    raise DatabaseUnavailable(f"PostgreSQL needs one of the users {', '.join(names)} to run under")


def own_name() -> str:
    """Return our own user name; raise `DatabaseUnavailable` when the machine knows none."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise DatabaseUnavailable(
            f"user id {os.geteuid()} has no name on this machine; PostgreSQL needs one"
        ) from error
