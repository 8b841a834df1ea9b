"""What a killed server leaves behind: orphans that still hold its memory, files with its number.

PostgreSQL refuses to start while an orphan lives, and we wait. It also refuses when the number in
its lock files answers again: because it was given to another process since, as in a container that
was started anew, or because the dead server was never buried, as in a container whose first process
is no init. Those files are removed here, and only when no process works in the cluster at all.
"""

from collections.abc import Iterable
from pathlib import Path

_PROCESSES = Path("/proc")


def processes_in(cluster: Path) -> tuple[int, ...]:
    """Return the processes that work in ``cluster``; every process of a server does.

    Without ``/proc`` (macOS) none is found.
    """
    found = (int(entry.name) for entry in _PROCESSES.glob("[0-9]*") if _works_in(entry, cluster))
    return tuple(sorted(found))


def forget_dead_server(cluster: Path, lock_files: Iterable[Path]) -> None:
    """Remove those of ``lock_files`` whose process answers but is no server of this cluster.

    A file whose process does not answer is left to PostgreSQL, which replaces it.
    """
    misleading = [file for file in lock_files if _names_a_process(file)]
    if misleading and not processes_in(cluster):
        for file in misleading:
            file.unlink(missing_ok=True)


def _names_a_process(file: Path) -> bool:
    try:
        number = int(file.read_text("utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return False
    return (_PROCESSES / str(number)).is_dir()


def _works_in(entry: Path, cluster: Path) -> bool:
    try:
        return (entry / "cwd").samefile(cluster)
    except OSError:
        return False
