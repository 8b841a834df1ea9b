-- Takes the notices that are due at one receiver, each for one worker, and puts their next turn off
-- by a lease: those of a worker that dies come up again when it has run out. Of a case it takes the
-- earliest that has not arrived and none behind it, a dead one's followers neither.
-- name: claim_deliveries
WITH due AS (
    SELECT id, case_id, kind FROM deliveries AS head
    WHERE receiver = %(receiver)s AND state = 'waiting' AND next_attempt_at <= %(now)s
      AND NOT EXISTS (
          SELECT FROM deliveries AS earlier
          WHERE earlier.case_id = head.case_id AND earlier.receiver = head.receiver
            AND earlier.seq < head.seq AND earlier.state <> 'delivered')
    ORDER BY next_attempt_at, seq
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE deliveries
SET attempts = deliveries.attempts + 1, next_attempt_at = %(leased_until)s
FROM due
JOIN cases ON cases.id = due.case_id
LEFT JOIN certificates
    ON certificates.case_id = due.case_id AND supersedes IS NULL AND due.kind = 'answer'
LEFT JOIN status_acts ON status_acts.id = due.id
WHERE deliveries.id = due.id
RETURNING deliveries.id, deliveries.receiver, deliveries.case_id, deliveries.attempts, deliveries.kind,
          cases.message_id, certificates.document, status_acts.number,
          status_acts.state, status_acts.effective_at, status_acts.recorded_at, status_acts.reason,
          status_acts.note, status_acts.recorded_by AS by, status_acts.superseded_by;

-- Marks what arrived, each with the instant and the digest of its acknowledgement.
-- name: mark_delivered
UPDATE deliveries
SET state = 'delivered', next_attempt_at = NULL, failure = NULL, delivered_at = brought.at,
    acknowledgement = brought.acknowledgement
FROM unnest(%(ids)s::uuid[], %(instants)s::timestamptz[], %(acknowledgements)s::bytea[])
    AS brought (id, at, acknowledgement)
WHERE deliveries.id = brought.id AND state <> 'delivered';

-- Puts off what did not arrive, or makes it a dead letter where no further instant is given. A word
-- that comes late, after the lease went to another worker, changes nothing.
-- name: put_off_deliveries
UPDATE deliveries
SET state = CASE WHEN failed.again IS NULL THEN 'dead' ELSE 'waiting' END,
    next_attempt_at = failed.again, failure = failed.code
FROM unnest(%(ids)s::uuid[], %(attempts)s::integer[], %(codes)s::text[], %(again)s::timestamptz[])
    AS failed (id, attempts, code, again)
WHERE deliveries.id = failed.id AND deliveries.attempts = failed.attempts AND state = 'waiting';

-- What is in the outbox, in the order in which it was told; held is behind another of its case.
-- name: list_deliveries
SELECT id, receiver, case_id, kind, state, attempts, failure, enqueued_at, next_attempt_at,
       delivered_at, acknowledgement,
       state = 'waiting' AND EXISTS (
           SELECT FROM deliveries AS earlier
           WHERE earlier.case_id = one.case_id AND earlier.receiver = one.receiver
             AND earlier.seq < one.seq AND earlier.state <> 'delivered') AS held
FROM deliveries AS one
WHERE state = ANY(%(states)s) AND (%(receiver)s::text IS NULL OR receiver = %(receiver)s)
ORDER BY seq
LIMIT %(limit)s;

-- Sends dead letters again from the beginning of their patience, and records who did.
-- name: resend_deliveries
WITH dead AS (
    SELECT id, failure, attempts FROM deliveries
    WHERE state = 'dead' AND (%(ids)s::uuid[] IS NULL OR id = ANY(%(ids)s))
      AND (%(receiver)s::text IS NULL OR receiver = %(receiver)s)
    ORDER BY seq
    FOR UPDATE
), sent AS (
    UPDATE deliveries SET state = 'waiting', attempts = 0, next_attempt_at = %(now)s
    FROM dead WHERE deliveries.id = dead.id
), recorded AS (
    INSERT INTO delivery_resends (delivery, failure, attempts, sent_at, sent_by)
    SELECT id, failure, attempts, %(now)s, %(by)s FROM dead
)
SELECT id FROM dead;

-- How many letters are dead, and how many wait for consumers to whom nobody brings them.
-- name: count_stuck
SELECT (SELECT count(*) FROM deliveries WHERE state = 'dead') AS dead,
       (SELECT count(*) FROM deliveries
        WHERE state = 'waiting' AND receiver <> ALL(%(receivers)s)) AS orphaned;

-- Says whose own systems are told: these consumers and no others.
-- name: name_receivers
WITH gone AS (DELETE FROM receivers WHERE consumer <> ALL(%(consumers)s))
INSERT INTO receivers (consumer) SELECT unnest(%(consumers)s::text[])
ON CONFLICT DO NOTHING
RETURNING consumer;
