"""The standard's review library, without the network: its schema from our copy of it.

It is asked in a process of its own: what it imports marks classes that other libraries look into.
"""

import io
import zipfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import requests

from schemas import contracts

STANDARD = contracts.ROOT / "ocds" / "1.1"
EXTENSION = "https://hub.example/ocds/identifiers/extension.json"
"""Where our extension is, for whoever is answered by `_held`."""
_SITES = {
    "https://standard.open-contracting.org/schema/1__1__5": STANDARD,
    "https://hub.example/ocds/identifiers": contracts.ROOT / "ocds" / "identifiers",
}
_OPEN_CODES = {
    "partyRole.csv": "buyer procuringEntity supplier tenderer funder enquirer payer payee"
    " reviewBody interestedParty",
    "contractStatus.csv": "pending active cancelled terminated",
    "awardStatus.csv": "pending active cancelled unsuccessful",
}
_KINDS = {
    "additional_fields",
    "additional_closed_codelist_values",
    "additional_open_codelist_values",
    "additional_checks",
    "deprecated_fields",
    "validation_errors",
    "conformance_errors",
    "json_deref_error",
}


@cache
def _library() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"))


def findings(package: Any) -> dict[str, Any]:
    """Return all that the review library finds in a package; empty when it finds nothing."""
    return _library().submit(_reviewed, package).result()


def _reviewed(package: Any) -> dict[str, Any]:
    """Return what the library finds, in its own process."""
    from libcoveocds.api import ocds_json_output
    from libcoveocds.config import LibCoveOCDSConfig

    config = LibCoveOCDSConfig()
    config.config.update(context="api", standard_zip=_archive())
    fetcher = "ocdsextensionregistry.extension_version.session"
    with (
        TemporaryDirectory() as folder,  # it writes the schema with our extension there
        patch("requests.get", _held),
        patch(fetcher, SimpleNamespace(get=_held)),
    ):
        told = ocds_json_output(folder, json_data=package, lib_cove_ocds_config=config)
    found = {name: told[name] for name in _KINDS if told.get(name)}
    invalid = (told["extensions"] or {}).get("invalid_extension")
    return {**found, "invalid_extension": invalid} if invalid else found


@cache
def _archive() -> bytes:
    """Return the standard's repository as the review library wants it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("standard-1__1__5/", "")
        for path in sorted(Path(STANDARD).glob("*.json")):
            archive.writestr(f"standard-1__1__5/schema/{path.name}", path.read_text("utf-8"))
        for name, codes in _OPEN_CODES.items():
            rows = "\n".join(("Code", *codes.split()))
            archive.writestr(f"standard-1__1__5/schema/codelists/{name}", rows)
    return held.getvalue()


def _held(address: str) -> requests.Response:
    """Answer for the standard's site and for our extension's, and for nothing else."""
    site, _, name = address.rpartition("/")
    answer = requests.Response()
    answer.status_code = 200
    answer.raw = io.BytesIO((_SITES[site] / name).read_bytes())
    return answer
