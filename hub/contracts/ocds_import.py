"""Releases and records of the standard become contracts in our words."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from typing import Any, cast

from hub.contracts.ocds import Json
from hub.contracts.ocds_contract import contracts_of
from hub.contracts.ocds_merge import Merging
from hub.contracts.ocds_reader import Slip, Steps, pointer
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.identifiers import LegalId

_OPTIONAL = ("crn", "budget_code")
_NEEDED = {one.name for one in fields(RegisteredContract) if one.default is MISSING}.difference(
    _OPTIONAL, ("source_id", "revision")
)


@dataclass(frozen=True, slots=True)
class Imported:
    """One contract as a release tells it, with all that its process told before.

    ``revision`` counts the releases of its process that told of contracts, from 1. ``fields`` are
    those of `RegisteredContract` that could be taken, ``extras`` everything else by its JSON
    pointer in the release (RFC 6901); they are a stranger's and may name people. ``slips`` say what
    could not be taken and why. ``release`` is what was read, merged with what its process told
    before, ``rest`` the part of it that the extras are.
    """

    ocid: str
    contract_id: str
    revision: int
    said_at: datetime
    fields: Mapping[str, object]
    names: Mapping[LegalId, str]
    extras: Mapping[str, object]
    rest: Json
    release: Json
    slips: tuple[Slip, ...]

    def registered(self) -> RegisteredContract | None:
        """Return the contract in the words of a register, None where a field is missing."""
        if not self.fields.keys() >= _NEEDED:
            return None
        given = cast("dict[str, Any]", {**dict.fromkeys(_OPTIONAL), **self.fields})
        source_id = f"{self.ocid}/{self.contract_id}"
        return RegisteredContract(source_id=source_id, revision=self.revision, **given)


@dataclass(frozen=True, slots=True)
class Reading:
    """All contracts of a document, oldest first, and what of it could not be read at all."""

    contracts: tuple[Imported, ...]
    slips: tuple[Slip, ...]


def read(document: object) -> Reading:
    """Return the contracts of a package of releases or records, or of one of either.

    Releases of one process are merged up to each in turn, since a release may tell changes only:
    its slips and extras stand where the merged release has them, below the release's place. Of a
    record the compiled release is read, or where there is none its releases. Nothing is raised for
    what a stranger wrote: it is named among the slips.
    """
    slips: list[Slip] = []
    found = [one for series in _series(document, slips) for one in _read_series(series, slips)]
    return Reading(tuple(found), tuple(slips))


Placed = tuple[Steps, Json, datetime]


def _series(document: object, slips: list[Slip]) -> Iterator[list[Placed]]:
    """Yield the releases of each process, oldest first, with their places."""
    if not isinstance(document, dict):
        slips.append(Slip("", "object"))
    elif "records" in document:
        for place, record in _listed(document, "records", (), slips):
            yield from _of_record(record, place, slips)
    elif "releases" in document and "ocid" not in document:
        yield from _grouped(_listed(document, "releases", (), slips), slips)
    elif {"releases", "compiledRelease"} & document.keys():
        yield from _of_record(document, (), slips)
    else:
        yield from _grouped(iter([((), document)]), slips)


def _listed(node: Json, key: str, base: Steps, slips: list[Slip]) -> Iterator[tuple[Steps, Json]]:
    """Yield the objects of a list with their places."""
    found = node.get(key)
    if not isinstance(found, list) or not found:
        slips.append(Slip(pointer((*base, key)), "list"))
        return
    for place, item in enumerate(found):
        if isinstance(item, dict):
            yield (*base, key, place), item
        else:
            slips.append(Slip(pointer((*base, key, place)), "object"))


def _of_record(record: Json, base: Steps, slips: list[Slip]) -> Iterator[list[Placed]]:
    """Yield what a record compiles to, or its releases where they are embedded."""
    compiled_release = record.get("compiledRelease")
    if isinstance(compiled_release, dict):
        place = (*base, "compiledRelease")
        yield from _grouped(iter([(place, compiled_release)]), slips)
        return
    embedded = []
    for place, release in _listed(record, "releases", base, slips):
        if "ocid" in release:
            embedded.append((place, release))
        else:
            slips.append(Slip(pointer(place), "release.linked"))
    yield from _grouped(iter(embedded), slips)


def _grouped(releases: Iterator[tuple[Steps, Json]], slips: list[Slip]) -> Iterator[list[Placed]]:
    """Yield the releases of each process; those without a name or a date are named."""
    found: dict[str, list[Placed]] = {}
    for place, release in releases:
        ocid, said_at = release.get("ocid"), _instant(release.get("date"))
        if not isinstance(ocid, str) or not ocid.strip():
            slips.append(Slip(pointer((*place, "ocid")), "text"))
        elif said_at is None:
            slips.append(Slip(pointer((*place, "date")), "date-time"))
        else:
            found.setdefault(ocid, []).append((place, release, said_at))
    for series in found.values():
        yield sorted(series, key=lambda placed: placed[2])


def _instant(value: object) -> datetime | None:
    """Return a date-time in UTC; one without a zone is taken for UTC, as a date is."""
    try:
        found = datetime.fromisoformat(str(value))
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read_series(series: list[Placed], slips: list[Slip]) -> Iterator[Imported]:
    """Yield the contracts of one process, release by release; a single one is read as it is."""
    merging = Merging()
    revision = 0
    for place, release, said_at in series:
        if not release.get("contracts"):
            slips.append(Slip(pointer((*place, "contracts")), "missing"))
        try:
            merged = merging.add(release) if len(series) > 1 else release
        except (AttributeError, TypeError):
            slips.append(Slip(pointer(place), "release.unlike-earlier"))
            continue
        if release.get("contracts"):
            revision += 1
            for told in contracts_of(merged, place):
                yield Imported(
                    ocid=release["ocid"],
                    revision=revision,
                    said_at=said_at,
                    release=merged,
                    **told,
                )
