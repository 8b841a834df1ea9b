"""What every installation of electronic notification must accept."""

from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from adapters.base.ports import WorkshopNotices
from adapters.base.probe import Probe, Subjects
from schemas.canonical.identifiers import parse_branch_code, parse_contract_row, parse_workshop_id
from schemas.canonical.notice import WorkshopNotice
from schemas.canonical.workshop import WorkshopRef

SUBJECTS: Final[Subjects] = {"workshop_id": "9980000001", "branch": "0210", "row": "99800001"}
"""A workshop by ``workshop_id`` and ``branch`` with an account, and a ``row`` of no contract."""

_ISSUED = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


async def _notice(gateway: WorkshopNotices, subjects: Subjects) -> bytes:
    """Bring a notice that asks nothing of anybody, again and again the same one."""
    workshop_id, branch = subjects["workshop_id"], parse_branch_code(subjects["branch"])
    return await gateway.notify(
        WorkshopNotice(
            id=uuid5(NAMESPACE_URL, f"probe notice {workshop_id} {branch}"),
            workshop=WorkshopRef(parse_workshop_id(workshop_id), branch),
            kind="row-allocated",
            title="آزمون ارتباط",
            text="این ابلاغ برای آزمون ارتباط است و هیچ اقدامی لازم ندارد.",
            ocid="ocds-peyvnd-probe",
            row=parse_contract_row(subjects["row"]),
            row_branch=branch,
            issued=_ISSUED,
        )
    )


PROBES: Final = (Probe("notice", "ابلاغ به یک کارگاه", _notice),)
