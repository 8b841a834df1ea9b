-- Whether there is a contract of this name that may be shown to who works for these branches; null is
-- all of them. A contract is of the branch of its file, and of those that registers name in its row.
-- name: visible
SELECT c.ocid FROM contracts AS c
WHERE c.ocid = %(ocid)s
  AND (%(branches)s::text[] IS NULL
       OR EXISTS (SELECT FROM contract_files AS f
                  WHERE f.ocid = c.ocid AND f.branch = ANY (%(branches)s))
       OR EXISTS (SELECT FROM contract_entries AS e
                  WHERE e.ocid = c.ocid AND split_part(e.contract_row, '/', 1) = ANY (%(branches)s)));

-- Contracts by a name or key of theirs: our own name, a key that registers have in common, or what one
-- of them calls it.
-- name: sought
WITH found AS (
    SELECT ocid FROM contracts WHERE ocid = %(text)s
    UNION SELECT ocid FROM contract_entries WHERE crn = %(text)s
    UNION SELECT ocid FROM contract_entries WHERE budget_code = %(text)s
    UNION SELECT ocid FROM contract_entries
          WHERE source = ANY (%(sources)s) AND source_id = %(text)s
    UNION SELECT ocid FROM contract_entries WHERE contract_row = %(row)s
    UNION SELECT ocid FROM contract_files
          WHERE (contract_row, branch) = (%(own_row)s, %(own_branch)s)
)
SELECT c.ocid, v.body
FROM found
JOIN contracts AS c USING (ocid)
JOIN contract_versions AS v USING (ocid, version)
WHERE %(branches)s::text[] IS NULL
   OR EXISTS (SELECT FROM contract_files AS f
              WHERE f.ocid = c.ocid AND f.branch = ANY (%(branches)s))
   OR EXISTS (SELECT FROM contract_entries AS e
              WHERE e.ocid = c.ocid AND split_part(e.contract_row, '/', 1) = ANY (%(branches)s))
ORDER BY c.ocid
LIMIT %(limit)s;

-- A page of contracts in which registers disagree now, in the order of their names.
-- name: apart
SELECT c.ocid, v.body
FROM contract_versions AS v
JOIN contracts AS c USING (ocid, version)
WHERE v.body NOT LIKE '%%"disagreements":{}%%' AND c.ocid > %(after)s
  AND (%(branches)s::text[] IS NULL
       OR EXISTS (SELECT FROM contract_files AS f
                  WHERE f.ocid = c.ocid AND f.branch = ANY (%(branches)s))
       OR EXISTS (SELECT FROM contract_entries AS e
                  WHERE e.ocid = c.ocid AND split_part(e.contract_row, '/', 1) = ANY (%(branches)s)))
ORDER BY c.ocid
LIMIT %(limit)s;

-- A page of what waits for an operator, behind a register's entry.
-- name: waiting
SELECT e.source, e.source_id, e.revision, e.ocid, e.candidates, s.said_at
FROM contract_entries AS e
JOIN contract_statements AS s USING (source, source_id, revision)
WHERE e.candidates IS NOT NULL AND (e.source, e.source_id) > (%(source)s, %(source_id)s)
ORDER BY e.source, e.source_id
LIMIT %(limit)s;

-- One entry, if it waits for an operator.
-- name: waits
SELECT e.source, e.source_id, e.revision, e.ocid, e.candidates, s.said_at
FROM contract_entries AS e
JOIN contract_statements AS s USING (source, source_id, revision)
WHERE e.source = %(source)s AND e.source_id = %(source_id)s AND e.candidates IS NOT NULL;

-- The newest versions of a contract, the newest first.
-- name: versions
SELECT position, ocid, version, body, changed_at FROM contract_versions
WHERE ocid = %(ocid)s
ORDER BY version DESC
LIMIT %(limit)s;

-- What operators chose about a contract.
-- name: choices
SELECT source, source_id, revision, is_new, chosen_at, chosen_by, reason FROM contract_choices
WHERE ocid = %(ocid)s
ORDER BY chosen_at;

