"""Kept versions of a contract, made ready for the Open Contracting Data Standard; pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from hub.contracts.ocds import Json, Publisher, Version
from hub.contracts.ocds_release import releases_of
from hub.sharing.written import read_joined
from hub.store.contract_feed import Change
from schemas.canonical.contract import JoinedContract

_WITHDRAWN = "withdrawn"


def versions_of(
    changes: Iterable[Change],
    seen: Collection[str] | None = None,
    carried: Mapping[int, Json] = MappingProxyType({}),
) -> list[Version]:
    """Return what there is to publish of a contract's kept versions, which are in order.

    ``seen`` are the fields that may be published, None for all. A version that says none of them is
    left out; one that nobody states any more is what was known before, and withdrawn. ``carried``
    has by positions what an imported version tells beside.
    """
    found: list[Version] = []
    for one in changes:
        contract = _seen(read_joined(one.ocid, one.body), seen)
        beside = carried.get(one.position, {})
        if not contract.sources and found and (seen is None or _WITHDRAWN in seen):
            contract, beside = _given_up(found[-1].contract, one.changed_at), found[-1].carried
        if contract.fields:
            found.append(Version(contract, carried=beside))
    return found


def published(
    changes: Iterable[Change],
    publisher: Publisher,
    seen: Collection[str] | None = None,
    carried: Mapping[int, Json] = MappingProxyType({}),
) -> list[Json]:
    """Return the releases of a contract's kept versions, oldest first, none for nothing to tell.

    Where ``seen`` has not whether the contract is withdrawn, nothing is said of its status, but of
    what another supplier or number has taken the place of.
    """
    releases = releases_of(versions_of(changes, seen, carried), publisher)
    if seen is None or _WITHDRAWN in seen:
        return releases
    return [{**one, **dict(_without_status(one))} for one in releases]


def _seen(contract: JoinedContract, seen: Collection[str] | None) -> JoinedContract:
    """Return a contract with the fields that may be published alone."""
    if seen is None:
        return contract
    fields = {name: one for name, one in contract.fields.items() if name in seen}
    withdrawn = contract.withdrawn and _WITHDRAWN in seen
    return JoinedContract(contract.ocid, fields, contract.sources, (), withdrawn)


def _given_up(before: JoinedContract, at: datetime) -> JoinedContract:
    """Return a contract as it was last known, which nobody states any more."""
    fields = {name: replace(one, said_at=at) for name, one in before.fields.items()}
    return replace(before, fields=fields, withdrawn=True)


def _without_status(release: Json) -> Iterator[tuple[str, list[Json]]]:
    for kind in ("awards", "contracts"):
        items = release.get(kind, [])
        yield kind, [{k: v for k, v in one.items() if _stays(k, v)} for one in items]


def _stays(key: str, value: object) -> bool:
    return key != "status" or value == "cancelled"
