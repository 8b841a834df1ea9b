"""The gate of the shared contracts: who may say or be told of them, by the newest policy alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from hub.admission import Admission
from hub.api.callers import Caller
from hub.policy.agreements_disclose import Grant
from hub.policy.agreements_model import Delivery, Key, Task
from hub.policy.authorize import allowances, permit
from hub.policy.in_force import InForce
from hub.quotas import Usage
from hub.store.disclosures import Disclosures
from schemas.canonical.case import Proof

PROVIDER: Final = "shared_contracts"
"""Under which name agreements and ``fields.toml`` have the shared contracts."""


class Words(NamedTuple):
    """For what is asked: a use case and a purpose; and how it is delivered, None either way."""

    use_case: str
    purpose: str
    delivery: Delivery | None


SAY_ONE: Final = Words("contract-sync", "contract-registration", Delivery.INQUIRY)
SAY_MANY: Final = Words("contract-sync", "contract-batch", Delivery.BATCH)
FOLLOW: Final = Words("contract-feed", "contract-feed", None)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that was let in: what it is granted, and how much of its quotas is used."""

    grant: Grant
    usages: tuple[Usage, ...]


class Gate:
    """Lets requests in, counted and each proof once."""

    def __init__(self, admission: Admission, disclosures: Disclosures) -> None:
        self._admission = admission
        self._disclosures = disclosures

    async def admit(self, caller: Caller, words: Words, at: datetime) -> Admitted:
        """Return what ``caller`` is granted for a request that came ``at`` (UTC).

        A request counts once, however many contracts it brings. Raises `NotPermitted`,
        `MessageReplayed` and `HubUnavailable`.
        """

        def decide(rules: InForce) -> tuple[Grant]:
            return (_permitted(caller, words, at, rules),)

        async def enter(_: tuple[Grant], rules: InForce) -> None:
            proof = Proof(caller.replay_key, caller.expires_at)
            await self._disclosures.admit(proof, policy=rules.version)

        entered = await self._admission.admit(decide, allowances, enter, at=at)
        return Admitted(entered.decision[0], entered.usages)


def _permitted(caller: Caller, words: Words, at: datetime, rules: InForce) -> Grant:
    task = Task("use_case", words.use_case)
    key = Key(caller.consumer.code, task, words.purpose, PROVIDER)
    return permit(key, rules, signed=caller.signed, at=at, delivery=words.delivery)
