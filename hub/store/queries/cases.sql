-- Makes a request durable: its replay key and its case, or neither. No row comes back for a
-- replayed message; a repeated MessageID comes back with opened = false.
-- name: open_case
WITH fresh AS (
    INSERT INTO seen_messages (replay_key, expires_at)
    VALUES (%(replay_key)s, %(expires_at)s)
    ON CONFLICT DO NOTHING
    RETURNING replay_key
), opened AS (
    INSERT INTO cases (id, consumer, message_id, duty, request, request_digest,
                       received_at, due_on, state, next_attempt_at)
    SELECT %(id)s, %(consumer)s, %(message_id)s, %(duty)s, %(request)s, %(request_digest)s,
           %(received_at)s, %(due_on)s, 'received', %(next_attempt_at)s
    FROM fresh
    ON CONFLICT (consumer, message_id) DO NOTHING
    RETURNING id
)
SELECT EXISTS (SELECT 1 FROM opened) AS opened, nextval('certificate_serial') AS serial
FROM fresh;

-- Remembers a signed message that opens no case; no row comes back for a replayed one.
-- name: remember_message
INSERT INTO seen_messages (replay_key, expires_at)
VALUES (%(replay_key)s, %(expires_at)s)
ON CONFLICT DO NOTHING
RETURNING replay_key;

-- Forgets messages whose own window has closed: the door refuses them by the clock from then on.
-- name: forget_messages
DELETE FROM seen_messages WHERE expires_at < %(now)s;

-- The case that a consumer's MessageID opened.
-- name: case_of_message
SELECT id, consumer, message_id, duty, request, request_digest, received_at, due_on
FROM cases
WHERE consumer = %(consumer)s AND message_id = %(message_id)s;

-- The first answer on a case: what a repeated request is told again.
-- name: first_answer
SELECT body FROM answers WHERE case_id = %(case_id)s AND turn = 0;

-- The last answer on a consumer's own case: what it stands at. No row is no such case of his; a
-- row without a body is a case that is still being answered.
-- name: latest_answer
SELECT cases.due_on, answers.body
FROM cases LEFT JOIN answers ON answers.case_id = cases.id
WHERE cases.id = %(case_id)s AND cases.consumer = %(consumer)s
ORDER BY answers.turn DESC NULLS LAST
LIMIT 1;

-- Takes the cases whose time has come, each for one worker, and sets their next turn at once: a
-- worker that dies has lost nothing.
-- name: claim_cases
WITH due AS (
    SELECT id FROM cases
    WHERE next_attempt_at <= %(now)s
    ORDER BY next_attempt_at
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE cases
SET attempts = attempts + 1,
    next_attempt_at = %(now)s + %(backoff)s * power(2, least(attempts, %(doublings)s))
FROM due
WHERE cases.id = due.id
RETURNING cases.id, consumer, message_id, duty, request, request_digest, received_at, due_on,
          nextval('certificate_serial') AS serial;

-- Brings cases that wait for an agency forward, now that it answers again.
-- name: hasten_cases
UPDATE cases SET next_attempt_at = %(now)s
WHERE state = 'pending' AND next_attempt_at > %(now)s AND next_attempt_at < %(before)s;

-- Closes a case with a decision: answer, certificate and evidence together, or, when another
-- process was first, nothing of it.
-- name: close_case
WITH closed AS (
    UPDATE cases SET state = 'answered', next_attempt_at = NULL
    WHERE id = %(case_id)s AND state <> 'answered'
    RETURNING id
), answer AS (
    INSERT INTO answers (case_id, turn, outcome, body, dossier, answered_at)
    SELECT id, (SELECT count(*) FROM answers WHERE case_id = %(case_id)s),
           %(outcome)s, %(body)s, %(dossier)s, %(answered_at)s
    FROM closed
), certificate AS (
    INSERT INTO certificates (number, case_id, kind, document, digest, issued_at, valid_until)
    SELECT %(number)s, id, %(kind)s, %(document)s, %(digest)s, %(answered_at)s, %(valid_until)s
    FROM closed
), leaf AS (
    INSERT INTO evidence (receipt_id, case_id, entry, leaf_hash, salt, receipt, recorded_at)
    SELECT %(receipt_id)s, id, %(entry)s, %(leaf_hash)s, %(salt)s, %(receipt)s, %(answered_at)s
    FROM closed
)
SELECT id FROM closed;

-- Leaves a case open: the first time with an answer that says so and its evidence, afterwards
-- with nothing, because nothing has changed.
-- name: keep_case_pending
WITH kept AS (
    UPDATE cases SET state = 'pending', next_attempt_at = %(next_attempt_at)s
    WHERE id = %(case_id)s AND state = 'received'
    RETURNING id
), answer AS (
    INSERT INTO answers (case_id, turn, outcome, body, dossier, answered_at)
    SELECT id, 0, %(outcome)s, %(body)s, %(dossier)s, %(answered_at)s FROM kept
), leaf AS (
    INSERT INTO evidence (receipt_id, case_id, entry, leaf_hash, salt, receipt, recorded_at)
    SELECT %(receipt_id)s, id, %(entry)s, %(leaf_hash)s, %(salt)s, %(receipt)s, %(answered_at)s
    FROM kept
)
SELECT id FROM kept;
