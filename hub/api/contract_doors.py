"""What the doors of the shared contracts have in common."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.requests import Request

from hub.api.callers import Doorkeeper
from hub.api.contract_gate import Gate
from hub.api.contract_receipts import ContractReceipts
from hub.contracts.ocds import Publisher
from hub.errors import InvalidRequest
from hub.sharing.feed import Feed
from hub.sharing.filing import Filing
from hub.sharing.intake import Intake
from hub.store.contract_reads import ContractReads

SENT: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""A contractor may be a natural person: nobody on the way may keep a copy."""
_COUNT: Final = re.compile("[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the doors; ``sources`` are the registers, ``clock`` tells UTC.

    ``public_url`` is the origin that consumers address, without a slash at its end, ``publisher``
    who publishes in the words of OCDS, None where nobody does.
    """

    intake: Intake
    feed: Feed
    filing: Filing
    reads: ContractReads
    gate: Gate
    receipts: ContractReceipts
    doorkeeper: Doorkeeper
    clock: Callable[[], datetime]
    sources: Collection[str]
    public_url: str
    publisher: Publisher | None = None


def known_query(request: Request, *names: str) -> dict[str, str]:
    """Return the parameters of an address, each once and none but ``names``.

    Raises `InvalidRequest` (``query.unknown``), which names no parameter: whoever misplaces a
    person's number may have put it there.
    """
    given = request.query_params.multi_items()
    found = dict(given)
    if len(found) < len(given) or not found.keys() <= set(names):
        raise InvalidRequest("query.unknown", field="query")
    return found


def count_of(query: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    """Return a whole number of the query; `InvalidRequest` (``query.count``) names it."""
    text = query.get(name)
    if text is None:
        return default
    if _COUNT.fullmatch(text) is None or not least <= int(text) <= most:
        raise InvalidRequest("query.count", field=name)
    return int(text)
