"""Letting a request in, on every road: decided by the newest policy, counted, and then entered.

A policy that was loaded meanwhile is taken up, and the request decided again by it; so only the
newest policy lets anybody in, and only the newest refuses.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from hub.errors import NotPermitted, QuotaSpent
from hub.policies import Policies
from hub.policy.in_force import InForce
from hub.quotas import Quotas, Usage
from hub.store.disclosures import PolicyOutdated
from schemas.canonical.case import Allowance

D = TypeVar("D")
E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Entered(Generic[D, E]):
    """A request that is in: the decision, what entering gave, and what is used of its quotas."""

    decision: D
    given: E
    usages: tuple[Usage, ...]


class Admission:
    """Decides and counts for all roads of a process."""

    def __init__(self, policies: Policies, quotas: Quotas) -> None:
        self._policies = policies
        self._quotas = quotas

    async def admit(
        self,
        decide: Callable[[InForce], D],
        allowances: Callable[[D], Iterable[Allowance]],
        enter: Callable[[D, InForce], Awaitable[E]],
        *,
        at: datetime,
        refused: Callable[[NotPermitted, InForce], Awaitable[None]] | None = None,
    ) -> Entered[D, E]:
        """Return what came of a request that reached the hub ``at`` (UTC).

        ``decide`` raises `NotPermitted`; ``enter`` stores what makes the request durable and raises
        `PolicyOutdated` when there is a newer policy. ``refused`` is told of the newest's refusal,
        and of a spent quota, before that is raised. A request that does not enter uses nothing of
        its quotas. Raises `QuotaSpent`, and what ``decide`` and ``enter`` raise.
        """
        rules = await self._policies.current()
        while True:
            rules, decision = await self._decided(decide, rules, refused)
            try:
                async with self._quotas.counted(allowances(decision), at) as used:
                    return Entered(decision, await enter(decision, rules), used)
            except PolicyOutdated as outdated:
                rules = await self._policies.at_least(outdated.version)
            except QuotaSpent as spent:
                if refused is not None:
                    await refused(spent, rules)
                raise

    async def _decided(
        self,
        decide: Callable[[InForce], D],
        rules: InForce,
        refused: Callable[[NotPermitted, InForce], Awaitable[None]] | None,
    ) -> tuple[InForce, D]:
        """Return the decision and the policy it stands in."""
        while True:
            try:
                return rules, decide(rules)
            except NotPermitted as denied:
                newest = await self._policies.latest()
                if newest.version > rules.version:
                    rules = newest
                    continue
                if refused is not None:
                    await refused(denied, rules)
                raise
