"""What ``peyvand doctor`` finds of the rounds in which registers are reconciled with."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from psycopg import Connection

from hub.cli.finding import Finding
from hub.sharing.rounds import TWICE
from hub.store.contract_rounds import Round, list_rounds
from schemas.canonical.dates import tehran_stamp

_LATE = timedelta(days=1)


def round_findings(
    connection: Connection, now: datetime, enabled: Collection[str]
) -> Iterator[Finding]:
    """Yield whether each register is reconciled with, and held the same when it last was.

    One that is ``enabled`` and long due is wrong; another one waits for its agency.
    """
    for one in list_rounds(connection):
        yield _finding(one, now - one.due_at > _LATE and one.source in enabled)


def _finding(one: Round, late: bool) -> Finding:
    subject = f"reconciled {one.source}"
    if one.failures:
        seen = f"failed {one.failures} times, {one.failure}"
        remedy = "it is tried again by itself: see what its code means, and have it mended there"
        return Finding(subject, one.failures < TWICE, seen, remedy, warning=True)
    if late:
        seen = f"due since {tehran_stamp(one.due_at)}"
        return Finding(subject, ok=False, seen=seen, remedy="run `peyvand work`")
    if one.ended_at is None:
        return Finding(subject, ok=True, seen=f"for the first time {tehran_stamp(one.due_at)}")
    if one.agreed:
        return Finding(subject, ok=True, seen=f"both held the same {tehran_stamp(one.ended_at)}")
    seen = f"both differed {tehran_stamp(one.ended_at)}"
    remedy = f"`peyvand contracts reconcile {one.source}` names what neither can settle"
    return Finding(subject, ok=True, seen=seen, remedy=remedy, warning=True)
