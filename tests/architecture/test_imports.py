"""The import contracts hold, and each bites when its rule is broken."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

_LINT = Path(sys.executable).with_name("lint-imports")
_HEADING = re.compile(r"^(\S.*)\n-+\n", re.MULTILINE)
_COPIED = ("adapters", "hub", "schemas", "signing", "simulators")

VIOLATIONS = [
    (
        "adapters/civil_registry/translate.py",
        "import adapters.insurance_ledger.wire",
        "Agencies do not know each other",
    ),
    (
        "hub/usecases/article37/usecase.py",
        "import adapters.civil_registry.gateway",
        "The hub speaks to ports, never to an agency",
    ),
    ("simulators/kit/clock.py", "import hub.errors", "A simulator reads the agency's contract"),
    ("hub/usecases/article37/rules.py", "import httpx", "Rules, policy, clock, translation"),
    ("schemas/canonical/dates.py", "import socket", "Rules, policy, clock, translation"),
    ("signing/verify/proof.py", "import signing.xades", "Verification never imports signing code"),
    ("hub/worker.py", "import simulators.kit.clock", "Production never imports a simulator"),
    ("hub/worker.py", "import adapters.base.catalog", "Only main opens the catalog"),
    ("schemas/soap.py", "import hub.errors", "Words below, agencies and signing side by side"),
    ("signing/profile.py", "import adapters.base.ports", "Words below, agencies and signing"),
    ("hub/policy/authorize.py", "import hub.pipeline", "Inside the hub"),
    ("hub/policy/in_force.py", "import psycopg", "Rules, policy, clock, translation"),
    ("hub/lookups/telling.py", "import asyncio", "Rules, policy, clock, translation"),
    ("hub/policies.py", "import hub.receipts", "Inside the hub"),
    ("hub/worker.py", "import hub.lookups.road", "Only the doors look up"),
]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of ``folder`` over its packages."""
    return subprocess.run(
        [str(_LINT), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give what is said of each broken contract when all violations stand in a copy at once."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in _COPIED:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    for file, line, _ in VIOLATIONS:
        with (folder / file).open("a", encoding="utf-8") as planted:
            planted.write(f"\n{line}\n")
    run = _lint(folder)
    assert run.returncode == 1, run.stdout
    _, _, report = run.stdout.partition("Broken contracts")
    parts = _HEADING.split(report)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_contracts_hold() -> None:
    """A room would know of another that the house keeps apart."""
    run = _lint(ROOT)
    assert run.returncode == 0, run.stdout
    assert "0 broken" in run.stdout


@pytest.mark.parametrize(("file", "line", "contract"), VIOLATIONS)
def test_a_contract_bites(told: dict[str, str], file: str, line: str, contract: str) -> None:
    """A contract would hold whatever is written, by a mistake in its own words."""
    importer = file.removesuffix(".py").replace("/", ".")
    (said,) = (text for name, text in told.items() if name.startswith(contract))
    assert f" {importer} -> {line.removeprefix('import ')} (l." in said
