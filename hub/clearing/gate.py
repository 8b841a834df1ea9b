"""The gate of contract files: who may tell of them and read them, by the newest policy alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hub.admission import Admission
from hub.errors import NotPermitted
from hub.policy.agreements_disclose import Grant
from hub.policy.agreements_model import Key, Task
from hub.policy.authorize import allowances, permit
from hub.policy.in_force import InForce
from hub.quotas import Usage
from hub.receipts import Refusals
from hub.store.disclosures import Disclosures
from schemas.canonical.case import Proof
from schemas.canonical.disclosure import Asked
from schemas.canonical.receipt import Reception

PROVIDER: Final = "contract_files"
"""Under which name agreements and ``fields.toml`` have the files."""
PURPOSE: Final = "contract-clearance"
TELL: Final = "article38-file"
READ: Final = "article38-file-view"
"""The use cases: acts are told under the one, files read under the other."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A request whose sender and form the door has verified.

    ``use_case`` is `TELL` or `READ`; ``proof`` that of this very request.
    """

    reception: Reception
    use_case: str
    signed: bool
    proof: Proof


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that was let in: what it is granted, and how much of its quotas is used."""

    asking: Asking
    grant: Grant
    usages: tuple[Usage, ...]


class Gate:
    """Lets requests in, counted and each proof once; what it refuses leaves a receipt."""

    def __init__(self, admission: Admission, disclosures: Disclosures, refusals: Refusals) -> None:
        self._admission = admission
        self._disclosures = disclosures
        self._refusals = refusals

    async def admit(
        self, asking: Asking, subjects: Iterable[str], needs: str | None = None
    ) -> Admitted:
        """Return what is granted to a request about ``subjects``, as the register names them.

        ``needs`` is a field without which there is nothing to be told. Raises `NotPermitted`,
        which bears its receipt, `MessageReplayed` and `HubUnavailable`.
        """
        reception, proof = asking.reception, asking.proof

        def decide(rules: InForce) -> tuple[Grant]:
            key = Key(reception.consumer, Task("use_case", asking.use_case), PURPOSE, PROVIDER)
            grant = permit(key, rules, signed=asking.signed, at=reception.received_at)
            if needs is not None and needs not in grant.agreement.fields:
                raise NotPermitted("agreement.field", field=needs)
            return (grant,)

        async def enter(_: tuple[Grant], rules: InForce) -> None:
            await self._disclosures.admit(proof, policy=rules.version)

        async def refused(denied: NotPermitted, _: InForce) -> None:
            asked = [
                Asked(PROVIDER, one, "use_case", asking.use_case, PURPOSE, None) for one in subjects
            ]
            await self._refusals.keep(reception, asked, denied, proof)

        entered = await self._admission.admit(
            decide, allowances, enter, at=reception.received_at, refused=refused
        )
        return Admitted(asking, entered.decision[0], entered.usages)
