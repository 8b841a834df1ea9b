"""Receipts of the shared contracts: what was said here and what was told, proven afterwards.

A page of the feed leaves one receipt with its positions. Whose contracts are among them is not in
it: `hub.store.register` finds that out from the versions when it is asked.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from hub.api.contract_gate import PROVIDER, Admitted
from hub.policy.authorize import basis
from hub.receipts import Receipts
from hub.store.contract_feed import Change
from hub.store.disclosures import Disclosures
from schemas.canonical.disclosure import (
    Asked,
    Disclosed,
    Telling,
    acknowledged_subject,
    firm_subject,
    lines_subject,
    person_subject,
    positions_subject,
    version_subject,
)
from schemas.canonical.identifiers import LegalId, NationalId
from schemas.canonical.receipt import ReceiptState, Reception

RECEIPTS: Final = "/v1/receipts"
"""Where a consumer reads his receipts, each below it by its number."""
_FAMILY: Final = "contract."
_PARTIES: Final = ("assigner", "contractor")
_NATIONAL_ID: Final = 10
_AT_ONCE: Final = 59
"""Parties that one receipt names at most, beside the contract."""

Headers = dict[str, str]


class ContractReceipts:
    """Keeps a receipt before an answer goes out; every method raises `HubUnavailable`."""

    def __init__(
        self, receipts: Receipts, disclosures: Disclosures, clock: Callable[[], datetime]
    ) -> None:
        self._receipts = receipts
        self._disclosures = disclosures
        self._clock = clock

    async def of_versions(
        self,
        admitted: Admitted,
        versions: Sequence[Change],
        data: bytes,
        fields: Collection[str] | None = None,
    ) -> Headers:
        """Return the header of the receipt for ``data`` that tells versions of one contract.

        The receipt names the last of them, and hides the parties of all. ``fields`` are the only
        ones of the grant that are told; None for all of them. So many parties that one receipt
        cannot name them have several.
        """
        bodies = [json.loads(one.body) for one in versions]
        stated = {f"{_FAMILY}{name}" for one in bodies for name in _stated(one)}
        forms = _forms(admitted, stated if fields is None else stated & set(fields))
        withheld = tuple(sorted(stated - forms.keys()))
        newest, parties = versions[-1], sorted({one for body in bodies for one in _parties(body)})
        version = version_subject(newest.ocid, newest.version)
        kept = []
        for begin in range(0, max(1, len(parties)), _AT_ONCE):
            subjects = (version, *parties[begin : begin + _AT_ONCE])
            told = _told(admitted, subjects, forms, withheld, newest.changed_at)
            kept.append((await self._kept(admitted.reception, told, sha256(data).digest()))[0])
        return {"receipt": ", ".join(kept)}

    async def of_page(self, admitted: Admitted, found: Sequence[Change], data: bytes) -> Headers:
        """Return the header of the receipt for a page of the feed; none for one that is empty."""
        if not found:
            return {}
        subject = positions_subject(found[0].position, found[-1].position)
        forms = _forms(admitted, admitted.grant.agreement.fields)
        told = _told(admitted, [subject], forms, (), found[-1].changed_at)
        return await self._header(admitted.reception, told, data)

    async def of_acknowledgement(self, admitted: Admitted, position: int, data: bytes) -> Headers:
        """Return the header of the receipt for a consumer's word that he has all up to here."""
        told = _told(admitted, [acknowledged_subject(position)])
        return await self._header(admitted.reception, told, data)

    async def of_one(self, admitted: Admitted, outcome: str, data: bytes) -> Headers:
        """Return the header of the receipt for one contract that a register said."""
        told = _told(admitted, [lines_subject(1, 1, {outcome: 1})])
        return await self._header(admitted.reception, told, data)

    async def of_own(self, admitted: Admitted, count: int, data: bytes) -> Headers:
        """Return the header of the receipt for contracts that their own register is told again."""
        fields = _forms(admitted, admitted.grant.agreement.fields)
        told = _told(admitted, [lines_subject(1, count, {"told": count})], fields)
        return await self._header(admitted.reception, told, data)

    async def of_lines(self, admitted: Admitted, taken: bytes, told: bytes, subject: str) -> bytes:
        """Return the receipt (XML) for lines that a register said.

        ``taken`` is the digest of these lines, ``told`` that of their results.
        """
        at = admitted.reception
        reception = Reception(at.consumer, at.message_id, at.operation, taken, at.received_at)
        return (await self._kept(reception, _told(admitted, [subject]), told))[1]

    async def _header(
        self, reception: Reception, told: Iterable[Disclosed], data: bytes
    ) -> Headers:
        return {"receipt": (await self._kept(reception, told, sha256(data).digest()))[0]}

    async def _kept(
        self, reception: Reception, told: Iterable[Disclosed], digest: bytes
    ) -> tuple[str, bytes]:
        """Return where a receipt is read, and its XML, once it is kept with its rows."""
        now, disclosed = self._clock(), [*told]
        signed, leaf = self._receipts.of_lookup(
            reception, ReceiptState.ANSWERED, answer_digest=digest, disclosed=disclosed, now=now
        )
        await self._disclosures.record(
            reception.consumer, disclosed, leaf, asked_at=reception.received_at, answered_at=now
        )
        return f"{RECEIPTS}/{leaf.document_id}", signed.xml


def _told(
    admitted: Admitted,
    subjects: Iterable[str],
    forms: Mapping[str, str] | None = None,
    withheld: tuple[str, ...] = (),
    as_of: datetime | None = None,
) -> list[Disclosed]:
    """Return what was told of each subject, as a receipt and the register have it."""
    key, on = admitted.grant.agreement.key, basis(admitted.grant)
    return [
        Disclosed(
            Asked(PROVIDER, one, key.task.kind, key.task.code, key.purpose, on),
            Telling.TOLD,
            forms or {},
            withheld,
            as_of,
        )
        for one in subjects
    ]


def _forms(admitted: Admitted, fields: Collection[str]) -> dict[str, str]:
    """Return those of the fields that are granted, each with its form."""
    granted = admitted.grant.agreement.fields
    return {name: str(granted[name]) for name in sorted(fields) if name in granted}


def _stated(body: Mapping[str, Any]) -> set[str]:
    """Return the names of all that registers state in a version."""
    own = {"withdrawn", "source_id"} if body["by"] else {"withdrawn"}
    return own.union(body["fields"], body["disagreements"])


def _parties(body: Mapping[str, Any]) -> Iterable[str]:
    """Yield the parties of a version and of what is in it, whoever says so, as subjects."""
    for said in (body["fields"], body["disagreements"]):
        for one in _named(said, is_party=False):
            natural = len(one) == _NATIONAL_ID
            yield person_subject(NationalId(one)) if natural else firm_subject(LegalId(one))


def _named(said: Any, *, is_party: bool) -> Iterator[str]:
    """Yield the texts that stand as a party, however deep: those of sub-contracts do too."""
    match said:
        case str() if is_party:
            yield said
        case list():
            for one in said:
                yield from _named(one, is_party=is_party)
        case dict():
            for name, one in said.items():
                yield from _named(one, is_party=name in _PARTIES or (is_party and name == "value"))
