"""How much of its quotas a consumer has used, for whoever wants to pace himself."""

from hub.errors import NotPermitted
from hub.policies import Policies
from hub.policy.authorize import authorize
from hub.quotas import Quotas, Usage
from schemas.canonical.case import InboundRequest


class Usages:
    """Reads what was counted when a request of a use case was admitted; it counts nothing."""

    def __init__(self, policies: Policies, quotas: Quotas) -> None:
        self._policies = policies
        self._quotas = quotas

    async def of(self, request: InboundRequest) -> tuple[Usage, ...]:
        """Return the use of the quotas that ``request`` was counted under, by the newest policy.

        None when that, loaded meanwhile, agrees to it no more. Raises `HubUnavailable`.
        """
        try:
            allowed = authorize(request, await self._policies.current())
        except NotPermitted:
            return ()
        return self._quotas.usages(allowed.allowances, request.received_at)
