"""Releases and records of OCDS made ready for the intake: each contract, or what is wrong; pure."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final, NoReturn

from hub.contracts.check import read_line
from hub.contracts.digest import canonical
from hub.contracts.ocds import Json
from hub.contracts.ocds_import import Imported, read
from hub.contracts.tables import Slip
from schemas.canonical.contract import RegisteredContract
from schemas.canonical.dates import tehran_day
from schemas.canonical.nesting import is_deeper

_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""From here revisions count seconds: they fit the store's whole numbers until 2068."""
_DOCUMENTS: Final = frozenset({"records", "releases", "compiledRelease", "ocid"})
_DEEPEST: Final = 100
"""Objects and lists in one another: the standard's own are a tenth of it."""
_NAME: Final = 50
_TAG: Final = 16
_SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Ready:
    """A contract of one release, ready to be taken; None where it cannot be.

    ``problems`` say why, or of one that can be taken what of it could not. ``beside`` counts values
    that have no words here, which stand in ``release`` with all else. ``ocid`` and ``released_at``
    (UTC) name the release; None where even that is not known. ``without`` says that the release
    tells of no contract.
    """

    contract: RegisteredContract | None
    problems: tuple[Slip, ...] = ()
    ocid: str | None = None
    released_at: datetime | None = None
    beside: int = 0
    release: Json | None = None
    without: bool = False


def ready(octets: bytes, now: datetime) -> list[Ready]:
    """Return the contracts of a document of OCDS, oldest first, then what cannot be read of it.

    Rules of the document: ``json.malformed``, ``json.object``, ``package.none``; of
    a release those of `hub.contracts.ocds_import.read`, ``release.too-early`` and
    ``release.in-future``; of its contract those of `hub.contracts.check`. Of several releases of
    one second the last counts, which has all that the others say.
    """
    try:
        document = json.loads(
            octets.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_finite
        )
    except (ValueError, RecursionError):
        return [_refused("", "json.malformed")]
    if is_deeper(document, _DEEPEST):
        return [_refused("", "json.malformed")]
    if not isinstance(document, dict):
        return [_refused("", "json.object")]
    if not document.keys() & _DOCUMENTS:
        return [_refused("", "package.none")]
    reading = read(document)
    found = {_second(one): _ready(one, now) for one in reading.contracts}
    return [*found.values(), *(_unread(document, one.path, one.rule) for one in reading.slips)]


def source_id_of(ocid: str, contract_id: str) -> str:
    """Return what a contract is called as an entry of the register that it is imported for.

    The ocid and half a hash of the contract's own id, or where that is no code of ours a hash.
    """
    if len(ocid) < _NAME - _TAG and ocid.isascii() and ocid.replace("-", "").isalnum():
        return f"{ocid}-{sha256(_octets(contract_id)).hexdigest()[:_TAG]}"
    return sha256(_octets(f"{ocid}/{contract_id}")).hexdigest()[:_NAME]


def _octets(text: str) -> bytes:
    """Return a stranger's text as octets, though it may be no Unicode."""
    return text.encode(errors="surrogatepass")


def _named(ocid: object) -> str | None:
    """Return a stranger's name of a process where it can be shown, None for none."""
    return ocid if isinstance(ocid, str) and ocid.isprintable() and len(ocid) <= _SHOWN else None


def _second(one: Imported) -> tuple[str, str, int]:
    return one.ocid, one.contract_id, _revision(one.said_at)


def _revision(said_at: datetime) -> int:
    """Return a revision by the release's date: the same whatever else is in the file."""
    return int((said_at - _BEGINNING).total_seconds())


def _ready(one: Imported, now: datetime) -> Ready:
    """Return a contract held against the rules of contracts."""
    told = tuple(Slip(slip.path, slip.rule) for slip in one.slips)
    found = _contract(one, now, told)
    contract = None if isinstance(found, tuple) else found
    problems = found if isinstance(found, tuple) else told
    release = one.release if one.extras else None
    return Ready(contract, problems, _named(one.ocid), one.said_at, len(one.extras), release)


def _contract(
    one: Imported, now: datetime, told: tuple[Slip, ...]
) -> RegisteredContract | tuple[Slip, ...]:
    if _revision(one.said_at) < 1:
        return (Slip("date", "release.too-early"),)
    if one.said_at > now:
        return (Slip("date", "release.in-future"),)
    contract = one.registered()
    if contract is None:
        return told
    source_id = source_id_of(one.ocid, one.contract_id)
    named = replace(contract, source_id=source_id, revision=_revision(one.said_at))
    return _checked(named, tehran_day(now))


def _checked(contract: RegisteredContract, today: date) -> RegisteredContract | tuple[Slip, ...]:
    """Return a contract as it would be in a line of its register, or its slips."""
    try:
        return read_line(canonical(contract), today)
    except ValueError:
        return (Slip("", "json.malformed"),)


def _refused(field: str, rule: str) -> Ready:
    return Ready(None, (Slip(field, rule),))


def _unread(document: dict[str, Any], path: str, rule: str) -> Ready:
    """Return a release that could not be read, with its name where it has one."""
    release = _at(document, path)
    without = rule == "missing" and path.endswith("/contracts")
    ocid = release.get("ocid") if isinstance(release, dict) else None
    return Ready(None, (Slip(path, rule),), _named(ocid), without=without)


def _at(document: dict[str, Any], path: str) -> object:
    """Return the release that a JSON pointer leads into."""
    found: Any = document
    for step in _steps(path):
        found = found[int(step)] if isinstance(found, list) else found.get(step)
    return found


def _steps(path: str) -> Iterator[str]:
    """Yield the steps of a pointer without the last, which is the member that is wrong."""
    yield from path.split("/")[1:-1]


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("beyond any number")
    return number


def _no_number(_: str) -> NoReturn:
    """Refuse NaN and Infinity, which are no JSON (RFC 8259, section 6)."""
    raise ValueError("no JSON number")
