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
from simulators.demo.sampling import Sample, sampled
from simulators.demo.stage import Stage

FILE = "contracts.ocds.jsonl.gz"
_LOST = 3
_REVIEWED = 300  # contracts
_AT_ONCE = 50
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
        publisher = json.dumps(_publisher(house))
        told = peyvand_json(house, "contracts", "export", "--out", path, PEYVAND_OCDS=publisher)
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
    sample = sampled(_records(packages), _REVIEWED)
    title = "exports by the review library · OCDS"
    lots = [sample.records[at : at + _AT_ONCE] for at in range(0, sample.kinds, _AT_ONCE)]
    sound = sum(stage.all(title, _reviewed(json.loads(packages[0]), lots), len(lots)))
    joined.exported |= {"packages": len(packages), "valid": valid, **_seen(sample, sound)}
    _note(stage.record, joined.exported)


def _note(record: Record, exported: Json) -> None:
    for asked, passed in (
        ("packages", "valid"),
        ("reviewed", "without_finding"),
        ("traits", "traits_reviewed"),
    ):
        if exported[asked] != exported[passed]:
            record.problems.append(f"OCDS: {exported[passed]} of {exported[asked]} {passed}")


def _publisher(house: House) -> Json:
    """Return who publishes, with the extension by which everything that is known is told."""
    return {
        "name": "peyvand",
        "uri": house.origin,
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "persons_secret": str(house.data / "keys" / "persons.secret"),
        "extension": review.EXTENSION,
    }


def _records(packages: list[bytes]) -> Iterator[Json]:
    """Yield every record of the packages."""
    for one in packages:
        yield from json.loads(one)["records"]


def _reviewed(frame: Json, lots: list[list[Json]]) -> Iterator[int]:
    """Yield how many records of each lot there are of which the review library finds nothing.

    It knows of no extension in versioned releases, which the schema alone is held against.
    """
    for lot in lots:
        plain = [{k: v for k, v in one.items() if k != "versionedRelease"} for one in lot]
        yield 0 if review.findings(frame | {"records": plain}) else len(lot)


def _seen(sample: Sample, sound: int) -> Json:
    """Return how many contracts were reviewed, and what of all that contracts hold they show."""
    return {
        "reviewed": len(sample.records),
        "without_finding": sound,
        "traits_reviewed": sample.traits,
        "traits": sample.all_traits,
        "kinds_reviewed": sample.kinds,
        "kinds": sample.all_kinds,
    }


def _valid(packages: list[bytes]) -> Iterator[bool]:
    """Yield of each package whether it is as the standard's schema of record packages has it."""
    held = [json.loads(path.read_text("utf-8")) for path in sorted(_STANDARD.glob("*.json"))]
    schema = json.loads((_STANDARD / "record-package-schema.json").read_text("utf-8"))
    known = jsonschema_rs.Registry([(one["id"], one) for one in held])
    validator = jsonschema_rs.Draft4Validator(schema, registry=known, validate_formats=True)
    yield from (validator.is_valid(json.loads(one)) for one in packages)
