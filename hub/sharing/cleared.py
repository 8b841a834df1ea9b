"""What was cleared of a contract stays: what a register may not say of it any more; pure.

Article 38: the clearance was issued for a gross turnover that the contract has to have.
"""

from typing import Final

from hub.contracts.withholding import total_of
from schemas.canonical.contract import JoinedContract

BELOW_CLEARED: Final = "contract.below-cleared"
"""The contract would come to less than the gross turnover that was cleared."""
CLEARED: Final = "contract.cleared"
"""The contract would be withdrawn though it has a clearance."""


def against(before: JoinedContract, after: JoinedContract | None, gross: int) -> str | None:
    """Return why a contract of which ``gross`` rials were cleared cannot become ``after``.

    None stands for a contract that nobody states any more. One whose turnover was above its amount
    when it was cleared may stay as it is, and rise; it is what lowers it that is refused.
    """
    if after is None or (after.withdrawn and not before.withdrawn):
        return CLEARED
    total = total_of(after) or 0
    return BELOW_CLEARED if total < gross and total < (total_of(before) or 0) else None