-- A page of files in the order of their contracts' names; a filter that is null lets every file through.
-- name: files
SELECT ocid, contract_row, branch, contractor_workshop, contractor_branch, assigner_workshop,
       assigner_branch, acts, status, attend_at
FROM contract_files
WHERE ocid > %(after)s
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(branches)s::text[] IS NULL OR branch = ANY (%(branches)s))
ORDER BY ocid
LIMIT %(limit)s;

-- How many files of each branch stand at each status.
-- name: standings
SELECT branch, status, count(*) AS files FROM contract_files
WHERE %(branches)s::text[] IS NULL OR branch = ANY (%(branches)s)
GROUP BY branch, status
ORDER BY branch, status;

-- How many clearances of each branch were issued since an instant for money that came in since the
-- clearance before, and how many of them within so many days of the day on which the last of it came in,
-- or, where that is later, on which it was calculated (or allowed to be issued anew) what they are of.
-- name: promptness
SELECT f.branch, count(*) AS issued,
       count(*) FILTER (WHERE (c.issued_at AT TIME ZONE 'Asia/Tehran')::date
                              <= greatest((paid.body::jsonb ->> 'on')::date,
                                          (cleared.said_at AT TIME ZONE 'Asia/Tehran')::date)
                                 + %(days)s::integer) AS prompt
FROM certificates AS c
JOIN contract_files AS f ON f.ocid = split_part(c.issued_once, '/', 2)
JOIN contract_file_acts AS cleared ON cleared.ocid = f.ocid
                                  AND cleared.number = split_part(c.issued_once, '/', 3)::integer
JOIN LATERAL (SELECT a.number, a.body FROM contract_file_acts AS a
              WHERE a.ocid = f.ocid AND a.kind = 'collected' AND a.said_at <= c.issued_at
              ORDER BY a.number DESC
              LIMIT 1) AS paid ON true
WHERE c.issued_once LIKE 'article38/%%' AND c.issued_at >= %(since)s
  AND (%(branches)s::text[] IS NULL OR f.branch = ANY (%(branches)s))
  AND NOT EXISTS (SELECT FROM contract_file_acts AS before
                  WHERE before.ocid = f.ocid AND before.kind = 'clearance-issued'
                    AND before.number BETWEEN paid.number AND cleared.number)
GROUP BY f.branch
ORDER BY f.branch;

-- Files that the hub should have done something for of itself by then, the longest ago first.
-- name: overdue
SELECT ocid, contract_row, branch, contractor_workshop, contractor_branch, assigner_workshop,
       assigner_branch, acts, status, attend_at
FROM contract_files
WHERE attend_at <= %(now)s
  AND (%(branches)s::text[] IS NULL OR branch = ANY (%(branches)s))
ORDER BY attend_at
LIMIT %(limit)s;

-- Files of which a legal period may have run out: money that came in without a clearance, an objection,
-- or a form of the added note; those first in which nothing has happened for longest.
-- name: running
WITH found AS (
    SELECT ocid FROM contract_files WHERE status IN ('13', '14', '15')
    UNION SELECT ocid FROM contract_file_acts WHERE kind IN ('objected', 'note-notified')
)
SELECT f.ocid
FROM found
JOIN contract_files AS f USING (ocid)
JOIN contract_file_acts AS a ON (a.ocid, a.number) = (f.ocid, f.acts)
WHERE %(branches)s::text[] IS NULL OR f.branch = ANY (%(branches)s)
ORDER BY a.said_at
LIMIT %(limit)s;

-- The acts of several files, each file's in order.
-- name: acts
SELECT ocid, number, kind, body, said_by, said_at FROM contract_file_acts
WHERE ocid = ANY (%(ocids)s)
ORDER BY ocid, number;

-- Notices to workshops that were given up, the oldest first.
-- name: given_up
SELECT n.ocid, n.party, n.kind, n.made_at, n.attempts, n.failure
FROM workshop_notices AS n JOIN contract_files AS f USING (ocid)
WHERE n.delivered_at IS NULL AND n.next_attempt_at IS NULL
  AND (%(branches)s::text[] IS NULL OR f.branch = ANY (%(branches)s))
ORDER BY n.made_at
LIMIT %(limit)s;
