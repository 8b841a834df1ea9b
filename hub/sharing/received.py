"""Releases that contracts were imported from: kept as they were read, and carried on in exports."""

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

from psycopg import Connection

from hub.contracts.digest import digest
from hub.contracts.ocds import Json
from hub.contracts.ocds_carried import carried
from hub.contracts.ocds_contract import contracts_of
from hub.sharing.importing import Ready, source_id_of
from hub.store.contract_feed import Change
from hub.store.contract_releases import Kept, Said, found, imported


def kept_of(some: Iterable[Ready]) -> list[Kept]:
    """Return what is to be kept of the releases that contracts were read from.

    One that says nothing beside our words is not: the contract is all that it says.
    """
    return [
        _kept(one.contract.source_id, one.contract.revision, digest(one.contract), one.release)
        for one in some
        if one.contract is not None and one.release is not None
    ]


def _kept(source_id: str, revision: int, said: bytes, release: Json) -> Kept:
    body = json.dumps(release, sort_keys=True, separators=(",", ":"))
    return Kept(source_id, revision, said, sha256(body.encode()).digest(), body)


def carried_from(connection: Connection) -> Callable[[list[Change]], Mapping[int, Json]]:
    """Return what tells by positions what versions carry on of the releases they came of."""
    if not imported(connection):
        return lambda _: {}

    def tell(changes: list[Change]) -> Mapping[int, Json]:
        said = {one.position: _said(json.loads(one.body)["by"]) for one in changes}
        releases = found(connection, {one for some in said.values() for one in some})
        return {
            position: beside
            for position, some in said.items()
            for one in [one for one in some if one in releases][:1]
            if (beside := carried(_rest(releases[one], one[1])))
        }

    return tell


def _said(by: list[dict[str, Any]]) -> list[Said]:
    return [(one["source"], one["source_id"], one["revision"]) for one in by]


def _rest(body: str, source_id: str) -> Json:
    """Return what of a kept release was not taken for the contract of that id."""
    release = json.loads(body)
    for told in contracts_of(release, ()):
        if source_id_of(release["ocid"], told["contract_id"]) == source_id:
            rest: Json = told["rest"]
            return rest
    return {}
