"""What we publish, held against the standard's review library, its schema and its merging."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hub.contracts.ocds import Publisher, Version
from hub.contracts.ocds_carried import carried
from hub.contracts.ocds_merge import WHOLE
from hub.contracts.ocds_package import Package, record_from
from hub.contracts.ocds_release import releases_of
from schemas.canonical.identifiers import ContractRegistration
from simulators.demo import review
from tests.conformance.ocds import judge
from tests.unit.hub.contracts.made import CONTRACTOR, PERSON
from tests.unit.hub.contracts.made_ocds import PUBLISHER, extended, histories, paid, version
from tests.unit.hub.contracts.made_parts import LATER
from tests.unit.hub.contracts.test_ocds_carried import BESIDE

PACKAGE = Package("https://hub.example/ocds/1", datetime(2026, 11, 22, tzinfo=UTC))
MANY = st.tuples(*(histories(f"{number:04}") for number in range(25)))
EIGHT_PACKAGES = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def _releases(publisher: Publisher, *series: list[Version]) -> dict[str, Any]:
    found = [one for versions in series for one in releases_of(versions, publisher)]
    return {**PACKAGE.head(publisher), "releases": found}


def _records(publisher: Publisher, *series: list[Version]) -> dict[str, Any]:
    records = [record_from(releases_of(versions, publisher)) for versions in series]
    return {**PACKAGE.head(publisher), "records": records}


def _pruned(node: Any) -> Any:
    """Return a compiled release without the objects that nulls have emptied."""
    if not isinstance(node, dict):
        return [_pruned(item) for item in node] if isinstance(node, list) else node
    kept = {key: _pruned(value) for key, value in node.items()}
    return {key: value for key, value in kept.items() if value not in ({}, [])}


@EIGHT_PACKAGES
@given(MANY)
def test_nothing_is_found_in_two_hundred_contracts(series: tuple[list[Version], ...]) -> None:
    """Who reads our packages with the standard's tools would find them broken."""
    for package in (_releases(PUBLISHER, *series), _records(PUBLISHER, *series)):
        assert review.findings(package) == {}
        assert judge.errors(package) == []


@EIGHT_PACKAGES
@given(MANY)
def test_records_are_what_the_reference_merges(series: tuple[list[Version], ...]) -> None:
    """Who merges our releases himself would come to another contract than our record says."""
    for versions in series:
        record = record_from(releases_of(versions, PUBLISHER))
        merged = judge.merger().create_compiled_release(record["releases"])
        assert record["compiledRelease"] == _pruned(merged)
        versioned = judge.merger().create_versioned_release(record["releases"])
        assert record["versionedRelease"] == versioned


HISTORY = [
    version(0, crn=ContractRegistration("7"), payments=(paid(1),)),
    version(1, contractor=PERSON),
    version(2, contractor=CONTRACTOR, crn=ContractRegistration("8")),
]


def test_the_extension_declares_what_it_adds() -> None:
    """The tax authority's number would be a field that nobody declared."""
    package = _releases(extended(judge.EXTENSION), HISTORY)
    assert '"IR-TAX-CRN"' in str(package).replace("'", '"')
    assert review.findings(package) == {}


LIVES = [
    version(0, **LATER),
    version(1, **LATER | {"amendments": LATER["amendments"][:1], "kind": None, "payments": None}),
    version(2, **LATER | {"subcontracts": LATER["subcontracts"][:1], "number": "9"}),
]


def test_the_later_life_of_a_contract_is_declared_whole() -> None:
    """What is withheld, changed or sub-contracted would stand in fields that nobody declared."""
    package = _releases(extended(judge.EXTENSION), LIVES)
    told = str(package)
    for name in ("valueChange", "turnover", "withheld", "clearance", "subContracts", "row"):
        assert f"'{name}':" in told
    assert review.findings(package) == {}
    assert judge.errors(package) == []


def test_the_later_life_merges_as_the_reference_merges() -> None:
    """Who merges our releases himself would count a payment that was taken back."""
    record = record_from(releases_of(LIVES, extended(judge.EXTENSION)))
    merged = judge.merger().create_compiled_release(record["releases"])
    assert record["compiledRelease"] == _pruned(merged)
    versioned = judge.merger().create_versioned_release(record["releases"])
    assert record["versionedRelease"] == versioned


def test_the_library_knows_no_extension_in_versioned_releases() -> None:
    """What the review library says of our extension in records would be taken for our slip."""
    found = review.findings(_records(extended(judge.EXTENSION), HISTORY))
    assert found.keys() == {"additional_fields"}
    (one,) = found["additional_fields"]
    assert (one["path"], one["field"]) == ("/records/versionedRelease/contracts", "identifiers")


def _drop_date(release: dict[str, Any]) -> None:
    del release["date"]


def _wrong_status(release: dict[str, Any]) -> None:
    release["contracts"][0]["status"] = "done"


def _wrong_role(release: dict[str, Any]) -> None:
    release["parties"][0]["roles"] = ["assigner"]


def _wrong_prefix(release: dict[str, Any]) -> None:
    release["ocid"] = "peyvand-1"


def _unknown_field(release: dict[str, Any]) -> None:
    release["contracts"][0]["crn"] = "7"


def _empty(release: dict[str, Any]) -> None:
    release["contracts"][0]["description"] = ""


@pytest.mark.parametrize(
    "spoil", [_drop_date, _wrong_status, _wrong_role, _wrong_prefix, _unknown_field, _empty]
)
def test_the_judge_sees_what_is_wrong(spoil: Callable[[dict[str, Any]], None]) -> None:
    """A judge that finds nothing in anything would find nothing in ours."""
    package = _releases(PUBLISHER, [version()])
    spoil(package["releases"][0])
    assert review.findings(package)


def test_lists_that_replace_each_other_are_the_standard_s() -> None:
    """Our merging would go by other rules than the schema's after an upgrade of the standard."""
    rules = judge.merger().merge_rules
    objects = {path[-1] for path, rule in rules.items() if rule == "wholeListMerge"}
    assert objects >= WHOLE - {"identifiers"}
    assert [path for path, rule in rules.items() if rule == "omitWhenMerged"] == [
        ("id",),
        ("date",),
        ("tag",),
    ]


def test_the_standard_s_files_are_as_received() -> None:
    """A schema that somebody eased would find nothing in anything."""
    told = tomllib.loads((judge.STANDARD / "PROVENANCE.toml").read_text("utf-8"))
    for one in told["file"]:
        assert sha256((judge.STANDARD / one["path"]).read_bytes()).hexdigest() == one["sha256"]
    assert {one["path"] for one in told["file"]} == {p.name for p in judge.STANDARD.glob("*.json")}


def test_what_is_carried_on_conforms_too() -> None:
    """What others' releases said beside our words would make packages of ours that break."""
    beside = carried(BESIDE)
    lives = [replace(version(0), carried=beside), version(1), replace(version(2), carried=beside)]
    for package in (_releases(PUBLISHER, lives), _records(PUBLISHER, lives)):
        assert "آسفالت" in str(package)
        assert review.findings(package) == {}
        assert judge.errors(package) == []
    record = record_from(releases_of(lives, PUBLISHER))
    merged = judge.merger().create_compiled_release(record["releases"])
    assert record["compiledRelease"] == _pruned(merged)
