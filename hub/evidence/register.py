"""Whether the asked-about register says what the receipts say; pure.

A receipt has each subject hidden under the salt of its own leaf, so a line proves by its salt and
subject to which disclosure it belongs. Instants are compared as receipts write them: to the second.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from hub.evidence.leaf import leaf_of
from schemas.canonical.disclosure import Disclosed, Line
from schemas.canonical.evidence import Leaf, LeafKind
from schemas.canonical.receipt import Receipt
from schemas.xml import XmlRefused
from signing.verify.receipt import read_receipt

_RECEIPTS = frozenset({LeafKind.RECEIPT, LeafKind.DISCLOSURE})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree: ``what`` is a stable code, ``provider`` whose line it is of.

    Codes: ``evidence.commitment``, ``receipt.unreadable``, ``receipt.number``, ``line.missing``,
    ``line.surplus``, and ``line.`` with the member that differs. No subject stands in one.
    """

    what: str
    provider: str | None = None


def differences(leaf: Leaf, lines: Iterable[Line]) -> Iterator[Difference]:
    """Yield where a leaf, the receipt in it and the ``lines`` from it do not say the same."""
    if leaf_of(leaf.kind, leaf.document_id, leaf.document, leaf.salt) != leaf:
        yield Difference("evidence.commitment")
    if leaf.kind not in _RECEIPTS:
        yield from (Difference("line.surplus", one.disclosed.asked.provider) for one in lines)
        return
    try:
        receipt = read_receipt(leaf.document)
    except (XmlRefused, ValueError):
        yield Difference("receipt.unreadable")
        return
    if receipt.id != leaf.document_id:
        yield Difference("receipt.number")
    yield from _unlike(receipt, leaf.salt, lines)


def _unlike(receipt: Receipt, salt: bytes, lines: Iterable[Line]) -> Iterator[Difference]:
    """Yield the disclosures of a receipt without a line, lines without one, and those apart."""
    said = {(one.asked.provider, one.asked.subject): one for one in receipt.disclosed}
    for line in lines:
        hidden = line.disclosed.under(salt)
        found = said.pop((hidden.asked.provider, hidden.asked.subject), None)
        if found is None:
            yield Difference("line.surplus", hidden.asked.provider)
            continue
        told = _members(receipt.consumer, receipt.received_at, found)
        kept = _members(line.consumer, line.asked_at, hidden)
        for name in told:
            if told[name] != kept[name]:
                yield Difference(f"line.{name}", hidden.asked.provider)
    yield from (Difference("line.missing", provider) for provider, _ in said)


def _members(consumer: str, asked_at: datetime, one: Disclosed) -> Mapping[str, object]:
    """Return what a line and a disclosure must have in common, by its name in the register."""
    asked = one.asked
    return {
        "consumer": consumer,
        "asked_at": asked_at.replace(microsecond=0),
        "task": (asked.task_kind, asked.task),
        "purpose": asked.purpose,
        "agreement": asked.basis,
        "asked": asked.fields,
        "outcome": one.outcome,
        "reason": one.reason,
        "told": dict(one.told),
        "withheld": one.withheld,
        "as_of": one.as_of.replace(microsecond=0) if one.as_of else None,
    }
