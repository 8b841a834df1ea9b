from pathlib import Path

import pytest

from hub.store.database import DatabaseUnavailable, connect
from hub.store.embedded import EmbeddedPostgres
from tests.integration.store.embedded.house import Holder, postmaster, rows, runs, write_row


def test_rows_outlive_a_stop_and_the_url_stays(data_dir: Path) -> None:
    """A hub that is started again would begin without its cases, or look in the wrong place."""
    with EmbeddedPostgres(data_dir) as url:
        write_row(url)
        first = postmaster(data_dir)
    assert not runs(first)
    with EmbeddedPostgres(data_dir) as again:
        assert again == url
        assert rows(again) == ["کارگاه"]


def test_start_twice_is_one_start(data_dir: Path) -> None:
    """A second start of one object would leak its hold, and the server would never stop."""
    server = EmbeddedPostgres(data_dir)
    assert server.start() == server.start()
    number = postmaster(data_dir)
    server.stop()
    assert not runs(number)
    server.stop()


def test_server_is_durable_and_private(data_dir: Path) -> None:
    """A commit would be lost with the power, or a stranger could connect."""
    wanted = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "listen_addresses": "",
        "max_connections": "200",
        "server_encoding": "UTF8",
        "TimeZone": "UTC",
    }
    with EmbeddedPostgres(data_dir) as url, connect(url) as connection:
        query = "SELECT name, setting FROM pg_settings"
        settings: dict[str, str] = dict(connection.execute(query).fetchall())
        refused = connection.execute("SELECT count(*) FROM pg_hba_file_rules").fetchone()
        collation = connection.execute(
            "SELECT datcollate FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert {name: settings[name] for name in wanted} == wanted
    assert refused == (1,)
    assert collation == ("C",)
    for private in ("cluster", "run"):
        assert (data_dir / private).stat().st_mode & 0o777 == 0o700


def test_log_holds_no_personal_data(data_dir: Path) -> None:
    """A national id in a failed statement would lie in a log file that is sent to others."""
    with EmbeddedPostgres(data_dir) as url, connect(url) as connection:
        connection.execute("CREATE TABLE people (id text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('secret-0000000000')")
        for statement in (
            "INSERT INTO people VALUES ('secret-0000000000')",
            "SELECT 'secret-1'::x",
        ):
            with pytest.raises(Exception, match=r"duplicate|does not exist"):
                connection.execute(statement.encode())
    log = (data_dir / "run" / "server.log").read_text()
    assert "people_pkey" in log
    assert "secret" not in log


def test_two_data_directories_side_by_side(folder: Path) -> None:
    """Two copies of the house on one machine would share rows or refuse to start."""
    with EmbeddedPostgres(folder / "one") as one, EmbeddedPostgres(folder / "two") as two:
        write_row(one)
        with connect(two) as connection:
            assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)


def test_the_last_one_out_stops_the_server(data_dir: Path) -> None:
    """A command run beside the hub would stop the server under it, or leave it running forever."""
    hub, command = Holder(data_dir), EmbeddedPostgres(data_dir)
    url = hub.url()
    assert command.start() == url
    number = postmaster(data_dir)
    command.stop()
    write_row(url)
    assert command.start() == url
    assert hub.leave() == 0
    assert rows(url) == ["کارگاه"]
    command.stop()
    assert not runs(number)


def test_two_processes_make_one_cluster(data_dir: Path) -> None:
    """Two processes started at once on a new machine would each make a cluster, or fail."""
    holders = [Holder(data_dir) for _ in range(3)]
    assert len({holder.url() for holder in holders}) == 1
    assert [holder.leave() for holder in holders] == [0, 0, 0]


@pytest.mark.parametrize(
    "name",
    ["داده‌های پیوند", "with space, comma", "quote'\"$HOME`x`", "percent%20", "long-" + "x" * 150],
)
def test_any_path_will_do(folder: Path, name: str) -> None:
    """A data directory of a Persian user, or a deep one, would not start."""
    data_dir = folder / name
    with EmbeddedPostgres(data_dir) as url:
        write_row(url)
        socket = Path(url.partition("host=")[2].partition("&")[0])
        assert socket.stat().st_mode & 0o777 == 0o700
    with EmbeddedPostgres(data_dir) as url:
        assert rows(url) == ["کارگاه"]
    assert not socket.is_relative_to("/tmp/peyvand-") or not socket.exists()  # noqa: S108  ours


def test_link_to_a_data_directory_is_the_directory(folder: Path) -> None:
    """One data directory under two names would get two servers, or none."""
    deep = folder / ("x" * 120)
    deep.mkdir(mode=0o711)
    (folder / "link").symlink_to(deep)
    with EmbeddedPostgres(deep) as url, EmbeddedPostgres(folder / "link") as same:
        assert same == url


def test_relative_path_is_the_callers(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--data-dir data`` would end up wherever the server happens to run."""
    monkeypatch.chdir(data_dir.parent)
    with EmbeddedPostgres(Path("data")) as url:
        assert url.startswith(f"postgresql:///peyvand?host={data_dir.resolve()}/")


def test_remove_leaves_nothing_and_spares_the_stranger(data_dir: Path) -> None:
    """A throwaway house would pile up clusters, or delete a file that is not its own."""
    server = EmbeddedPostgres(data_dir)
    server.start()
    with pytest.raises(DatabaseUnavailable, match="in use"):
        EmbeddedPostgres(data_dir).remove()
    server.stop()
    stranger = data_dir / "keys.pem"
    stranger.write_text("theirs")
    server.remove()
    assert list(data_dir.iterdir()) == [stranger]
