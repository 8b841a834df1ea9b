"""One contract in the words of the Open Contracting Data Standard 1.1, for one who may read it.

https://standard.open-contracting.org/1.1/en/schema/record_package/ ; docs/ocds.md.
"""

import asyncio
import json
from datetime import datetime
from typing import Final

from hub.api.contract_doors import Behind
from hub.contracts.ocds import Publisher
from hub.contracts.ocds_package import Package, record_from
from hub.errors import InvalidRequest, NotPermitted
from hub.policy.agreements_disclose import Grant
from hub.policy.agreements_model import Transform
from hub.sharing.told import published
from hub.store.contract_feed import Change

PLAIN: Final = "plain"
OCDS: Final = "ocds"
_FAMILY: Final = "contract."


def format_of(query: dict[str, str], publisher: Publisher | None) -> str:
    """Return the format that an address asks for.

    Raises `InvalidRequest`: ``format.unknown``, and ``format.no-publisher`` where the hub has none.
    """
    asked = query.get("format", PLAIN)
    if asked not in {PLAIN, OCDS}:
        raise InvalidRequest("format.unknown", field="format")
    if asked == OCDS and publisher is None:
        raise InvalidRequest("format.no-publisher", field="format")
    return asked


def seen_by(grant: Grant) -> frozenset[str]:
    """Return the fields that a reader may be told in this form: those that he is granted whole.

    The standard has no words for a masked number, or for a yes in the place of an amount.
    """
    whole = (name for name, form in grant.agreement.fields.items() if form is Transform.WHOLE)
    return frozenset(name.removeprefix(_FAMILY) for name in whole)


def whole(grant: Grant) -> frozenset[str]:
    """Return these fields under their names in agreements."""
    return frozenset(f"{_FAMILY}{name}" for name in seen_by(grant))


async def record_package(behind: Behind, grant: Grant, changes: list[Change]) -> bytes:
    """Return a package with the record of a contract, a release for each version, as JSON.

    The same versions give the same octets. Raises `NotPermitted` (``agreement.field``) where
    nothing of it may be told.
    """
    return await asyncio.to_thread(_package, behind, grant, changes)


def _package(behind: Behind, grant: Grant, changes: list[Change]) -> bytes:
    if behind.publisher is None:
        raise InvalidRequest("format.no-publisher", field="format")
    releases = published(changes, behind.publisher, seen_by(grant))
    if not releases:
        raise NotPermitted("agreement.field", field="format")
    address = f"{behind.public_url}/v1/contracts/{changes[0].ocid}?format={OCDS}"
    at = datetime.fromisoformat(releases[-1]["date"])
    head = Package(address, at).head(behind.publisher)
    package = {**head, "records": [record_from(releases)]}
    return json.dumps(package, ensure_ascii=False, separators=(",", ":")).encode()
