"""The same deliveries by Procrastinate: a job for each notice, locked by its case or not at all.

Its worker fetches a job, the job reads from the database what its notice says and brings it, and
its end is written down: what the hub's lane does, with a row of the job queue in place of the
delivery's own, but for the acknowledgement, which it keeps nowhere. Without a lock nothing keeps
an act behind its answer, and it does less than what is asked.
"""

import asyncio
from time import perf_counter
from typing import Any
from uuid import UUID

import procrastinate
from psycopg.rows import dict_row

from adapters.base.errors import AgencyUnavailable
from benchmarks.outbox_ground import CONSUMER, NOTICES, Unreliable
from hub.outbox.lane import WINDOW
from hub.outbox.notices import put_together
from hub.store.certificates import read_act
from hub.store.database import Database, connect
from hub.store.deliveries import Delivery, LateAnswer

_READ = """SELECT deliveries.kind, message_id, certificates.document, status_acts.number,
                  status_acts.state, effective_at, recorded_at, reason, note,
                  recorded_by AS by, superseded_by
           FROM deliveries JOIN cases ON cases.id = case_id
           LEFT JOIN certificates ON certificates.case_id = cases.id
                AND supersedes IS NULL AND deliveries.kind = 'answer'
           LEFT JOIN status_acts ON status_acts.id = deliveries.id
           WHERE deliveries.id = %(id)s"""
_LONGEST = 120.0
_AT_ONCE = procrastinate.RetryStrategy(wait=0, retry_exceptions=[AgencyUnavailable])
_ROWS = "SELECT id, case_id FROM deliveries ORDER BY seq"


async def deliver(url: str, *, ordered: bool) -> tuple[float, int]:
    """Return the seconds until every notice was brought, and the attempts it took."""
    connector = procrastinate.PsycopgConnector(conninfo=url, min_size=2, max_size=8)
    app, receiver = procrastinate.App(connector=connector), Unreliable(ordered=ordered)
    async with Database(url, min_size=2, max_size=8) as database:

        @app.task(name="bring", retry=_AT_ONCE)
        async def bring(notice: str, case: str) -> None:
            (row,) = await database.rows(_READ, {"id": notice})
            late = row["kind"] == "answer"
            tells = LateAnswer(row["message_id"], row["document"]) if late else read_act(row)
            said = put_together(Delivery(UUID(notice), CONSUMER, UUID(case), 1, tells))
            await receiver.deliver(said)

        async with app.open_async():
            await app.schema_manager.apply_schema_async()
            await _defer(url, bring, ordered=ordered)
            start = perf_counter()
            worker = asyncio.create_task(
                app.run_worker_async(
                    concurrency=WINDOW,
                    fetch_job_polling_interval=0.05,
                    install_signal_handlers=False,
                    update_heartbeat_interval=60,
                )
            )
            async with asyncio.timeout(_LONGEST):
                await receiver.done.wait()
            seconds = perf_counter() - start
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
    return seconds, receiver.attempts


async def _defer(url: str, task: procrastinate.tasks.Task[..., Any, ...], *, ordered: bool) -> None:
    """Put a job for every notice into the queue, in their order."""
    with connect(url) as connection:
        rows = connection.cursor(row_factory=dict_row).execute(_ROWS).fetchall()
    assert len(rows) == NOTICES
    for row in rows:
        notice, case = str(row["id"]), str(row["case_id"])
        lock = case if ordered else None
        await task.configure(lock=lock).defer_async(notice=notice, case=case)
    with connect(url) as connection:
        connection.execute("ANALYZE")
