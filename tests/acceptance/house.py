"""Programs of ours as processes: started, waited for by what they print, stopped or killed."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hub.config import AgencySettings, Settings
from tests.acceptance.parties import Keyring
from tests.kit.policy import for_consumer

ROOT = Path(__file__).parents[2]
PEYVAND = str(Path(sys.executable).parent / "peyvand")
_PATIENCE = 90.0


class Program:
    """A running program; what it says on standard error goes to ``log``."""

    def __init__(self, command: Sequence[str], log: Path, settings: Mapping[str, str]) -> None:
        with log.open("ab") as stderr:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment() | dict(settings),
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                start_new_session=True,
            )
        self.log = log
        self.said: list[str] = []

    def until_ready(self) -> None:
        """Read what it prints until the line ``ready``; fail with its log when that never comes."""
        assert self.process.stdout is not None
        watchdog = threading.Timer(_PATIENCE, self.process.kill)
        watchdog.start()
        try:
            for line in self.process.stdout:
                self.said.append(line.rstrip("\n"))
                if self.said[-1] == "ready":
                    return
        finally:
            watchdog.cancel()
        raise AssertionError(f"it did not get ready: {self.said} {self.log.read_text()}")

    def told(self, label: str) -> str:
        """Return the rest of the line it printed after ``label``."""
        return next(line[len(label) :].strip() for line in self.said if line.startswith(label))

    def stop(self, by: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop and return its exit code."""
        self.process.send_signal(by)
        try:
            self.process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
            raise
        return self.process.returncode


def environment() -> dict[str, str]:
    """Return the environment without any setting of ours, nor a terminal's width and colours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PEYVAND_")}
    return kept | {"COLUMNS": "200", "NO_COLOR": "1"}


def variables(settings: Settings) -> dict[str, str]:
    """Return what was set in ``settings`` as the variables that set it."""
    told = settings.model_dump(mode="json", exclude_unset=True)
    return {
        f"PEYVAND_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in told.items()
    }


@contextmanager
def running(
    command: Sequence[str], log: Path, settings: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """Run a program while the block runs, from the moment it is ready."""
    program = Program(command, log, settings or {})
    try:
        program.until_ready()
        yield program
    finally:
        if program.process.poll() is None:
            program.stop()
        if program.process.stdout is not None:
            program.process.stdout.close()


@contextmanager
def hub(settings: Settings, log: Path) -> Iterator[tuple[str, Program]]:
    """Run ``peyvand serve``; give the origin of its doors and the program."""
    with running([PEYVAND, "serve"], log, variables(settings)) as program:
        yield program.told("doors"), program


def agreed_with(*consumers: str, below: Path) -> Path:
    """Return a folder of policy files by which further consumers ask as notaries do."""
    agreements = below / "policy" / "agreements"
    agreements.mkdir(parents=True)
    for consumer in consumers:
        for name, text in for_consumer(consumer).items():
            (agreements / name).write_text(text, "utf-8")
    return agreements.parent


def furnished(
    url: str, keys: Keyring, agencies: Mapping[str, Mapping[str, Any]], **more: object
) -> Settings:
    """Return the settings of a hub on the database at ``url``, ``agencies`` being its settings."""
    settings: dict[str, object] = {
        "database_url": url,
        "host": "127.0.0.1",
        "port": 0,
        "agencies": {name: AgencySettings.model_validate(one) for name, one in agencies.items()},
        "certificate_key": keys.key("certificates"),
        "message_key": keys.key("messages"),
        "trust": keys.trust,
        "worker_poll_seconds": 0.1,
        "worker_first_retry_seconds": 0.2,
    }
    return Settings.model_validate(settings | more)
