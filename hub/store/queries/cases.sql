-- Makes a request durable: its proof and its case, or neither. It does so only by the newest policy; by
-- an older one it does nothing, and the newest version comes back. fresh = false is a replayed message; a
-- repeated MessageID has opened = false.
-- name: open_case
WITH newest AS (
    SELECT coalesce(max(version), 0) AS version FROM policies
), fresh AS (
    INSERT INTO seen_messages (replay_key, expires_at)
    SELECT %(replay_key)s, %(expires_at)s FROM newest WHERE version = %(policy)s
    ON CONFLICT DO NOTHING
    RETURNING replay_key
), opened AS (
    INSERT INTO cases (id, consumer, message_id, duty, request, request_digest, received_at, due_on,
                       state, next_attempt_at, agreements)
    SELECT %(id)s, %(consumer)s, %(message_id)s, %(duty)s, %(request)s, %(request_digest)s,
           %(received_at)s, %(due_on)s, 'received', %(next_attempt_at)s, %(agreements)s
    FROM fresh
    ON CONFLICT (consumer, message_id) DO NOTHING
    RETURNING id
)
SELECT version AS policy, EXISTS (SELECT 1 FROM fresh) AS fresh, EXISTS (SELECT 1 FROM opened) AS opened,
       (SELECT nextval('certificate_serial') FROM fresh) AS serial
FROM newest;

-- Remembers a signed message that opens no case; no row comes back for a replayed one.
-- name: remember_message
INSERT INTO seen_messages (replay_key, expires_at)
VALUES (%(replay_key)s, %(expires_at)s)
ON CONFLICT DO NOTHING
RETURNING replay_key;

-- Forgets messages whose own window has closed: the door refuses them by the clock from then on.
-- name: forget_messages
DELETE FROM seen_messages WHERE expires_at < %(now)s;

-- The case that a consumer's MessageID opened, with the first answer to it where there is one.
-- name: case_of_message
SELECT id, consumer, message_id, duty, request, request_digest, received_at, due_on, agreements,
       answers.body
FROM cases LEFT JOIN answers ON answers.case_id = cases.id AND answers.turn = 0
WHERE consumer = %(consumer)s AND message_id = %(message_id)s;

-- The first answer on a case: what a repeated request is told again.
-- name: first_answer
SELECT body FROM answers WHERE case_id = %(case_id)s AND turn = 0;

-- What a consumer's own case stands at: its last answer, where it has one yet. No row is no such
-- case of his under this duty.
-- name: latest_answer
SELECT id, consumer, message_id, duty, request, request_digest, received_at, due_on,
       agreements, nextval('certificate_serial') AS serial, answers.body
FROM cases LEFT JOIN answers ON answers.case_id = cases.id
WHERE id = %(case_id)s AND consumer = %(consumer)s AND duty = %(duty)s
ORDER BY answers.turn DESC NULLS LAST
LIMIT 1;

-- The newest certificate of a case that was issued anew, as after the loss of a key, in the place of
-- which other. No row where none was.
-- name: issued_anew
WITH RECURSIVE line AS (
    SELECT number, document, supersedes, 0 AS step FROM certificates
    WHERE case_id = %(case_id)s AND supersedes IS NULL
    UNION ALL
    SELECT c.number, c.document, c.supersedes, line.step + 1
    FROM line JOIN certificates AS c ON c.supersedes = line.number
)
SELECT document, supersedes FROM line
WHERE step > 0
ORDER BY step DESC
LIMIT 1;

