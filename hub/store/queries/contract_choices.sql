-- Keeps what an operator chose, with its evidence.
-- name: keep
WITH leaf AS (
    INSERT INTO evidence (document_id, kind, entry, leaf_hash, salt, document, recorded_at)
    VALUES (%(id)s, %(kind)s, %(entry)s, %(leaf_hash)s, %(salt)s, %(document)s, %(chosen_at)s)
)
INSERT INTO contract_choices (id, source, source_id, revision, ocid, is_new, chosen_at, chosen_by,
                              reason)
VALUES (%(id)s, %(source)s, %(source_id)s, %(revision)s, %(ocid)s, %(is_new)s, %(chosen_at)s,
        %(chosen_by)s, %(reason)s);
