"""The embedded server as its users see it: started, adopted, stopped by the last one out."""

from contextlib import suppress
from pathlib import Path
from types import TracebackType

from hub.store.database import DatabaseUnavailable
from hub.store.embedded.cluster import (
    DATABASE,
    ensure_cluster,
    remove_cluster,
    start_server,
    stop_server,
    url,
)
from hub.store.embedded.locks import Share, one_at_a_time
from hub.store.embedded.place import Place, find_place, make_data_dir

_PATIENCE = 150.0  # seconds: longer than another process may take to start the server


class EmbeddedPostgres:
    """A PostgreSQL server of our own in ``data_dir``, reached by a unix socket alone.

    Several processes may open one data directory: the first starts the server, the others adopt
    it, and the last one out stops it. A process that is killed counts as out, and a server left
    running by it is adopted by the next.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.resolve()
        self._place: Place | None = None
        self._share: Share | None = None

    def start(self) -> str:
        """Start or adopt the server and return the libpq URL of the database ``peyvand``.

        The URL is the same at every start. Raises `DatabaseUnavailable`: another major version,
        a broken data directory, a full disk; with the tail of the server's log where it has one.
        """
        try:
            make_data_dir(self._data_dir)
            with one_at_a_time(self._data_dir / "lock", _PATIENCE):
                return self._start()
        except OSError as error:
            raise DatabaseUnavailable(
                f"the data directory {self._data_dir} cannot be used: {error}"
            ) from error

    def stop(self) -> None:
        """Stop the server unless another process uses it; not started, nothing happens.

        Raises `DatabaseUnavailable` when the server does not stop.
        """
        if self._share is None or self._place is None:
            return
        with one_at_a_time(self._data_dir / "lock", _PATIENCE):
            alone = self._share.release()
            self._share = None
            if alone:
                stop_server(self._place)

    def remove(self) -> None:
        """Delete what the server keeps, wherever that is; for a throwaway data directory.

        Raises `DatabaseUnavailable` while it is in use.
        """
        with one_at_a_time(self._data_dir / "lock", _PATIENCE):
            place = find_place(self._data_dir)
            if self._share is not None or not Share(place.users).release():
                raise DatabaseUnavailable(f"{self._data_dir} is in use")
            remove_cluster(place)
        for name in ("location", "lock"):
            (self._data_dir / name).unlink(missing_ok=True)
        with suppress(OSError):  # what others keep there stays
            self._data_dir.rmdir()

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self) -> str:
        place = self._place = find_place(self._data_dir)
        share = self._share or Share(place.users)
        try:
            ensure_cluster(place)
            start_server(place)
        except BaseException:
            share.release()
            self._share = None
            raise
        self._share = share
        return url(place, DATABASE)
