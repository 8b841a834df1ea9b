"""A contract's versions become releases: one for each that says something new.

A release tells the whole contract. What an earlier one told and this one does not is taken back in
it: by null, by ``cancelled`` for an award or contract of another supplier or number, by no roles
for a party that is none any more, since the standard's merging forgets nothing by itself.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from hub.contracts.ocds import Json, Publisher, Version, stamp
from hub.contracts.ocds_carried import with_carried
from hub.contracts.ocds_merge import Item, Leaves, Path, built, leaves
from hub.contracts.ocds_state import state, told_at

_NULLABLE = ("budget", "classification", "supplierIdentifier")
"""What may have no id any more."""
_TENDER = ("tender", "id")
"""Without it no tender may be told, be it to take back what was."""
_NEVER_NULL = ("additionalClassifications",)
_TICK = timedelta(microseconds=1)


def releases_of(versions: Iterable[Version], publisher: Publisher) -> list[Json]:
    """Return the releases of one contract, oldest first; ``versions`` come so too.

    The same versions give the same releases. Their dates are those of the last word in each, and
    always later than the one before. Raises ``ValueError`` for versions of several contracts, and
    for one that nobody says anything of.
    """
    found: list[Json] = []
    told: Leaves = {}
    last: datetime | None = None
    for version in versions:
        at = _after(last, told_at(version))
        now = dict(leaves(with_carried(state(version, publisher, at), version.carried)))
        if told and told["ocid",] != now["ocid",]:
            raise ValueError("releases are of one contract; these versions are of several")
        now.update(_taken_back(told, now))
        if changed := [path for path, value in now.items() if told.get(path) != value]:
            found.append(_release(now, changed, at, first=last is None))
            told.update(now)
            last = at
    return found


def _after(last: datetime | None, at: datetime) -> datetime:
    """Return ``at``, or the first moment after ``last`` where that is later."""
    return at if last is None or at > last else last + _TICK


def _taken_back(told: Leaves, now: Leaves) -> Leaves:
    """Return the leaves that undo what was told and is not so now."""
    items = {path[:end] for path in now for end in range(1, len(path)) if _is_item(path, end)}
    undone: Leaves = {}
    for path, value in told.items():
        if path not in now and value is not None and not _stays(path):
            undone.update(_undone(told, path, _gone(path, items)))
            undone.update({_TENDER: told[_TENDER]} if path[0] == _TENDER[0] else {})
    return {path: value for path, value in undone.items() if path not in now}


def _stays(path: Path) -> bool:
    """Tell whether a leaf is one of which the standard, or our extension, allows no null."""
    return path[-1] in _NEVER_NULL or (path[-1] == "id" and path[-2] not in _NULLABLE)


def _is_item(path: Path, end: int) -> bool:
    return isinstance(path[end - 1], Item)


def _gone(path: Path, items: set[Path]) -> Path | None:
    """Return the outermost item on the way that is not there any more, if one is not."""
    ways = (path[:end] for end in range(1, len(path)) if _is_item(path, end))
    return next((way for way in ways if way not in items), None)


def _undone(told: Leaves, path: Path, gone: Path | None) -> Iterator[tuple[Path, Any]]:
    """Yield what takes one leaf back; of a payment all, lest it count under two contracts."""
    kind = gone[0] if gone else None
    within = gone is not None and len(gone) > 2  # an entry of a list of the contract
    if kind in ("awards", "contracts") and not within and "implementation" not in path:
        if path[2:] == ("status",) and told[path] != "cancelled":
            yield path, "cancelled"
            yield from _award_of(told, path)
    elif kind != "parties" or path[-1] == "roles":
        yield path, None
        yield from _award_of(told, path)


def _award_of(told: Leaves, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield the award of the contract that a leaf belongs to: no contract may be told without."""
    if (award := (*path[:2], "awardID")) in told:
        yield award, told[award]


def _release(now: Leaves, changed: list[Path], at: datetime, *, first: bool) -> Json:
    """Return the release that tells all of ``now``."""
    body = built(now, nulls=True)
    date = stamp(at)
    digest = sha256(json.dumps([date, body], sort_keys=True).encode()).hexdigest()[:12]
    return {
        "id": f"{body['ocid']}-{date[:19].translate(_PLAIN)}-{digest}",
        "date": date,
        "tag": _tags(now, changed, first=first),
        **body,
    }


_PLAIN = str.maketrans("", "", "-:")


def _tags(now: Leaves, changed: list[Path], *, first: bool) -> list[str]:
    """Return the codes of the standard's list ``releaseTag`` that fit what changed."""
    if first:
        sections = {_section(path) for path in changed}
        return [name for name in _SECTIONS if name in sections]
    new = {_tag(path, now[path]) for path in changed} - {""}
    return sorted(new) or ["contractUpdate"]


_SECTIONS = ("planning", "tender", "award", "contract", "implementation")


_STAGES = {
    "planning": "planning",
    "tender": "tender",
    "awards": "award",
    "contracts": "contract",
}


def _section(path: Path) -> str:
    """Return the stage that a leaf belongs to; of parties and the like there is none."""
    if "implementation" in path:
        return "implementation"
    return _STAGES.get(str(path[0]), "")


def _tag(path: Path, value: Any) -> str:
    """Return the code of one change."""
    section = _section(path)
    if path[-1] == "status" and value == "cancelled":
        return {"award": "awardCancellation", "contract": "contractTermination"}[section]
    return section and f"{section}Update"
