"""What processes cost, read from Linux's /proc: CPU seconds and peak memory of a process tree."""

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE_KB = 1024


@dataclass(frozen=True, slots=True)
class _Stat:
    """What ``/proc/<pid>/stat`` says: the parent, own ticks, ticks of children that are gone."""

    parent: int
    own: int
    buried: int


def cpu_seconds(root: int) -> float:
    """Return user and system time of ``root`` and all below it, the dead children included.

    Precise to a tick for every process, 10 ms on most machines.
    """
    stats = _stats()
    return sum(stats[pid].own + stats[pid].buried for pid in _tree(root, stats)) / _TICK


def parent_of(pid: int) -> int:
    """Return the process that started ``pid``, such as the server of a connection's process."""
    return _stats()[pid].parent


def peak_mb(root: int) -> float:
    """Return the largest resident set that any one process of the tree has had, in MB."""
    return max(_high_water(pid) for pid in _tree(root, _stats()))


def _tree(root: int, stats: dict[int, _Stat]) -> list[int]:
    """Return ``root`` and its descendants that still live."""
    found = [root] if root in stats else []
    for pid in found:
        found.extend(child for child, stat in stats.items() if stat.parent == pid)
    return found


def _stats() -> dict[int, _Stat]:
    """Return every process there is."""
    found = {}
    for entry in _PROC.iterdir():
        if entry.name.isdecimal():
            try:
                found[int(entry.name)] = _stat(entry)
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found


def _stat(entry: Path) -> _Stat:
    """Return one process; the fields are counted behind the command's name (proc(5))."""
    fields = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return _Stat(
        parent=int(fields[1]),
        own=int(fields[11]) + int(fields[12]),
        buried=int(fields[13]) + int(fields[14]),
    )


def _high_water(pid: int) -> float:
    """Return VmHWM in MB; 0 for a process that has just gone."""
    try:
        lines = (_PROC / str(pid) / "status").read_text("utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(found[0]) / _PAGE_KB if found else 0.0
