"""What the doors of the shared contracts have in common."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.routing import Route

from hub.api.callers import Doorkeeper
from hub.api.contract_gate import Gate
from hub.api.contract_receipts import ContractReceipts
from hub.api.rest import EVERY_METHOD, Handler, guarded
from hub.contracts.ocds import Publisher
from hub.errors import InvalidRequest, UnknownContract
from hub.sharing.feed import Feed
from hub.sharing.filing import Filing
from hub.sharing.intake import Intake
from hub.store.contract_reads import ContractReads

SENT: Final = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""A contractor may be a natural person: nobody on the way may keep a copy."""
OCID: Final = re.compile("ocds-[a-z0-9]{6}-[0-9A-Za-z-]{1,40}")
"""The hub's own names of contracts."""
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


def below(path: str, handler: Handler, methods: tuple[str, ...]) -> Route:
    """Return the route of a door whose address has two words behind ``/v1/contracts/``.

    A register may have a contract of that very name, so ``PUT`` is left to the door of contracts.
    """
    others = [one for one in EVERY_METHOD if one != "PUT"]
    return Route(path, guarded(handler, methods=(*methods, "PUT")), methods=others)


def ocid_of(request: Request) -> str:
    """Return the name of the contract in an address; `UnknownContract` for what names none."""
    ocid: str = request.path_params["ocid"]
    if OCID.fullmatch(ocid) is None:
        raise UnknownContract(field="ocid")
    return ocid


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
