-- Keeps the text of a table of coefficients; one that is kept already stays.
-- name: keep_table
INSERT INTO coefficient_tables (version, body, kept_at)
VALUES (%(version)s, %(body)s, %(now)s)
ON CONFLICT DO NOTHING;

-- The texts of tables by their versions.
-- name: tables
SELECT version, body FROM coefficient_tables WHERE version = ANY (%(versions)s);

-- Holds a file until the transaction ends, so that whoever else writes an act of it waits.
-- name: hold
SELECT acts FROM contract_files WHERE ocid = %(ocid)s FOR UPDATE;

-- The acts of a file in order.
-- name: acts
SELECT number, kind, body, said_by, said_at FROM contract_file_acts
WHERE ocid = %(ocid)s
ORDER BY number;

-- What a consumer told under a key.
-- name: told_under
SELECT ocid, number, request_digest FROM contract_file_acts
WHERE said_by = %(said_by)s AND key = %(key)s;

-- The file that has a contract row, if any.
-- name: file_of_row
SELECT ocid FROM contract_files WHERE contract_row = %(row)s AND branch = %(branch)s;

-- The fiscal periods that a contractor has undertaken for.
-- name: undertaken
SELECT first_day, last_day FROM undertakings
WHERE workshop = %(workshop)s AND branch = %(branch)s
ORDER BY first_day, last_day;

-- The contract that a file is of, as all registers tell it now.
-- name: contract
SELECT v.body
FROM contracts AS c JOIN contract_versions AS v USING (ocid, version)
WHERE c.ocid = %(ocid)s;

-- When a party was told of an act.
-- name: told_at
SELECT delivered_at FROM workshop_notices
WHERE ocid = %(ocid)s AND act = %(act)s AND party = %(party)s;

-- What a file is found by, as it follows from its acts.
-- name: put_file
INSERT INTO contract_files (ocid, contract_row, branch, contractor_workshop, contractor_branch,
                            assigner_workshop, assigner_branch, acts, status, attend_at, reckoned_act,
                            reckoned_gross, cleared_gross, untold, final, ends_on, note_ended, note_last)
VALUES (%(ocid)s, %(row)s, %(branch)s, %(contractor_workshop)s, %(contractor_branch)s,
        %(assigner_workshop)s, %(assigner_branch)s, %(acts)s, %(status)s, %(attend_at)s, %(reckoned_act)s,
        %(reckoned_gross)s, %(cleared_gross)s, %(untold)s, %(final)s, %(ends_on)s, %(note_ended)s,
        %(note_last)s)
ON CONFLICT (ocid) DO UPDATE
SET acts = excluded.acts, status = excluded.status, attend_at = excluded.attend_at,
    reckoned_act = excluded.reckoned_act, reckoned_gross = excluded.reckoned_gross,
    cleared_gross = excluded.cleared_gross, untold = excluded.untold, final = excluded.final,
    ends_on = coalesce(excluded.ends_on, contract_files.ends_on),
    note_ended = excluded.note_ended, note_last = excluded.note_last;

-- Adds an act to a file.
-- name: add_act
INSERT INTO contract_file_acts (ocid, number, kind, body, said_by, key, request_digest, said_at)
VALUES (%(ocid)s, %(number)s, %(kind)s, %(body)s, %(said_by)s, %(key)s, %(request_digest)s, %(now)s);

-- Notes that a contractor has undertaken for a fiscal period.
-- name: add_undertaking
INSERT INTO undertakings (workshop, branch, first_day, last_day, ocid, act)
VALUES (%(workshop)s, %(branch)s, %(first_day)s, %(last_day)s, %(ocid)s, %(act)s);

-- Adds a notice to a party, to be brought at once.
-- name: add_notice
INSERT INTO workshop_notices (id, ocid, act, party, workshop, branch, kind, body, made_at, next_attempt_at)
VALUES (%(id)s, %(ocid)s, %(act)s, %(party)s, %(workshop)s, %(branch)s, %(kind)s, %(body)s, %(now)s, %(now)s);

-- A page of files in the order of their names; a filter that is null lets every file through. A party is
-- its workshop, on either side.
-- name: page
SELECT ocid, contract_row, branch, contractor_workshop, contractor_branch, assigner_workshop,
       assigner_branch, acts, status, attend_at
FROM contract_files
WHERE ocid > %(after)s
  AND (%(status)s::text IS NULL OR status = %(status)s)
  AND (%(branch)s::text IS NULL OR branch = %(branch)s)
  AND (%(workshop)s::text IS NULL
       OR (contractor_workshop, contractor_branch) = (%(workshop)s, %(workshop_branch)s)
       OR (assigner_workshop, assigner_branch) = (%(workshop)s, %(workshop_branch)s))
ORDER BY ocid
LIMIT %(limit)s;

-- Takes files over that the hub has something to do for of itself, until their lease runs out.
-- name: claim_due
UPDATE contract_files SET attend_at = %(leased_until)s
WHERE ocid IN (
    SELECT ocid FROM contract_files
    WHERE attend_at <= %(now)s
    ORDER BY attend_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
RETURNING ocid;

-- Whether a request of a consumer is open: begun by somebody, pending with an agency.
-- name: is_asked
SELECT id FROM cases
WHERE consumer = %(consumer)s AND message_id = ANY (%(message_ids)s) AND state = 'pending'
LIMIT 1;

-- Clearances of contracts that were issued and are to be put into their files, the oldest first.
-- name: clearances_to_file
SELECT c.number, c.issued_once, c.issued_at
FROM clearances_unfiled AS u JOIN certificates AS c USING (number)
ORDER BY c.issued_at
LIMIT %(limit)s;

-- Notes that a clearance is in its file, or is not for it any more.
-- name: clearance_filed
DELETE FROM clearances_unfiled WHERE number = %(number)s;

-- Which parties took the notice of a clearance and have no act that says so.
-- name: clearances_told
SELECT n.ocid, n.party, n.delivered_at, a.body::jsonb ->> 'number' AS number
FROM contract_files AS f
JOIN workshop_notices AS n ON n.ocid = f.ocid
JOIN contract_file_acts AS a ON (a.ocid, a.number) = (n.ocid, n.act)
WHERE f.untold AND n.kind = 'clearance-issued' AND n.delivered_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM contract_file_acts AS t
                  WHERE t.ocid = n.ocid AND t.kind = 'clearance-notified'
                    AND t.body::jsonb ->> 'number' = a.body::jsonb ->> 'number'
                    AND t.body::jsonb ->> 'party' = n.party)
ORDER BY n.delivered_at
LIMIT %(limit)s;
