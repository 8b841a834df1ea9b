-- Takes notices over that are due, each for one worker, until their lease runs out. Of a contract and
-- a party it takes the earliest that has not arrived and none behind it, a dead one's followers
-- neither.
-- name: claim_notices
WITH due AS (
    SELECT id, ocid FROM workshop_notices AS head
    WHERE next_attempt_at <= %(now)s
      AND NOT EXISTS (
          SELECT FROM workshop_notices AS earlier
          WHERE earlier.ocid = head.ocid AND earlier.party = head.party AND earlier.act < head.act
            AND earlier.delivered_at IS NULL)
    ORDER BY next_attempt_at, ocid, act
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE workshop_notices AS n
SET attempts = n.attempts + 1, next_attempt_at = %(leased_until)s
FROM due JOIN contract_files AS f USING (ocid)
WHERE n.id = due.id
RETURNING n.id, n.ocid, n.act, n.party, n.workshop, n.branch, n.kind, n.body, n.made_at, n.attempts,
          f.contract_row AS row, f.branch AS row_branch;

-- Marks what arrived, each with the instant and the digest of its acknowledgement.
-- name: mark_notices
UPDATE workshop_notices
SET next_attempt_at = NULL, failure = NULL, delivered_at = brought.at,
    acknowledgement = brought.acknowledgement
FROM unnest(%(ids)s::uuid[], %(instants)s::timestamptz[], %(acknowledgements)s::bytea[])
    AS brought (id, at, acknowledgement)
WHERE workshop_notices.id = brought.id AND delivered_at IS NULL;

-- Puts off what did not arrive, or makes it a dead letter where no further instant is given. A word
-- that comes late, after the lease went to another worker, changes nothing.
-- name: put_off_notices
UPDATE workshop_notices
SET next_attempt_at = failed.again, failure = failed.code
FROM unnest(%(ids)s::uuid[], %(attempts)s::integer[], %(codes)s::text[], %(again)s::timestamptz[])
    AS failed (id, attempts, code, again)
WHERE workshop_notices.id = failed.id AND workshop_notices.attempts = failed.attempts
  AND next_attempt_at IS NOT NULL;

-- The notices of a file and what became of them.
-- name: notices_of
SELECT act, party, kind, made_at, attempts, failure, delivered_at FROM workshop_notices
WHERE ocid = %(ocid)s
ORDER BY act, party;

-- Notices in some of their states, in the order in which they were made; held is behind another.
-- name: list_notices
SELECT id, ocid, party, kind, state, attempts, failure, made_at, next_attempt_at, delivered_at,
       acknowledgement,
       state = 'waiting' AND EXISTS (
           SELECT FROM workshop_notices AS earlier
           WHERE earlier.ocid = one.ocid AND earlier.party = one.party AND earlier.act < one.act
             AND earlier.delivered_at IS NULL) AS held
FROM (SELECT id, ocid, act, party, kind, attempts, failure, made_at, next_attempt_at, delivered_at,
             acknowledgement,
             CASE WHEN delivered_at IS NOT NULL THEN 'delivered'
                  WHEN next_attempt_at IS NULL THEN 'dead' ELSE 'waiting' END AS state
      FROM workshop_notices) AS one
WHERE state = ANY(%(states)s)
ORDER BY made_at, ocid, act, party
LIMIT %(limit)s;

-- Sends dead notices again from the beginning of their patience, and records who did.
-- name: resend_notices
WITH dead AS (
    SELECT id, failure, attempts FROM workshop_notices
    WHERE delivered_at IS NULL AND next_attempt_at IS NULL
      AND (%(ids)s::uuid[] IS NULL OR id = ANY(%(ids)s))
    ORDER BY made_at, ocid, act, party
    FOR UPDATE
), sent AS (
    UPDATE workshop_notices SET attempts = 0, next_attempt_at = %(now)s
    FROM dead WHERE workshop_notices.id = dead.id
), recorded AS (
    INSERT INTO workshop_notice_resends (notice, failure, attempts, sent_at, sent_by)
    SELECT id, failure, attempts, %(now)s, %(by)s FROM dead
)
SELECT id FROM dead;

-- How many notices are dead, and how many have waited since before an instant.
-- name: count_undelivered
SELECT count(*) FILTER (WHERE next_attempt_at IS NULL) AS dead,
       count(*) FILTER (WHERE next_attempt_at IS NOT NULL AND made_at < %(since)s) AS late
FROM workshop_notices
WHERE delivered_at IS NULL;
