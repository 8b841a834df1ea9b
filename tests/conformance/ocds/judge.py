"""The standard's own tools, without the network: its schema from our copy of it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker
from ocdsmerge import Merger
from referencing import Registry, Resource

from schemas import contracts

STANDARD = contracts.ROOT / "ocds" / "1.1"
EXTENSION = "https://hub.example/ocds/identifiers/extension.json"


@cache
def schema(name: str) -> Any:
    """Return a schema of the standard."""
    return json.loads((STANDARD / name).read_text("utf-8"))


@cache
def _validator(name: str) -> Draft4Validator:
    """Return jsonschema's own validator of a package schema, every reference from our copy."""
    held = [schema(path.name) for path in sorted(Path(STANDARD).glob("*.json"))]
    registry: Registry[Any] = Registry().with_resources(
        (one["id"], Resource.from_contents(one)) for one in held
    )
    return Draft4Validator(schema(name), registry=registry, format_checker=FormatChecker())


def errors(package: Any) -> list[str]:
    """Return what a plain validation against the standard's schema finds."""
    kind = "record" if "records" in package else "release"
    found = _validator(f"{kind}-package-schema.json").iter_errors(package)
    return [f"{one.json_path}: {one.message}" for one in found]


@cache
def merger() -> Merger:
    """Return the standard's reference implementation of merging."""
    return Merger(schema("release-schema.json"))
