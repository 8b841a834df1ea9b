"""What a consumer says of contracts: for which register he speaks, and what he may state."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from hub.contracts.check import MEMBERS, read_line
from hub.contracts.tables import Slip
from hub.errors import NotPermitted
from hub.policy.agreements_disclose import Grant
from schemas.canonical.case import Consumer
from schemas.canonical.contract import RegisteredContract

ALWAYS: Final = frozenset({"source_id", "revision", "currency", "withdrawn"})
"""The members without which nothing can be said."""
Checked = RegisteredContract | tuple[Slip, ...]
"""A contract as it stands in a line, or what is wrong with the line."""


def source_of(consumer: Consumer, sources: Collection[str]) -> str:
    """Return the register that a consumer speaks for: the one of his own code.

    Codes of consumers have hyphens where those of registers (``precedence.toml``) have underscores.
    Raises `NotPermitted` (``agreement.source``) where there is none.
    """
    own = consumer.code.replace("-", "_")
    if own not in sources:
        raise NotPermitted("agreement.source")
    return own


def unsayable(grant: Grant) -> tuple[str, ...]:
    """Return the members that an agreement does not let a register state, in order."""
    sayable = sorted({*MEMBERS} - ALWAYS)
    return tuple(one for one in sayable if f"contract.{one}" not in grant.tellers)


def checked(octets: bytes, withheld: Iterable[str], today: date) -> Checked:
    """Return the contract in a line of JSON, or all that is wrong with it.

    What the agreement does not let the register state (`unsayable`) is ``contract.not-agreed``.
    """
    found = read_line(octets, today)
    if isinstance(found, tuple):
        return found
    beyond = [one for one in withheld if getattr(found, one) is not None]
    return tuple(Slip(one, "contract.not-agreed") for one in beyond) or found
