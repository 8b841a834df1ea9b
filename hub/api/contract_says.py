"""What a consumer says of contracts: for which register he speaks, and what he may state."""

from collections.abc import Collection
from datetime import date
from typing import Final

from hub.contracts.check import read_line
from hub.contracts.digest import members_of
from hub.contracts.tables import Slip
from hub.errors import NotPermitted
from hub.policy.agreements_disclose import Grant
from schemas.canonical.case import Consumer
from schemas.canonical.contract import RegisteredContract

_ALWAYS: Final = frozenset({"source_id", "revision", "currency", "withdrawn"})
"""The members without which nothing can be said."""


def source_of(consumer: Consumer, sources: Collection[str]) -> str:
    """Return the register that a consumer speaks for: the one of his own code.

    Codes of consumers have hyphens where those of registers (``precedence.toml``) have underscores.
    Raises `NotPermitted` (``agreement.source``) where there is none.
    """
    own = consumer.code.replace("-", "_")
    if own not in sources:
        raise NotPermitted("agreement.source")
    return own


def checked(octets: bytes, grant: Grant, today: date) -> RegisteredContract | tuple[Slip, ...]:
    """Return the contract in a line of JSON, or all that is wrong with it.

    What the agreement does not let the register state is ``contract.not-agreed``.
    """
    found = read_line(octets, today)
    if isinstance(found, tuple):
        return found
    stated = members_of(found).keys() - _ALWAYS
    beyond = sorted(one for one in stated if f"contract.{one}" not in grant.tellers)
    return tuple(Slip(one, "contract.not-agreed") for one in beyond) or found
