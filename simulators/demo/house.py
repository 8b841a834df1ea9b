"""The house under demonstration: ``peyvand up`` as a program of its own, in a folder of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from simulators.demo.agreed import at_any_hour

CHECKOUT = Path(__file__).resolve().parents[2]
PEYVAND = Path(sys.executable).with_name("peyvand")
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What says that the demonstration is to end, at a keyboard or from a process above it."""
_PATIENCE = 120.0  # seconds to come up: the first start makes a database
_GOODBYE = 60.0  # seconds to go down: what is half started is started first
_TOLD = re.compile(
    r"((?:notary|chamber|services|tax) (?:key|cert)|hub cert|trust anchor"
    r"|article 37|commerce card)\s+(.+)"
)
_AGENCY = re.compile(r"([a-z]+(?:_[a-z]+)+)\s+(https?://\S+)")
_BESIDE = frozenset(
    {
        "certification_authority",
        "timestamp_authority",
        "notary_offices",
        "commerce_card_registry",
        "tax_authority",
        "budget_organization",
        "electronic_notification",
    }
)
"""Who is asked or told beside the road, or pulled from, whenever the worker comes to it."""


class HouseFailed(Exception):
    """The house did not come up, or did not stay up; the message ends with its last words."""


@dataclass(frozen=True, slots=True)
class Asker:
    """The key with which somebody signs, in PEM, and where his contract is served, if one is."""

    key: bytes
    certificate: bytes
    wsdl: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """A house that stands: who may ask it what, and by which keys it is known.

    ``config`` holds the agreements it was given.
    """

    notary: Asker
    chamber: Asker
    services: Asker
    tax: Asker
    hub_certificate: bytes
    trust: bytes
    agencies: Mapping[str, str]
    data: Path
    config: Path
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def origin(self) -> str:
        """Where all its doors are."""
        parts = urlsplit(self.notary.wsdl)
        return f"{parts.scheme}://{parts.netloc}"

    def fault(self, agency: str, mode: str) -> None:
        """Put a fault in force at an agency; mode ``none`` ends it."""
        url = f"{self.agencies[agency]}/_manage/faults"
        httpx.post(url, json={"mode": mode}, trust_env=False).raise_for_status()

    def questions(self) -> int:
        """Return how many questions the agencies that know facts have been asked so far."""
        return sum(
            len(httpx.get(f"{url}/_manage/history", trust_env=False).raise_for_status().json())
            for name, url in self.agencies.items()
            if name not in _BESIDE
        )

    @property
    def stands(self) -> bool:
        """Whether it is still running."""
        return self.process.poll() is None


def environment() -> dict[str, str]:
    """Return the environment of the product's programs: nothing of another installation in it.

    Open cases are looked at again sooner than a house at work would, so that nobody has to wait.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PEYVAND_")}
    return kept | {
        "PYTHONPATH": str(CHECKOUT),
        "PEYVAND_WORKER_FIRST_RETRY_SECONDS": "0.5",
        "PEYVAND_WORKER_POLL_SECONDS": "0.1",
    }


@contextmanager
def standing_house(seed: int, contracts: int) -> Iterator[House]:
    """Yield a house on free ports, with the simulated country of ``seed``; stop it afterwards.

    The country's registers know so many ``contracts``.

    Raises `HouseFailed`.
    """
    folder = Path(tempfile.mkdtemp(prefix="peyvand-demo-"))
    folder.chmod(0o711)  # started by root, the database runs as another user
    try:
        with _running(folder, seed, contracts) as process:
            yield _await(process, folder)
    finally:
        _remove(folder)


@contextmanager
def _running(folder: Path, seed: int, contracts: int) -> Iterator[subprocess.Popen[bytes]]:
    """Yield the running program, in a session of its own so that it is stopped by us alone."""
    data: list[str | Path] = ["--data-dir", folder / "data", "--seed", str(seed)]
    data += ["--contracts", str(contracts)]
    command = [PEYVAND, "up", "--port", "0", *data]
    at_any_hour(folder / "config")
    with (folder / "told").open("wb") as told, (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=log,
            cwd=folder,
            env=environment() | {"PEYVAND_CONFIG_DIR": str(folder / "config")},
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the program to stop, and end its whole session when it does not.

    Whoever is impatient meanwhile must not leave half a house standing.
    """
    impatient = {number: signal.signal(number, signal.SIG_IGN) for number in STOPS}
    try:
        process.send_signal(signal.SIGTERM)
        process.wait(_GOODBYE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    finally:
        for number, handler in impatient.items():
            signal.signal(number, handler)


def _await(process: subprocess.Popen[bytes], folder: Path) -> House:
    """Return the house once it says that it is ready."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        lines = (folder / "told").read_text("utf-8").splitlines()
        if "ready" in lines:
            return _house(lines, folder / "log", process)
        time.sleep(0.05)
    why = "ended" if process.poll() is not None else f"was not ready in {_PATIENCE:.0f} s"
    last = (folder / "log").read_text("utf-8", "replace").strip()[-2_000:]
    raise HouseFailed(f"peyvand up {why}; its last words:\n{last}")


def _house(lines: list[str], log: Path, process: subprocess.Popen[bytes]) -> House:
    """Return the house from what ``peyvand up`` has printed."""
    told = {found[1]: found[2] for line in lines if (found := _TOLD.fullmatch(line))}
    return House(
        notary=_asker(told, "notary", "article 37"),
        chamber=_asker(told, "chamber", "commerce card"),
        services=_asker(told, "services"),
        tax=_asker(told, "tax"),
        hub_certificate=Path(told["hub cert"]).read_bytes(),
        trust=Path(told["trust anchor"]).read_bytes(),
        agencies={found[1]: found[2] for line in lines if (found := _AGENCY.fullmatch(line))},
        data=log.parent / "data",
        config=log.parent / "config",
        log=log,
        process=process,
    )


def _asker(told: Mapping[str, str], who: str, service: str | None = None) -> Asker:
    """Return an asker as he was told of, of a service that has a contract or of none."""
    key, certificate = Path(told[f"{who} key"]), Path(told[f"{who} cert"])
    wsdl = told[service] if service else ""
    return Asker(key.read_bytes(), certificate.read_bytes(), wsdl)


def _remove(folder: Path) -> None:
    """Remove the house's folder, and its database where that had to be put elsewhere."""
    pointer = folder / "data" / "postgres" / "location"
    if pointer.exists():
        shutil.rmtree(pointer.read_text("utf-8").strip(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
