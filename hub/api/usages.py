"""How much of its quotas a consumer has used, for whoever wants to pace himself."""

from datetime import datetime

from hub.errors import NotPermitted
from hub.policies import Policies
from hub.policy.authorize import authorize
from hub.policy.in_force import InForce
from hub.quotas import Quotas, Usage
from schemas.canonical.case import Allowance, InboundRequest


class Usages:
    """Reads what was counted when a request of a use case was admitted; it counts nothing.

    Which quotas these are is found once a minute: hours and days of agreements begin and end with
    one, and so nothing else that a policy says of a consumer and a duty changes within it.
    """

    def __init__(self, policies: Policies, quotas: Quotas) -> None:
        self._policies = policies
        self._quotas = quotas
        self._moment: tuple[int, datetime] | None = None
        self._found: dict[tuple[str, str, bool], tuple[Allowance, ...]] = {}

    async def of(self, request: InboundRequest) -> tuple[Usage, ...]:
        """Return the use of the quotas that ``request`` was counted under, by the newest policy.

        None when that, loaded meanwhile, agrees to it no more. Raises `HubUnavailable`.
        """
        rules = await self._policies.current()
        moment = (rules.version, request.received_at.replace(second=0, microsecond=0))
        if moment != self._moment:
            self._moment, self._found = moment, {}
        words = (request.consumer.code, request.duty, request.signed)
        if words not in self._found:
            self._found[words] = _allowances(request, rules)
        return self._quotas.usages(self._found[words], request.received_at)


def _allowances(request: InboundRequest, rules: InForce) -> tuple[Allowance, ...]:
    try:
        return authorize(request, rules).allowances
    except NotPermitted:
        return ()
