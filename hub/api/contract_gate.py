"""The gate of the shared contracts: who may say or be told of them, by the newest policy alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from starlette.requests import Request

from hub.admission import Admission
from hub.api.callers import Caller
from hub.errors import NotPermitted
from hub.policy.agreements_disclose import Grant
from hub.policy.agreements_model import Delivery, Key, Task
from hub.policy.authorize import allowances, permit
from hub.policy.in_force import InForce
from hub.quotas import Usage
from hub.receipts import Refusals
from hub.store.disclosures import Disclosures
from schemas.canonical.case import Proof
from schemas.canonical.disclosure import SHARED_CONTRACTS, Asked
from schemas.canonical.receipt import Reception

PROVIDER: Final = "shared_contracts"
"""Under which name agreements and ``fields.toml`` have the shared contracts."""


class Words(NamedTuple):
    """What is asked, as receipts name it; its use case and purpose; how it is delivered.

    The delivery is None where either way will do.
    """

    operation: str
    use_case: str
    purpose: str
    delivery: Delivery | None


SAY_ONE: Final = Words("contracts.put", "contract-sync", "contract-registration", Delivery.INQUIRY)
SAY_MANY: Final = Words("contracts.batch", "contract-sync", "contract-batch", Delivery.BATCH)
READ: Final = Words("contracts.read", "contract-feed", "contract-feed", None)
FOLLOW: Final = Words("contracts.changes", "contract-feed", "contract-feed", None)
ACKNOWLEDGE: Final = Words("contracts.acknowledge", "contract-feed", "contract-feed", None)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A request that was let in: what it is granted, and how much of its quotas is used.

    ``reception`` says who asked for what, as a receipt does.
    """

    grant: Grant
    usages: tuple[Usage, ...]
    reception: Reception


class Gate:
    """Lets requests in, counted and each proof once; what it refuses leaves a receipt."""

    def __init__(self, admission: Admission, disclosures: Disclosures, refusals: Refusals) -> None:
        self._admission = admission
        self._disclosures = disclosures
        self._refusals = refusals

    async def admit(
        self,
        caller: Caller,
        words: Words,
        at: datetime,
        digest: bytes,
        check: Callable[[], object] = lambda: None,
    ) -> Admitted:
        """Return what ``caller`` is granted for a request that came ``at`` (UTC).

        ``digest`` is that of the request (`digest_of`), and ``check`` raises `NotPermitted` for
        what no agreement can allow. A request counts once, however many contracts it brings.
        Raises `NotPermitted`, which bears its receipt, `MessageReplayed` and `HubUnavailable`.
        """
        proof = Proof(caller.replay_key, caller.expires_at)
        message_id = f"urn:peyvand:proof:{caller.replay_key.hex()}"
        reception = Reception(caller.consumer.code, message_id, words.operation, digest, at)

        def decide(rules: InForce) -> tuple[Grant]:
            grant = _permitted(caller, words, at, rules)
            check()
            return (grant,)

        async def enter(_: tuple[Grant], rules: InForce) -> None:
            await self._disclosures.admit(proof, policy=rules.version)

        async def refused(denied: NotPermitted, _: InForce) -> None:
            asked = _asked(words.use_case, words.purpose)
            await self._refusals.keep(reception, [asked], denied, proof)

        entered = await self._admission.admit(decide, allowances, enter, at=at, refused=refused)
        return Admitted(entered.decision[0], entered.usages, reception)

    async def refuse(self, admitted: Admitted, denied: NotPermitted) -> None:
        """Keep the refusal of what was let in, and proved to be granted in no part of it."""
        key = admitted.grant.agreement.key
        asked = _asked(key.task.code, key.purpose)
        await self._refusals.keep(admitted.reception, [asked], denied, None)


def digest_of(request: Request, body: bytes = b"") -> bytes:
    """Return the SHA-256 of a request's body; of its method and target where it has or tells none.

    The target is that of RFC 9112 section 3.2.1, after the method and one space.
    """
    if body:
        return sha256(body).digest()
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope["query_string"]
    target = path + b"?" + query if query else path
    return sha256(request.method.encode() + b" " + target).digest()


def _asked(use_case: str, purpose: str) -> Asked:
    return Asked(PROVIDER, SHARED_CONTRACTS, "use_case", use_case, purpose, None)


def _permitted(caller: Caller, words: Words, at: datetime, rules: InForce) -> Grant:
    task = Task("use_case", words.use_case)
    key = Key(caller.consumer.code, task, words.purpose, PROVIDER)
    return permit(key, rules, signed=caller.signed, at=at, delivery=words.delivery)
