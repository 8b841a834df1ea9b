"""What a killed server leaves behind: orphans that still hold its memory, a file with its number.

PostgreSQL refuses to start while an orphan lives, and we wait. It also refuses when the number in
``postmaster.pid`` was given to another process since, as happens in a container that was started
again; that file is removed here, and only when no process works in the cluster at all.
"""

from pathlib import Path

_PROCESSES = Path("/proc")


def processes_in(cluster: Path) -> tuple[int, ...]:
    """Return the processes that work in ``cluster``; every process of a server does.

    Without ``/proc`` (macOS) none is found.
    """
    found = (int(entry.name) for entry in _PROCESSES.glob("[0-9]*") if _works_in(entry, cluster))
    return tuple(sorted(found))


def forget_reused_number(cluster: Path) -> None:
    """Remove ``postmaster.pid`` when its process lives but is no server of this cluster."""
    file = cluster / "postmaster.pid"
    try:
        number = int(file.read_text("utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    if (_PROCESSES / str(number)).is_dir() and not processes_in(cluster):
        file.unlink(missing_ok=True)


def _works_in(entry: Path, cluster: Path) -> bool:
    try:
        return (entry / "cwd").samefile(cluster)
    except OSError:
        return False
