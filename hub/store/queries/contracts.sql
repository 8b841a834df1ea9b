-- Holds the feed until the transaction ends: whoever writes contracts does so alone. What is looked for
-- within it is looked for row by row, never by reading a whole table: a plan that was made while the
-- table was small would be kept while a first load makes it large.
-- name: hold_feed
SELECT position, contracts,
       set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)
FROM contract_feed FOR UPDATE;

-- What a register has said so far of these entries, and what became of it.
-- name: entries
SELECT e.source_id, e.revision, e.digest, e.ocid, e.counting, e.candidates, e.crn, e.budget_code,
       e.contract_row, e.near_assigner, e.near_contractor, c.version
FROM contract_entries AS e
LEFT JOIN contracts AS c USING (ocid)
WHERE e.source = %(source)s AND e.source_id = ANY (%(source_ids)b::text[]);

-- The digests of revisions that were said before.
-- name: digests
SELECT s.source_id, s.revision, s.digest
FROM unnest(%(source_ids)b::text[], %(revisions)b::integer[]) AS asked (source_id, revision)
JOIN contract_statements AS s USING (source_id, revision)
WHERE s.source = %(source)s;

-- The contracts that share a key or a place with what is sought, by its place in the arrays.
-- name: candidates
WITH sought AS MATERIALIZED (
    SELECT n, crn, budget_code, contract_row, near_assigner, near_contractor
    FROM unnest(%(crns)b::text[], %(budget_codes)b::text[], %(rows)b::text[],
                %(near_assigners)b::bigint[], %(near_contractors)b::bigint[])
         WITH ORDINALITY AS t (crn, budget_code, contract_row, near_assigner, near_contractor, n)
)
SELECT s.n, e.ocid FROM sought AS s JOIN contract_entries AS e ON e.crn = s.crn
WHERE e.ocid IS NOT NULL
UNION
SELECT s.n, e.ocid FROM sought AS s JOIN contract_entries AS e ON e.budget_code = s.budget_code
WHERE e.ocid IS NOT NULL
UNION
SELECT s.n, e.ocid FROM sought AS s JOIN contract_entries AS e ON e.contract_row = s.contract_row
WHERE e.ocid IS NOT NULL
UNION
SELECT s.n, e.ocid FROM sought AS s JOIN contract_entries AS e ON e.near_assigner = s.near_assigner
WHERE e.ocid IS NOT NULL
UNION
SELECT s.n, e.ocid
FROM sought AS s JOIN contract_entries AS e ON e.near_contractor = s.near_contractor
WHERE e.ocid IS NOT NULL;

-- What counts of these contracts, every register's, with their newest version.
-- name: voices
SELECT e.ocid, e.source, e.source_id, s.body, s.said_at, c.version
FROM contract_entries AS e
JOIN contracts AS c USING (ocid)
JOIN contract_statements AS s
  ON (s.source, s.source_id, s.revision) = (e.source, e.source_id, e.counting)
WHERE e.ocid = ANY (%(ocids)b::text[]);

-- Holds those of these contracts that have an Article 38 file.
-- name: hold_filed
SELECT c.ocid
FROM contract_files AS f JOIN contracts AS c USING (ocid)
WHERE f.ocid = ANY (%(ocids)b::text[])
FOR NO KEY UPDATE OF c;

-- The gross turnover that was cleared of contracts: by the newest clearance in the file that was not
-- revoked, or by the one of the newest calculation that is issued and will be in the file in a moment.
-- name: cleared
SELECT f.ocid, CASE WHEN number IS NULL THEN f.cleared_gross ELSE f.reckoned_gross END
FROM contract_files AS f
LEFT JOIN (certificates AS c JOIN clearances_unfiled AS u USING (number))
  ON c.issued_once = 'article38/' || f.ocid || '/' || f.reckoned_act
WHERE f.ocid = ANY (%(ocids)b::text[]) AND (number IS NOT NULL OR f.cleared_gross IS NOT NULL);

