"""The stand-ins as programs, as the hub's launcher and people start them."""

import json
import signal
import subprocess
import sys
from contextlib import suppress

import httpx
import pytest

from simulators.kit.command import agencies
from simulators.kit.faults import STORM


@pytest.mark.parametrize(
    ("module", "names"),
    [("simulators", agencies()), *((f"simulators.{name}", [name]) for name in agencies())],
)
def test_serves_until_told_to_stop(module: str, names: list[str]) -> None:
    """It says where it is, answers there, and goes at once even while somebody is waiting."""
    command = [sys.executable, "-m", module, "--port", "0", "--seed", "5", "--people", "50"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert process.stdout.readline() == "ready\n"
        assert told["seed"] == 5
        assert sorted(told["agencies"]) == names
        for url in told["agencies"].values():
            assert httpx.get(f"{url}/_manage/history", trust_env=False).json() == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


@pytest.mark.parametrize("name", agencies())
def test_help_lists_the_magic_inputs(name: str) -> None:
    """Somebody with a sandbox and no source must find whom to ask for."""
    command = [sys.executable, "-m", f"simulators.{name}", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "magic inputs" in told
    assert "slow" in told


def told_of(seed: int, calls: int) -> list[str]:
    """Return what a stand-in tells of some calls in a storm."""
    module = "simulators.insurance_ledger"
    command = [sys.executable, "-m", module, "--people", "50", "--faults", "storm"]
    with subprocess.Popen(
        [*command, "--seed", str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert (told["seed"], told["faults"]) == (seed, "storm")
        url = told["agencies"]["insurance_ledger"]
        hurried = {"mode": "storm", "milliseconds": 0}
        httpx.post(f"{url}/_manage/faults", json=hurried, trust_env=False)
        for number in range(calls):
            with suppress(httpx.TransportError):
                httpx.get(f"{url}/{number}", trust_env=False, timeout=30)
        process.send_signal(signal.SIGTERM)
        return process.communicate()[1].splitlines()


def test_a_storm_is_told_and_comes_again() -> None:
    """Somebody who reports what he met in a storm could not be shown it again."""
    first, again = told_of(7, 40), told_of(7, 40)
    assert first == again
    assert len(first) == 40
    assert first[0].split()[:3] == ["1", "GET", "/0"]
    assert {line.split()[-1] for line in first} & STORM.keys()


def test_bad_input_is_one_clear_line() -> None:
    """A wrong argument is refused with words, not with a traceback."""
    command = [sys.executable, "-m", "simulators", "--people", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("--people is at least 1")


def test_one_that_is_attached_ends_with_who_started_it() -> None:
    """Stand-ins of a house that was killed would be left over, one more each time."""
    command = [sys.executable, "-m", "simulators.civil_registry", "--people", "5", "--attached"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        assert process.stdout.readline() == "ready\n"
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(timeout=30) == 0
