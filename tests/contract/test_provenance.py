"""Contracts stay as received: what PROVENANCE.toml says of each file is what the file is."""

import tomllib
from hashlib import sha256

import pytest

from adapters.base import catalog
from schemas import contracts

AGENCIES = sorted(catalog.discover())


@pytest.mark.parametrize("agency", AGENCIES)
def test_files_are_as_received(agency: str) -> None:
    """A contract that was edited, or a file nobody vouches for, would be our invention."""
    folder = (contracts.ROOT / catalog.discover()[agency].contract).parent
    told = tomllib.loads((folder / "PROVENANCE.toml").read_text("utf-8"))
    digests = {one["path"]: one["sha256"] for one in told["file"]}
    found = {one.name for one in folder.iterdir() if one.name != "PROVENANCE.toml"}
    assert digests == {one: sha256((folder / one).read_bytes()).hexdigest() for one in found}
    assert told["agency"] == agency
    assert all(one["origin"] in {"received", "reconstructed", "invented"} for one in told["file"])


@pytest.mark.parametrize("agency", AGENCIES)
def test_each_agency_has_all_its_rooms(agency: str) -> None:
    """An agency without a stand-in of the same name could be shipped without ever being asked."""
    root = contracts.ROOT.parent
    assert (root / "simulators" / agency / "server.py").is_file()
    assert (root / "simulators" / agency / "people.py").is_file()
    assert catalog.discover()[agency].contract.startswith(f"{agency}/v1/")
