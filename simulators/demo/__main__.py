"""The main job over real sockets: ``python -m simulators.demo --inquiries 200 --out out``."""

import argparse
import os
import signal
import sys
from pathlib import Path

import httpx

from simulators.demo.acts import FIXED
from simulators.demo.house import PEYVAND, STOPS, HouseFailed
from simulators.demo.play import play
from simulators.demo.report import console, show

_LEAST = FIXED + 27
"""One of every kind."""
_FEWEST = 1_000
_FAILED, _INTERRUPTED = 1, 130


def main() -> int:
    """Play the demonstration and return 0 when everything came out as it must."""
    for number in STOPS:
        signal.signal(number, signal.default_int_handler)
    asked = _arguments()
    speaking = console()
    try:
        record = play(
            inquiries=asked.inquiries,
            contracts=asked.contracts,
            seed=asked.seed,
            out=asked.out,
            console=speaking,
        )
    except (HouseFailed, httpx.HTTPError, OSError) as failed:
        sys.stderr.write(f"demo: {failed}\n")
        return _FAILED
    except KeyboardInterrupt:
        sys.stderr.write("demo: stopped; nothing is left running\n")
        return _INTERRUPTED
    show(record, speaking)
    command = os.path.relpath(PEYVAND)
    speaking.print(f"documents in {asked.out}; see: {command} verify {asked.out}/37-*")
    return _FAILED if record.all_problems() else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m simulators.demo",
        description="Starts a house of its own, sends it inquiries of every kind through a real "
        "SOAP client, and verifies offline what it issued. Exit 0 only when everything came out "
        "as it must.",
        epilog="example: python -m simulators.demo --inquiries 100 --out /tmp/out --seed 7",
    )
    parser.add_argument("--inquiries", type=int, default=200, help="how many (default 200)")
    parser.add_argument(
        "--contracts", type=int, default=10_000, help="between two registers (default 10000)"
    )
    parser.add_argument("--out", type=Path, default=Path("out"), help="where to (default out)")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same country (default 1)")
    asked = parser.parse_args()
    if asked.inquiries < _LEAST:
        parser.error(f"--inquiries is at least {_LEAST}: one of every kind")
    if asked.contracts < _FEWEST:
        parser.error(f"--contracts is at least {_FEWEST}: some that wait, some that disagree")
    return asked


if __name__ == "__main__":
    sys.exit(main())
