"""The server's settings, written anew at each start; an operator's own go into ALTER SYSTEM.

They stand beside the cluster and not in it: when we are root the cluster belongs to another user,
and root writes no file where another user could have put a link.
"""

from collections.abc import Mapping
from pathlib import Path

from hub.store.embedded.account import own_name
from hub.store.embedded.place import Place

OPTIONS = "-c config_file=postgresql.conf -c hba_file=pg_hba.conf -c ident_file=pg_ident.conf"
"""What the server is started with; the paths are relative to the home, so nothing is quoted."""

_SERVER: Mapping[str, str] = {
    "cluster_name": "'peyvand'",
    # One door: a socket in a private folder.
    "listen_addresses": "''",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    # Durability is the product: what was committed outlives a loss of power.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # A neighbour of the hub on a modest machine; short statements only.
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # The log goes to a file that users may send us: no statement, no value, no row in it.
    "log_line_prefix": "'%m [%p] '",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "log_timezone": "'UTC'",
    "timezone": "'UTC'",
    "lc_messages": "'C'",
}
_ACCESS = "local all all peer map=hub\n"
"""Who we are is told by the kernel; there is no password and no TCP."""


def write_settings(place: Place) -> None:
    """Write the three files the server reads at its start, readable by its user."""
    settings = {**_SERVER, "unix_socket_directories": f"'{place.socket}'"}
    lines = (f"{name} = {value}\n" for name, value in settings.items())
    _write(place.home / "postgresql.conf", "".join(lines))
    _write(place.home / "pg_hba.conf", _ACCESS)
    _write(place.home / "pg_ident.conf", f'hub "{own_name()}" peyvand\n')


def _write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    file.chmod(0o644)
