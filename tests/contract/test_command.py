"""The stand-ins as programs, as the hub's launcher and people start them."""

import json
import signal
import subprocess
import sys

import httpx
import pytest

from simulators.kit.command import agencies


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


def test_bad_input_is_one_clear_line() -> None:
    """A wrong argument is refused with words, not with a traceback."""
    command = [sys.executable, "-m", "simulators", "--people", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("--people is at least 1")
