"""The terms on which an agency may be asked: the manifest's, and what a deployment has agreed."""

from pydantic import BaseModel, ConfigDict, Field

from adapters.base.hours import Hours, Window
from adapters.base.pace import Quota


class Terms(BaseModel):
    """Weekly hours (none: always), quotas (none: as many as come) and announced maintenance."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: Hours | None = None
    quotas: tuple[Quota, ...] = ()
    maintenance: tuple[Window, ...] = ()


class LocalTerms(BaseModel):
    """A deployment's own word: what it gives replaces the manifest's, maintenance is added to it.

    ``share`` is the part of the quotas that each process of the hub has; the parts of all processes
    that ask together make one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: Hours | None = None
    quotas: tuple[Quota, ...] | None = None
    maintenance: tuple[Window, ...] = ()
    share: float = Field(default=1.0, gt=0, le=1)

    def over(self, agency: Terms) -> Terms:
        """Return the terms that hold here, where the manifest has ``agency``'s."""
        return Terms(
            hours=self.hours or agency.hours,
            quotas=agency.quotas if self.quotas is None else self.quotas,
            maintenance=(*agency.maintenance, *self.maintenance),
        )
