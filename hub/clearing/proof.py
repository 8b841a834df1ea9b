"""The receipts of the files: what was asked of whom, and what was told or refused."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg import AsyncConnection

from hub.clearing.gate import PROVIDER, PURPOSE, Admitted
from hub.errors import Refusal
from hub.policy.authorize import basis
from hub.receipts import Receipts
from hub.store.disclosures import Disclosures, record_within
from hub.usecases.article38.file.acts import RowAllocated
from schemas.canonical.contract import JoinedContract
from schemas.canonical.disclosure import (
    Asked,
    Disclosed,
    Telling,
    firm_subject,
    person_subject,
    workshop_subject,
)
from schemas.canonical.evidence import Leaf
from schemas.canonical.identifiers import LegalId, NationalId
from schemas.canonical.receipt import ReceiptState
from schemas.canonical.steps import Signed

AT_ONCE = 60
"""Subjects that one receipt names at most (``schemas/hub/v1/receipt.xsd``)."""
_NATIONAL_ID = 10
"""Digits of a natural person's id; a legal person's has one more."""


def contract_subject(ocid: str) -> str:
    """Return the file of a contract as the register names it."""
    return f"contract:{ocid}"


def subjects_of(
    ocid: str, allocated: RowAllocated | None, contract: JoinedContract | None
) -> tuple[str, ...]:
    """Return whom a file is about: the contract, the workshops and the persons of its parties."""
    workshops = (allocated.contractor, allocated.assigner) if allocated else ()
    return tuple(
        dict.fromkeys(
            (
                contract_subject(ocid),
                *(workshop_subject(one.workshop) for one in workshops),
                *(_persons(contract) if contract else ()),
            )
        )
    )


def told(
    admitted: Admitted, subjects: Iterable[str], forms: Mapping[str, str], withheld: tuple[str, ...]
) -> list[Disclosed]:
    """Return what was told of each subject, as a receipt and the register have it."""
    return [Disclosed(one, Telling.TOLD, forms, withheld) for one in _asked(admitted, subjects)]


def refused(admitted: Admitted, subjects: Iterable[str], why: Refusal) -> list[Disclosed]:
    """Return that nothing was told of any subject, and why."""
    return [Disclosed(one, Telling.REFUSED, reason=why.code) for one in _asked(admitted, subjects)]


@dataclass(frozen=True, slots=True)
class ReceiptBook:
    """Keeps the receipts of answers and refusals, and what they say in the register."""

    receipts: Receipts
    disclosures: Disclosures
    clock: Callable[[], datetime]

    async def kept(self, admitted: Admitted, disclosed: Sequence[Disclosed], digest: bytes) -> str:
        """Keep the receipt of an answer with this SHA-256; return its number."""
        now, reception = self.clock(), admitted.asking.reception
        _, leaf = self._signed(admitted, disclosed, digest, now)
        await self.disclosures.record(
            reception.consumer, disclosed, leaf, asked_at=reception.received_at, answered_at=now
        )
        return str(leaf.document_id)

    async def kept_within(
        self,
        connection: AsyncConnection,
        admitted: Admitted,
        disclosed: Sequence[Disclosed],
        digest: bytes | None,
    ) -> bytes:
        """Keep a receipt in the transaction of what it speaks of; return it (XML).

        ``digest`` is the SHA-256 of the answer; a refusal has none.
        """
        now, reception = self.clock(), admitted.asking.reception
        signed, leaf = self._signed(admitted, disclosed, digest, now)
        await record_within(
            connection,
            reception.consumer,
            disclosed,
            leaf,
            asked_at=reception.received_at,
            answered_at=now,
        )
        return signed.xml

    def _signed(
        self,
        admitted: Admitted,
        disclosed: Sequence[Disclosed],
        digest: bytes | None,
        now: datetime,
    ) -> tuple[Signed, Leaf]:
        state = ReceiptState.ANSWERED if digest else ReceiptState.REFUSED
        return self.receipts.of_lookup(
            admitted.asking.reception, state, answer_digest=digest, disclosed=disclosed, now=now
        )


def _asked(admitted: Admitted, subjects: Iterable[str]) -> Iterator[Asked]:
    on = basis(admitted.grant)
    for one in subjects:
        yield Asked(PROVIDER, one, "use_case", admitted.asking.use_case, PURPOSE, on)


def _persons(contract: JoinedContract) -> Iterator[str]:
    """Yield the parties that registers state, whoever says so."""
    apart = {one.field: one.others for one in contract.disagreements}
    for name in ("assigner", "contractor"):
        stated = [contract.fields[name]] if name in contract.fields else []
        for one in (*stated, *apart.get(name, ())):
            value = str(one.value)
            natural = len(value) == _NATIONAL_ID
            yield person_subject(NationalId(value)) if natural else firm_subject(LegalId(value))