-- When contracts that have a file end.
-- name: end
UPDATE contract_files AS f SET ends_on = e.day
FROM unnest(%(ocids)s::text[], %(days)s::date[]) AS e (ocid, day)
WHERE f.ocid = e.ocid AND f.ends_on IS DISTINCT FROM e.day;

-- Writes a batch, with its place in the feed, and wakes those who wait for it.
-- name: write
WITH said AS (
    INSERT INTO contract_statements (source, source_id, revision, digest, body, said_at)
    SELECT %(source)s, s.source_id, s.revision, s.digest, s.body, s.said_at
    FROM unnest(%(said_ids)b::text[], %(said_revisions)b::integer[], %(said_digests)b::bytea[],
                %(said_bodies)b::text[], %(said_ats)b::timestamptz[])
         AS s (source_id, revision, digest, body, said_at)
), moved AS (
    INSERT INTO contracts (ocid, version, position)
    SELECT c.ocid, c.version, c.position
    FROM unnest(%(moved_ocids)b::text[], %(moved_versions)b::integer[],
                %(moved_positions)b::bigint[]) AS c (ocid, version, position)
    ON CONFLICT (ocid) DO UPDATE SET version = excluded.version, position = excluded.position
), entered AS (
    INSERT INTO contract_entries (source, source_id, revision, digest, ocid, counting, candidates,
                                  crn, budget_code, contract_row, near_assigner, near_contractor)
    SELECT %(source)s, e.source_id, e.revision, e.digest, e.ocid, e.counting, e.candidates::jsonb,
           e.crn, e.budget_code, e.contract_row, e.near_assigner, e.near_contractor
    FROM unnest(%(entry_ids)b::text[], %(entry_revisions)b::integer[], %(entry_digests)b::bytea[],
                %(entry_ocids)b::text[], %(entry_counting)b::integer[],
                %(entry_candidates)b::text[], %(entry_crns)b::text[], %(entry_budgets)b::text[],
                %(entry_rows)b::text[], %(entry_assigners)b::bigint[],
                %(entry_contractors)b::bigint[])
         AS e (source_id, revision, digest, ocid, counting, candidates, crn, budget_code,
               contract_row, near_assigner, near_contractor)
    ON CONFLICT (source, source_id) DO UPDATE
    SET revision = excluded.revision, digest = excluded.digest, ocid = excluded.ocid,
        counting = excluded.counting, candidates = excluded.candidates, crn = excluded.crn,
        budget_code = excluded.budget_code, contract_row = excluded.contract_row,
        near_assigner = excluded.near_assigner, near_contractor = excluded.near_contractor
), told AS (
    INSERT INTO contract_versions (position, ocid, version, body, changed_at)
    SELECT v.position, v.ocid, v.version, v.body, %(now)s
    FROM unnest(%(told_positions)b::bigint[], %(told_ocids)b::text[], %(told_versions)b::integer[],
                %(told_bodies)b::text[]) AS v (position, ocid, version, body)
), fed AS (
    UPDATE contract_feed SET position = %(position)s, contracts = %(contracts)s
    RETURNING position
)
SELECT pg_notify('contract_feed', position::text) FROM fed;

-- The statement that waits for an operator, and where it counts as yet.
-- name: waiting_entry
SELECT e.revision, e.digest, e.ocid, e.candidates, s.body, s.said_at
FROM contract_entries AS e
JOIN contract_statements AS s USING (source, source_id, revision)
WHERE e.source = %(source)s AND e.source_id = %(source_id)s;

-- What waits for an operator, in the order of the registers' ids.
-- name: waiting
SELECT e.source, e.source_id, e.revision, e.ocid, e.candidates, s.said_at
FROM contract_entries AS e
JOIN contract_statements AS s USING (source, source_id, revision)
WHERE e.candidates IS NOT NULL
ORDER BY e.source, e.source_id
LIMIT %(limit)s;
