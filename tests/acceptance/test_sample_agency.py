"""An agency is added by three folders: it is served, asked, tested and examined by being there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.house import ROOT, environment

SAMPLE = ROOT / "tests" / "vectors" / "sample_agency"
NAME = "sample_operator"
PACKAGES = ("adapters", "hub", "schemas", "signing", "simulators", "tests/contract", "tests/kit")
FILES = ("pyproject.toml", "tests/conftest.py")
GENERIC = ("test_conduct", "test_matrix", "test_provenance", "test_conformance", "test_command")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the checkout, nothing in it changed, and the three folders added."""
    root = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, root / package, ignore=ignored)
    for name in FILES:
        shutil.copyfile(ROOT / name, root / name)
    before = {path for path in root.rglob("*") if path.is_file()}
    shutil.copytree(SAMPLE, root, dirs_exist_ok=True, ignore=ignored)
    added = {path for path in root.rglob("*") if path.is_file()} - before
    assert len(added) == len([path for path in SAMPLE.rglob("*.*") if path.suffix != ".pyc"])
    return root


def run(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Return what Python, in ``tree``, makes of ``words``."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=tree,
        env=environment() | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def url(tree: Path) -> Iterator[str]:
    """Give the address of the sample agency's stand-in."""
    command = [sys.executable, "-m", f"simulators.{NAME}", "--people", "50"]
    told = environment() | {"PYTHONPATH": str(tree)}
    with subprocess.Popen(command, cwd=tree, env=told, stdout=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        yield json.loads(served.stdout.readline())["agencies"][NAME]
        served.terminate()


def test_it_is_found_and_asked_through_the_hub(tree: Path, url: str) -> None:
    """A further agency would need a change in code that is not its own."""
    program = "from hub.cli import main; main()"
    done = run(tree, "-c", program, "conformance", NAME, url, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [check["name"] for check in report["checks"]] == ["owned", "owned/cut", "owned/method"]


def test_it_is_simulated_and_helped(tree: Path) -> None:
    """Its stand-in would be the only one that no command knows."""
    program = "from hub.cli import main; main()"
    done = run(tree, "-c", program, "simulate", NAME, "--help")
    assert done.returncode == 0, done.stderr
    assert "09120000001" in done.stdout


def test_the_contract_tests_are_its_own(tree: Path) -> None:
    """It would be trusted without ever having met a fault."""
    paths = [f"tests/contract/{name}.py" for name in GENERIC]
    done = run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", NAME, *paths)
    assert done.returncode == 0, done.stdout
    passed = int(done.stdout.splitlines()[-1].split(" passed")[0].split()[-1])
    assert passed > 30


def test_the_import_contracts_hold_it(tree: Path) -> None:
    """Its gateway could be imported by the hub, or import another agency's."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
