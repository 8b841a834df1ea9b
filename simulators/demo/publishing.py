"""The shared contracts held against the tax authority's, and published as open contracting data.

The authority loses some contracts and is given them back; the export is held against the
standard's own schema, and some of it against the standard's review library.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import jsonschema_rs

from schemas import contracts
from simulators.demo import review
from simulators.demo.house import House
from simulators.demo.joining import TAX, peyvand_json
from simulators.demo.record import Record
from simulators.demo.stage import Stage

FILE = "contracts.ocds.jsonl.gz"
_LOST = 3
_REVIEWED = 5  # packages of a hundred contracts
_STANDARD = contracts.ROOT / "ocds" / "1.1"

Json = dict[str, Any]


def reconcile(stage: Stage, house: House) -> None:
    """Have the authority lose contracts and both sides reconciled, until neither lacks any."""
    joined = stage.record.joined
    if joined is None or joined.missing:
        return
    lost = sorted(joined.followed.said_by(TAX))[:_LOST]
    order = f"{house.agencies[TAX]}/_manage/alter"
    httpx.post(order, json={"lose": lost}, trust_env=False).raise_for_status()
    account = house.data / "accounts" / f"{TAX}.toml"
    asked = {TAX: {"base_url": house.agencies[TAX], "credentials": str(account)}}
    told = stage.all("reconciled with the authority · تطبیق", _settled(house, asked), 2)
    joined.reconciled = {
        "lost": len(lost),
        "given": told[0].get("given"),
        "exchanges": told[0].get("exchanges"),
        "differing_afterwards": told[1].get("taken", 0) + told[1].get("given", 0),
        "agreed": told[1].get("agreed", False),
        "root": told[1].get("hub"),
    }
    if (told[0].get("given"), told[1].get("given")) != (len(lost), 0) or not told[1]["agreed"]:
        stage.record.problems.append(f"reconciliation: {joined.reconciled}")


def _settled(house: House, agencies: Json) -> Iterator[Json]:
    """Yield what came of a reconciliation, and of another one after it."""
    for _ in range(2):
        told = peyvand_json(
            house, "contracts", "reconcile", TAX, PEYVAND_AGENCIES=json.dumps(agencies)
        )
        yield told or {"agreed": False}


def export(stage: Stage, house: House, out: Path) -> None:
    """Write all contracts to ``out`` as record packages of OCDS, a hundred on each line."""
    joined = stage.record.joined
    if joined is None:
        return
    with TemporaryDirectory(prefix="peyvand-export-") as folder:
        path = Path(folder) / "contracts.jsonl"
        told = peyvand_json(house, "contracts", "export", "--out", path)
        if told is None:
            stage.record.problems.append("the contracts could not be exported")
            return
        packages = path.read_bytes().splitlines()
    (out / FILE).write_bytes(gzip.compress(b"\n".join(packages) + b"\n", 1))
    joined.exported = {"file": FILE, "contracts": told["contracts"], "releases": told["releases"]}
    if told["contracts"] != joined.contracts:
        stage.record.problems.append(f"{told['contracts']} contracts exported")


def judge(stage: Stage, out: Path) -> None:
    """Hold the export against the standard: all by its schema, some by its review library."""
    joined = stage.record.joined
    if joined is None or not joined.exported:
        return
    packages = gzip.decompress((out / FILE).read_bytes()).splitlines()
    valid = sum(stage.all("exports by the schema · OCDS", _valid(packages), len(packages)))
    some = packages[:: max(1, len(packages) // _REVIEWED)][:_REVIEWED]
    title = "exports by the review library · OCDS"
    sound = sum(stage.all(title, (not review.findings(json.loads(one)) for one in some), len(some)))
    joined.exported |= {
        "packages": len(packages),
        "valid": valid,
        "reviewed": len(some),
        "without_finding": sound,
    }
    _note(stage.record, joined.exported)


def _note(record: Record, exported: Json) -> None:
    for asked, passed in (("packages", "valid"), ("reviewed", "without_finding")):
        if exported[asked] != exported[passed]:
            record.problems.append(f"OCDS: {exported[passed]} of {exported[asked]} {passed}")


def _valid(packages: list[bytes]) -> Iterator[bool]:
    """Yield of each package whether it is as the standard's schema of record packages has it."""
    held = [json.loads(path.read_text("utf-8")) for path in sorted(_STANDARD.glob("*.json"))]
    schema = json.loads((_STANDARD / "record-package-schema.json").read_text("utf-8"))
    known = jsonschema_rs.Registry([(one["id"], one) for one in held])
    validator = jsonschema_rs.Draft4Validator(schema, registry=known, validate_formats=True)
    yield from (validator.is_valid(json.loads(one)) for one in packages)
