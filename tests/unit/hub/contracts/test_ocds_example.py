"""The standard's own example process, which is read where it lies and is no part of the project."""

import json
from pathlib import Path
from typing import Any

import pytest

from hub.contracts.ocds_import import read
from hub.contracts.ocds_merge import compiled, versioned
from hub.contracts.ocds_release import releases_of
from tests.unit.hub.contracts.made_ocds import PUBLISHER
from tests.unit.hub.contracts.test_ocds_import import again

FOLDER = Path(__file__).parents[5] / "shared" / "data" / "ocds"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the standard's example process is not beside this checkout"
)
WORDLESS = {"party.scheme", "currency.not-rials"}


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


def _releases() -> list[Any]:
    names = sorted(path.name for path in FOLDER.glob("release-*.json"))
    return [one for name in names for one in _read(name)["releases"]]


def _record() -> Any:
    return _read("record-withversions.json")["records"][0]


def test_its_releases_merge_to_its_record() -> None:
    """We would merge by rules of our own."""
    assert compiled(_releases()) == _record()["compiledRelease"]
    assert versioned(_releases()) == _record()["versionedRelease"]


def test_its_stages_without_a_contract_are_named() -> None:
    """A plan or a tender would vanish without a word."""
    reading = read({"releases": _releases()})
    assert [(slip.path, slip.rule) for slip in reading.slips] == [
        (f"/releases/{place}/contracts", "missing") for place in range(4)
    ]
    assert [one.revision for one in reading.contracts] == [1, 2]


def test_what_it_tells_is_taken_and_what_we_cannot_take_is_named() -> None:
    """Pounds would be taken for rials, or a British council for a firm of ours."""
    (told,) = read(_record()).contracts
    assert told.registered() is None
    assert {slip.rule for slip in told.slips} == WORDLESS
    paths = [slip.path for slip in told.slips]
    assert "/compiledRelease/contracts/0/value/currency" in paths
    assert told.fields.keys() == {
        "number",
        "subject",
        "signed_on",
        "starts_on",
        "ends_on",
        "budget_code",
        "project",
        "withdrawn",
    }
    assert "payments" not in told.fields


def test_every_value_is_taken_or_kept() -> None:
    """Something of the process would be lost on its way in."""
    (told,) = read(_record()).contracts
    release = _record()["compiledRelease"]
    for path, value in told.extras.items():
        node = release
        for step in path.split("/")[1:]:
            node = node[int(step)] if isinstance(node, list) else node[step]
        assert node == value
    assert "/contracts/0/value/amount" in told.extras
    assert "/contracts/0/implementation/transactions/0/value/amount" in told.extras
    assert "/tender/title" in told.extras


def test_what_we_have_words_for_goes_out_as_it_came() -> None:
    """An import and an export later the contract would have another number, day or subject."""
    (told,) = read(_record()).contracts
    (release,) = releases_of([again(told)], PUBLISHER)
    came, goes = _record()["compiledRelease"], release
    theirs, ours = came["contracts"][0], goes["contracts"][0]
    assert goes["ocid"] == came["ocid"]
    for key in ("id", "projectID"):
        assert goes["planning"]["budget"][key] == came["planning"]["budget"][key]
    assert (ours["id"], ours["description"]) == (theirs["id"], theirs["description"])
    for whole, day in (("dateSigned", None), ("period", "startDate"), ("period", "endDate")):
        left, right = (one[whole] if day is None else one[whole][day] for one in (theirs, ours))
        assert left[:10] == right[:10]
    (again_told,) = read(release).contracts
    assert again_told.fields == told.fields
