"""What is written of a file, made of its acts; pure."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from hub.store.contract_file_rows import FileRow, NewAct, NewNotice
from hub.usecases.article38.file.acts import Stage, Undertaken
from hub.usecases.article38.file.contents import File, Recorded
from hub.usecases.article38.file.form import TOLD, write_act
from hub.usecases.article38.file.notices import notices_of
from hub.usecases.article38.file.periods import Periods, days_after
from hub.usecases.article38.model import Party

_BOTH = len(Party)


def file_row(
    ocid: str,
    file: File,
    attend_at: datetime | None,
    periods: Periods,
    ends_on: date | None = None,
) -> FileRow:
    """Return what a file is found by; ``ends_on`` None leaves the contract's end as it is."""
    row, served = file.allocated, file.note.served
    ended = [one.ended for one in file.note.issued if one.ended is not None]
    contractor, assigner = row.contractor.workshop, row.assigner.workshop
    return FileRow(
        ocid=ocid,
        contract_row=row.row,
        branch=row.branch,
        contractor_workshop=contractor.workshop_id,
        contractor_branch=contractor.branch,
        assigner_workshop=assigner.workshop_id,
        assigner_branch=assigner.branch,
        acts=file.acts,
        status=file.status.value,
        attend_at=attend_at,
        reckoned_act=file.clears or None,
        reckoned_gross=file.gross if file.calculated else None,
        cleared_gross=file.kept[-1].gross if file.kept else None,
        untold=any(len(one.told) < _BOTH for one in file.kept),
        final=any(one.stage is Stage.FINAL for one in file.kept),
        ends_on=ends_on,
        note_ended=ended[-1] if ended else None,
        note_last=days_after(served, periods.note_days) if served else None,
    )


def new_acts(
    acts: Sequence[Recorded],
    consumer: str,
    hub: str,
    key: str | None = None,
    digest: bytes | None = None,
) -> list[NewAct]:
    """Return acts as they are appended: what was told by ``consumer`` under ``key``, then ours."""
    return [_new_act(one, consumer, hub, key, digest) for one in acts]


def new_notices(
    file: File, acts: Sequence[Recorded], periods: Periods, new_id: Callable[[], UUID]
) -> list[NewNotice]:
    """Return whom each act tells of itself, once ``file`` is what they all come to."""
    return [
        NewNotice(new_id(), one.act, one.party.value, one.workshop, one.kind, one.body)
        for one in notices_of(file, acts, periods)
    ]


def _new_act(
    one: Recorded, consumer: str, hub: str, key: str | None, digest: bytes | None
) -> NewAct:
    kind, body = write_act(one.act)
    if kind not in TOLD:
        return NewAct(one.number, kind, body, hub)
    period = one.act.period if isinstance(one.act, Undertaken) else None
    undertaking = (period.first, period.last) if period else None
    return NewAct(one.number, kind, body, consumer, key, digest, undertaking)
