"""The lists of a contract held against the contract itself; pure.

Refused is what cannot be: money paid before there was a contract, a day yet to come, a contract of
less than nothing, a sub-contractor who is the contractor. What may be so in fact though it should
not, such as more paid than was agreed, is no slip of a line: `hub.contracts.contradictions` tells
it beside the contract.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from hub.contracts.tables import Slip

_DONE: Final = (
    ("amendments", "signed_on"),
    ("statements", "ends_on"),
    ("payments", "paid_on"),
    ("releases", "released_on"),
    ("subcontracts", "signed_on"),
)
"""The days of what has been done, which none to come can be."""
_AFTER: Final = frozenset({"amendments", "payments", "releases"})
"""What there cannot be before the contract is signed. Work may begin earlier, and a sub-contractor
may be bound before his contractor is."""


def beside_contract(values: Mapping[str, Any], today: date) -> Iterator[Slip]:
    """Yield the slips of the lists in ``values``, the members of a contract that are right.

    ``contract.day-in-future``, ``contract.before-signing``, ``contract.dates-reversed`` (an
    amendment that ends the contract before it begins), ``contract.amended-below-nothing``,
    ``contract.own-sub-contractor``. Fields are paths: ``payments[2].paid_on``.
    """
    signed_on = values.get("signed_on", date.min)
    for name, member in _DONE:
        for place, part in enumerate(values.get(name, ())):
            day = getattr(part, member)
            if day > today:
                yield Slip(f"{name}[{place}].{member}", "contract.day-in-future")
            elif day < signed_on and name in _AFTER:
                yield Slip(f"{name}[{place}].{member}", "contract.before-signing")
    yield from _amendments(values)
    for place, one in enumerate(values.get("subcontracts", ())):
        if one.contractor == values.get("contractor"):
            yield Slip(f"subcontracts[{place}].contractor", "contract.own-sub-contractor")


def _amendments(values: Mapping[str, Any]) -> Iterator[Slip]:
    """Yield the slips of amendments by what they leave of the contract."""
    amendments = values.get("amendments", ())
    starts_on = values.get("starts_on", date.min)
    for place, one in enumerate(amendments):
        if one.ends_on is not None and one.ends_on < starts_on:
            yield Slip(f"amendments[{place}].ends_on", "contract.dates-reversed")
    if "amount" in values and values["amount"] + sum(one.amount_change for one in amendments) < 0:
        yield Slip("amendments", "contract.amended-below-nothing")