-- Takes the cases of these duties whose time has come, each for one worker, and puts their next turn off by a
-- lease: the cases of a worker that dies come up again when it has run out.
-- name: claim_cases
WITH due AS (
    SELECT id FROM cases
    WHERE next_attempt_at <= %(now)s AND duty = ANY(%(duties)s)
    ORDER BY next_attempt_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE cases
SET attempts = attempts + 1, next_attempt_at = %(leased_until)s
FROM due
WHERE cases.id = due.id
RETURNING cases.id, consumer, message_id, duty, request, request_digest, received_at, due_on,
          attempts, agreements, nextval('certificate_serial') AS serial;

-- Closes a case with a decision: answer, certificate, its place in the worker's queue, evidence, and
-- the notice of an answer that comes late to a consumer who is told of such, together; or, when another
-- process was first, nothing of it. The row that comes back is the answer's turn. What is of a contract is
-- issued on the version that was decided on, or not at all: then the row that comes back says so.
-- name: close_case
WITH held AS (
    SELECT ocid FROM contracts
    WHERE ocid = %(contract)s AND version = %(contract_version)s
    FOR SHARE
), closed AS (
    UPDATE cases SET state = 'answered', next_attempt_at = NULL, standing = NULL, turns = turns + 1
    WHERE id = %(case_id)s AND state <> 'answered'
      AND (%(contract)s::text IS NULL OR EXISTS (SELECT FROM held))
    RETURNING id, consumer, turns - 1 AS turn
), answer AS (
    INSERT INTO answers (case_id, turn, outcome, body, dossier, answered_at)
    SELECT id, turn, %(outcome)s, %(body)s, %(dossier)s, %(answered_at)s
    FROM closed
), certificate AS (
    INSERT INTO certificates (number, case_id, kind, document, digest, issued_at, valid_until, signer,
                              issued_once)
    SELECT %(number)s, id, %(kind)s, %(document)s, %(digest)s, %(answered_at)s, %(valid_until)s,
           %(signer)s, %(issued_once)s
    FROM closed
), unfiled AS (
    INSERT INTO clearances_unfiled (number)
    SELECT %(number)s FROM closed
    WHERE %(contract)s::text IS NOT NULL
), form AS (
    INSERT INTO certificate_forms (number, next_attempt_at)
    SELECT %(number)s, %(answered_at)s
    FROM closed
), leaf AS (
    INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
    SELECT %(receipt_id)s, 'receipt', id, %(entry)s, %(leaf_hash)s, %(salt)s, %(receipt)s,
           %(answered_at)s
    FROM closed
), told AS (
    INSERT INTO disclosures (document_id, subject, provider, agreement, consumer, task_kind, task, purpose,
                             outcome, reason, asked, told, withheld, as_of, asked_at)
    SELECT %(receipt_id)s, subject, provider, decode(agreement, 'hex'), consumer, task_kind, task, purpose,
           outcome, reason, asked, told, withheld, as_of, asked_at
    FROM closed, jsonb_to_recordset(%(disclosures)s)
         AS one (subject text, provider text, agreement text, task_kind text, task text, purpose text,
                 outcome text, reason text, asked text[], told jsonb, withheld text[], as_of timestamptz,
                 asked_at timestamptz)
), notice AS (
    INSERT INTO deliveries (id, receiver, case_id, kind, state, enqueued_at, next_attempt_at)
    SELECT %(receipt_id)s, consumer, id, 'answer', 'waiting', %(answered_at)s, %(answered_at)s
    FROM closed JOIN receivers USING (consumer) WHERE turn > 0
)
SELECT turn, false AS changed FROM closed
UNION ALL
SELECT NULL, true
WHERE %(contract)s::text IS NOT NULL AND NOT EXISTS (SELECT FROM held);

-- Leaves a case open until its next turn, with an answer and its evidence when its reasons are new.
-- No row comes back when they are not, or when the case has been answered meanwhile.
-- name: keep_case_open
WITH before AS (
    SELECT id, consumer, turns AS turn, standing IS DISTINCT FROM %(standing)s AS changed
    FROM cases
    WHERE id = %(case_id)s AND state <> 'answered'
    FOR UPDATE
), kept AS (
    UPDATE cases
    SET state = 'pending', next_attempt_at = %(next_attempt_at)s, standing = %(standing)s,
        turns = turns + before.changed::integer
    FROM before
    WHERE cases.id = before.id
), answer AS (
    INSERT INTO answers (case_id, turn, outcome, body, dossier, answered_at)
    SELECT id, turn, %(outcome)s, %(body)s, %(dossier)s, %(answered_at)s
    FROM before WHERE changed
), leaf AS (
    INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
    SELECT %(receipt_id)s, 'receipt', id, %(entry)s, %(leaf_hash)s, %(salt)s, %(receipt)s,
           %(answered_at)s
    FROM before WHERE changed
), told AS (
    INSERT INTO disclosures (document_id, subject, provider, agreement, consumer, task_kind, task, purpose,
                             outcome, reason, asked, told, withheld, as_of, asked_at)
    SELECT %(receipt_id)s, subject, provider, decode(agreement, 'hex'), consumer, task_kind, task, purpose,
           outcome, reason, asked, told, withheld, as_of, asked_at
    FROM before, jsonb_to_recordset(%(disclosures)s)
         AS one (subject text, provider text, agreement text, task_kind text, task text, purpose text,
                 outcome text, reason text, asked text[], told jsonb, withheld text[], as_of timestamptz,
                 asked_at timestamptz)
    WHERE changed
)
SELECT turn FROM before WHERE changed;
