-- A certificate as it was issued, its times in the whole seconds that its own words have.
-- name: find_certificate
SELECT number, kind, case_id, document, digest, date_trunc('second', issued_at) AS issued_at,
       date_trunc('second', valid_until) AS valid_until, signer, supersedes
FROM certificates
WHERE number = %(number)s;

-- The same, held until the transaction ends: whoever else has a word on it waits.
-- name: lock_certificate
SELECT number, kind, case_id, document, digest, date_trunc('second', issued_at) AS issued_at,
       date_trunc('second', valid_until) AS valid_until, signer, supersedes
FROM certificates
WHERE number = %(number)s
FOR NO KEY UPDATE;

-- The acts on a certificate in the order in which they were recorded.
-- name: acts_on
SELECT number, state, effective_at, recorded_at, reason, note, recorded_by AS by, superseded_by
FROM status_acts
WHERE number = %(number)s
ORDER BY seq;

-- Records an act on a certificate together with its evidence and, where the consumer of its case is
-- told of such, the notice of it. The case is held, so that the notices of two acts on two of its
-- certificates are in the order in which they are committed. What is recorded of the clearance of a
-- contract waits to be noted in its file.
-- name: record_act
WITH leaf AS (
    INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
    VALUES (%(leaf_id)s, %(leaf_kind)s, %(case_id)s, %(entry)s, %(leaf_hash)s, %(salt)s,
            %(leaf_document)s, %(recorded_at)s)
), held AS (
    SELECT id, consumer FROM cases JOIN receivers USING (consumer)
    WHERE id = %(case_id)s
    FOR NO KEY UPDATE OF cases
), notice AS (
    INSERT INTO deliveries (id, receiver, case_id, kind, state, enqueued_at, next_attempt_at)
    SELECT %(leaf_id)s, consumer, id, 'status', 'waiting', %(recorded_at)s, %(recorded_at)s
    FROM held
), change AS (
    INSERT INTO clearance_changes (id, due_at)
    SELECT %(leaf_id)s, %(effective_at)s FROM certificates
    WHERE number = %(number)s AND kind = 'article38'
)
INSERT INTO status_acts (id, number, state, effective_at, recorded_at, reason, note, recorded_by,
                         superseded_by)
VALUES (%(leaf_id)s, %(number)s, %(state)s, %(effective_at)s, %(recorded_at)s, %(reason)s, %(note)s,
        %(by)s, %(superseded_by)s);

-- Stores a certificate that replaces another, with its evidence and its place in the worker's queue.
-- name: add_successor
WITH certificate AS (
    INSERT INTO certificates (number, case_id, kind, document, digest, issued_at, valid_until, signer,
                              supersedes)
    VALUES (%(number)s, %(case_id)s, %(kind)s, %(document)s, %(digest)s, %(issued_at)s,
            %(valid_until)s, %(signer)s, %(supersedes)s)
), form AS (
    INSERT INTO certificate_forms (number, next_attempt_at) VALUES (%(number)s, %(issued_at)s)
)
INSERT INTO evidence (document_id, kind, case_id, entry, leaf_hash, salt, document, recorded_at)
VALUES (%(leaf_id)s, %(leaf_kind)s, %(case_id)s, %(entry)s, %(leaf_hash)s, %(salt)s,
        %(leaf_document)s, %(issued_at)s);

-- A number for a document; unused, it is void.
-- name: draw_serial
SELECT nextval('certificate_serial') AS serial;
