"""``python -m benchmarks.rooms``: what each room of the hub costs an inquiry, in microseconds.

The hub's own process is sampled under load by `benchmarks.sampler`, each sample is given to the
innermost room on its stack, and the shares are laid on the CPU time an inquiry took. Time in
libraries belongs to the room that called them.
"""

import argparse
import os
import signal
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import contenders
from benchmarks.ground import SEED, prepare
from benchmarks.measure import Bench
from signing.keys.file import load_signer
from simulators.kit.population import population

_SECONDS = 15.0
_MOST, _WARM_UP = 6_000, 500
_REST = "event loop and what it calls"
_CALLER = ""

ROOMS = (
    ("logging/", "", "log line"),
    ("signing/verify/wss/", "", "door: signature verified"),
    ("hub/api/violations.py", "", "door: schema"),
    ("signing/wss.py", "", "door: reply sealed"),
    ("hub/api/", "", "door: parsing and the rest"),
    ("hub/store/cases.py", "Cases.open", "store: case opened"),
    ("hub/store/cases.py", "Cases.close", "store: case closed"),
    ("hub/store/", "", _CALLER),
    ("adapters/base/http.py", "", "agencies: HTTP client"),
    ("aiohttp/", "", "agencies: HTTP client"),
    ("adapters/base/soap.py", "RequestTemplate.fill", "civil registry: request written"),
    ("adapters/base/soap.py", "", "civil registry: reply parsed, checked, translated"),
    ("adapters/civil_registry/", "", "civil registry: reply parsed, checked, translated"),
    ("adapters/insurance_ledger/", "", "debt ledger: reply parsed, checked, translated"),
    ("adapters/base/resilience.py", "", "agencies: deadline, retries, breaker"),
    ("hub/findings.py", "", "agencies: deadline, retries, breaker"),
    ("hub/usecases/article37/messages.py", "read_inquiry", "inquiry read"),
    ("hub/usecases/article37/messages.py", "write_answer", "answer written"),
    ("hub/usecases/article37/messages.py", "", _CALLER),
    ("hub/usecases/article37/rules.py", "", "law: decision"),
    ("hub/usecases/base/dossier.py", "", "law: dossier"),
    ("hub/usecases/article37/documents.py", "", "certificate: words"),
    ("signing/profile.py", "", "both documents: profile, rendering, schema"),
    ("signing/xades.py", "", "both documents: signed"),
    ("signing/verify/", "", "both documents: own signature verified"),
    ("hub/policy/", "", "road: agreements asked"),
    ("hub/usecases/base/telling.py", "", "road: what is told"),
    ("schemas/canonical/disclosure.py", "", "road: what is told"),
    ("hub/evidence/", "", "evidence leaf"),
    ("hub/", "", "road: the rest"),
    ("uvicorn/", "", "HTTP server"),
    ("starlette/", "", "HTTP server"),
)
"""Part of a file's path, name of a function or any, and the room they belong to; first wins.

`_CALLER` stands for whichever room called.
"""


def room_of(frames: Iterable[str]) -> str:
    """Return the room of a stack, its ``frames`` from the innermost outward."""
    for frame in frames:
        if room := _own_room(frame):
            return room
    return _REST


def _own_room(frame: str) -> str:
    """Return the room of one frame, or `_CALLER`."""
    function, _, place = frame.rpartition(" (")
    for path, name, room in ROOMS:
        if path in place and (not name or name == function):
            return room
    return _CALLER


def shares(samples: Iterable[str]) -> dict[str, float]:
    """Return each room's part of all samples (lines of `benchmarks.sampler`), largest first."""
    counted: Counter[str] = Counter()
    for line in samples:
        stack, _, count = line.rpartition(" ")
        counted[room_of(reversed(stack.split(";")))] += int(count)
    total = counted.total()
    return {room: count / total for room, count in counted.most_common()}


def _measure(folder: Path) -> tuple[float, list[str]]:
    """Return the CPU microseconds of an inquiry, and the stacks sampled meanwhile."""
    samples = folder / "samples"
    with ExitStack() as stack:
        ground = stack.enter_context(prepare(folder))
        notary = load_signer(ground.notary.key, ground.notary.certificate)
        bench = Bench(ground, population(SEED), notary)
        with contenders.hub(ground, samples) as hub:
            bench.throughput(hub, _SECONDS, _WARM_UP)
            os.kill(hub.server, signal.SIGUSR1)
            run = bench.throughput(hub, _SECONDS, _MOST)
    return 1000 * run.cpu_ms["server"], samples.read_text("utf-8").splitlines()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rooms", description=__doc__)
    parser.add_argument("--stacks", type=Path, metavar="FILE", help="write the samples to FILE too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="peyvand-rooms-") as folder:
        spent, stacks = _measure(Path(folder))
    if asked.stacks:
        asked.stacks.write_text("\n".join(stacks), "utf-8")
    table = Table("room", title=f"{spent:,.0f} µs of CPU an inquiry")
    table.add_column("µs", justify="right")
    table.add_column("share", justify="right")
    for room, share in shares(stacks).items():
        table.add_row(room, f"{share * spent:,.0f}", f"{share:.1%}")
    Console().print(table)


if __name__ == "__main__":
    main()
