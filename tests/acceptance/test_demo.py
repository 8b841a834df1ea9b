"""The demonstration itself, small: a user's first impression, and the whole house at once."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

INQUIRIES, CONTRACTS = 46, 1_000


def demo(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the demonstration as ``make demo`` does."""
    command = [sys.executable, "-m", "simulators.demo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of one small demonstration that went well, of a seed nobody tried it with."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    size = ("--inquiries", str(INQUIRIES), "--contracts", str(CONTRACTS))
    ran = demo(*size, "--out", folder, "--seed", "40")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder


@pytest.fixture(scope="module")
def told(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "demo.json").read_text("utf-8"))
    return found


def test_everything_as_expected(told: dict[str, Any]) -> None:
    """`make demo` would fail, or count fewer inquiries than it was told to make."""
    assert told["ok"] is True
    assert told["totals"]["asked"] == len(told["inquiries"]) == INQUIRIES
    assert all(one["as_expected"] for one in told["inquiries"])
    assert {one["told"]["outcome"] for one in told["inquiries"]} == {
        "GRANTED",
        "REFUSED",
        "pending",
        "fault",
    }


def test_pending_then_answered(told: dict[str, Any]) -> None:
    """A case that met an agency's outage would stay open after the agency is back."""
    later = {one["case_id"]: one["told"]["outcome"] for one in told["answered_later"]}
    assert len(later) == told["totals"]["pending_then_answered"] > 0
    assert set(later.values()) <= {"GRANTED", "REFUSED"}


def test_each_decision_has_its_file(out: Path, told: dict[str, Any]) -> None:
    """A certificate would be told of and not be there, or be there and belong to nobody."""
    decided = {
        one["documents"][0]
        for one in (*told["inquiries"], *told["answered_later"])
        if one["told"]["outcome"] in {"GRANTED", "REFUSED"}
    } | {one["documents"][0] for one in told["files"] if one["decision"]}
    for ending in (".xml", ".pdf", ".qr.txt"):
        assert {path.name.removesuffix(ending) for path in out.glob(f"*-*-*{ending}")} == decided
    assert set(told["levels"]) <= {"B-T", "B-LT"}
    assert told["documents"]["certificates"] == len(decided)
    assert (out / "trust.pem").read_text().startswith("-----BEGIN CERTIFICATE-----")


def test_lookups_side_by_side(out: Path, told: dict[str, Any]) -> None:
    """A service would be told nothing, or a receipt be named that is not there."""
    asked = json.loads((out / "lookups.json").read_text("utf-8"))
    assert told["lookups"]["refused"] == 1
    assert told["lookups"]["answered"] == len(asked) - 1 >= 9
    for one in asked:
        assert one["problem"] is None
        assert (out / one["receipt"]).is_file()
        assert bool(one["disclosed"]) is (one["refused"] is None)
    assert any(one["withheld"] for one in asked)
    assert any(told["form"] == "age-band" for one in asked for told in one["disclosed"])


def test_contracts_of_two_registers(told: dict[str, Any]) -> None:
    """A register's contract would be lost, or a version be told twice, late or to nobody."""
    found = told["contracts"]
    assert found["contracts"] == CONTRACTS
    assert found["joined"] + CONTRACTS + found["waiting"] == sum(found["registered"].values())
    assert 0 < found["disputed"] < found["joined"]
    assert sum(found["pushed"].values()) == found["registered"]["tax_authority"]
    assert found["feed"]["out_of_order"] == 0
    assert found["feed"]["versions"] >= CONTRACTS


def test_both_hold_the_same_in_the_end(told: dict[str, Any]) -> None:
    """What the authority had lost would be lost, or be given to it again and again."""
    settled = told["contracts"]["reconciled"]
    assert settled["lost"] == settled["given"] > 0
    assert 0 < settled["exchanges"] < 10
    assert (settled["differing_afterwards"], settled["agreed"]) == (0, True)


def test_all_contracts_are_published(out: Path, told: dict[str, Any]) -> None:
    """An export would leave contracts out, or be none by the standard."""
    exported = told["contracts"]["exported"]
    assert exported["contracts"] == CONTRACTS < exported["releases"]
    assert exported["valid"] == exported["packages"]
    assert exported["without_finding"] == exported["reviewed"] >= 100
    assert exported["traits_reviewed"] == exported["traits"]
    packages = map(json.loads, gzip.decompress((out / exported["file"]).read_bytes()).splitlines())
    records = [one["ocid"] for package in packages for one in package["records"]]
    assert len(set(records)) == len(records) == CONTRACTS


def test_coefficients_and_clearances(told: dict[str, Any]) -> None:
    """A worked example would come to another rate, or a file stop on its way."""
    percent = {one["row"]: one["percent"] for one in told["files"]}
    due = {"civil-executive": "6.600", "N1": "7.778", "N2": "16.667", "health-post-own": "13.111"}
    assert percent.items() >= due.items()
    ends = {one["course"]: (one["decision"], one["status"]) for one in told["files"]}
    cleared = dict.fromkeys(("automatic", "interim", "undertaking", "asked"), ("GRANTED", "17"))
    assert ends == cleared | {"owing": ("REFUSED", "11"), "fixed": ("", "05")}
    assert told["notices"]["electronic_notification"] >= 2 * len(told["files"])
    assert all(0 <= one["seconds"] < 86_400 for one in told["files"] if one["seconds"] is not None)


def test_files_verify_by_themselves(out: Path) -> None:
    """`peyvand verify out/*` would find something invalid, or nothing to verify."""
    patterns = ("*.xml", "*.pdf", "*.txt", "receipts/*.xml")
    files = [path for pattern in patterns for path in out.glob(pattern)]
    ran = _verify(*files)
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) == len(files) > 0


def test_one_changed_among_sound_ones(out: Path, tmp_path: Path) -> None:
    """One invalid document would hide among valid ones."""
    sound = sorted(out.glob("*.xml"))[:2]
    changed = tmp_path / "changed.xml"
    changed.write_bytes(sound[0].read_bytes().replace(b"<Decision>", b"<Decision> ", 1))
    ran = _verify("--trust", out / "trust.pem", *sound, changed)
    assert ran.returncode == 1
    assert [json.loads(line)["ok"] for line in ran.stdout.splitlines()] == [True, True, False]


def test_nowhere_to_write(tmp_path: Path) -> None:
    """A demonstration that cannot write would exit 0, or with a traceback."""
    taken = tmp_path / "out"
    taken.write_text("a file")
    ran = demo("--inquiries", str(INQUIRIES), "--out", taken / "deeper")
    assert ran.returncode == 1
    assert ran.stderr.startswith("demo: ")
    assert "Traceback" not in ran.stderr


def test_too_few_inquiries() -> None:
    """A demonstration without one of every kind would pass for a whole one."""
    ran = demo("--inquiries", "5")
    assert ran.returncode == 2
    assert "at least 46" in ran.stderr


def _verify(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("peyvand"), "verify", "--json", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
