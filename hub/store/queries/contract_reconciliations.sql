-- Keeps what came of a reconciliation, with its evidence.
-- name: keep
WITH leaf AS (
    INSERT INTO evidence (document_id, kind, entry, leaf_hash, salt, document, recorded_at)
    VALUES (%(leaf_id)s, %(leaf_kind)s, %(entry)s, %(leaf_hash)s, %(salt)s, %(document)s,
            %(ended_at)s)
)
INSERT INTO contract_reconciliations (id, source, started_by, ended_at, walk)
VALUES (%(leaf_id)s, %(source)s, %(started_by)s, %(ended_at)s, %(walk)s);

-- What came of the last reconciliations, the newest first.
-- name: last
SELECT r.id, r.walk, e.kind, e.entry, e.leaf_hash, e.salt, e.document
FROM contract_reconciliations AS r
JOIN evidence AS e ON e.document_id = r.id
ORDER BY r.ended_at DESC, e.seq DESC
LIMIT %(limit)s;
