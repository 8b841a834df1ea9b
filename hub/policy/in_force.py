"""What is in force: the agreements and the passports of one version of the policy."""

from dataclasses import dataclass, field

from hub.policy.agreements import Agreements
from hub.policy.passports import Passport


@dataclass(frozen=True, slots=True)
class InForce:
    """One version of the policy, compiled; whoever decides by it says by which version."""

    version: int
    agreements: Agreements
    passports: tuple[Passport, ...]
    _by_code: dict[str, Passport] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the passports."""
        object.__setattr__(self, "_by_code", {one.code: one for one in self.passports})

    def passport(self, code: str) -> Passport | None:
        """Return the passport of a service or use case, or None."""
        return self._by_code.get(code)

    def why_none(self, task: str, purpose: str) -> str:
        """Return the code that says why nothing was agreed for a service's ``purpose``."""
        passport = self.passport(task)
        own = {one.key.purpose for one in self.agreements.all if one.key.task.code == task}
        if passport is None and not own:
            return "service.unknown"
        own |= {one.purpose for one in passport.needs} if passport else set()
        if purpose in own:
            return "agreement.none"
        others = {need.purpose for one in self.passports for need in one.needs}
        return "purpose.other-service" if purpose in others else "purpose.unknown"
